"""Digests that were sent, and what was decided since."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import Kind
from bot.rules.people import Role
from bot.rules.periods import Period
from bot.rules.reports import Status
from db.tables import DeliveryRow, DeliveryState, OfficialRow, ReportRow


async def readers(
    session: AsyncSession, author_ids: Collection[int], subjects: Collection[str]
) -> Sequence[tuple[int, str]]:
    """Give who gets or got a digest of these subjects that the authors' reports are part of.

    One that is on its way may have been drawn already, so that it counts as well.
    """
    units = select(OfficialRow.unit_id).where(OfficialRow.id.in_(author_ids))
    rows = await session.execute(
        select(DeliveryRow.official_id, DeliveryRow.subject)
        .join(OfficialRow, OfficialRow.id == DeliveryRow.official_id)
        .where(
            DeliveryRow.kind == Kind.DIGEST,
            DeliveryRow.state != DeliveryState.DROPPED,
            DeliveryRow.subject.in_(subjects),
            OfficialRow.left_on.is_(None),
            or_(
                OfficialRow.id.in_(author_ids),
                and_(
                    OfficialRow.role.in_([Role.HEAD, Role.DEPUTY]), OfficialRow.unit_id.in_(units)
                ),
                OfficialRow.role.in_([Role.COUNCIL, Role.SECRETARY]),
            ),
        )
        .distinct()
        .order_by(DeliveryRow.official_id, DeliveryRow.subject)
    )
    return [(official_id, subject) for official_id, subject in rows]


async def sent_at(session: AsyncSession, official_id: int, subject: str) -> datetime | None:
    return await session.scalar(
        select(func.max(DeliveryRow.settled_at)).where(
            DeliveryRow.official_id == official_id,
            DeliveryRow.kind == Kind.DIGEST,
            DeliveryRow.state == DeliveryState.SENT,
            DeliveryRow.subject == subject,
        )
    )


async def decided_since(
    session: AsyncSession, period: Period, since: datetime, *who: ColumnElement[bool]
) -> Counter[Status]:
    rows = await session.execute(
        select(ReportRow.status, func.count())
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(
            ReportRow.day.between(period.first, period.last),
            ReportRow.decided_at > since,
            ReportRow.status.in_([Status.APPROVED, Status.RETURNED]),
            *who,
        )
        .group_by(ReportRow.status)
    )
    return Counter(dict(rows.all()))
