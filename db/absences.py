"""Days away."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.absences import Absence, Kind
from db import sets
from db.tables import AbsenceRow


def touching(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    """Say what makes an absence one that counts on some of the days from first to last."""
    return (
        AbsenceRow.cancelled_at.is_(None),
        AbsenceRow.first_day <= last,
        AbsenceRow.last_day >= first,
    )


def to_value(row: AbsenceRow) -> Absence:
    return Absence(row.id, row.official_id, row.first_day, row.last_day, row.kind)


async def overlapping(
    session: AsyncSession, official_ids: Collection[int], first: date, last: date
) -> Mapping[int, Sequence[Absence]]:
    """Give each person's absences that touch the days from first to last."""
    rows = await session.scalars(
        select(AbsenceRow)
        .where(sets.within(AbsenceRow.official_id, official_ids), *touching(first, last))
        .order_by(AbsenceRow.first_day)
    )
    found: dict[int, list[Absence]] = {official_id: [] for official_id in official_ids}
    for row in rows:
        found[row.official_id].append(to_value(row))
    return found


async def add(
    session: AsyncSession,
    official_id: int,
    first: date,
    last: date,
    kind: Kind,
    *,
    by: int,
    now: datetime,
) -> Absence:
    row = AbsenceRow(
        official_id=official_id,
        first_day=first,
        last_day=last,
        kind=kind,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return to_value(row)


async def get(session: AsyncSession, absence_id: int) -> Absence:
    return to_value(await session.get_one(AbsenceRow, absence_id))


async def standing(session: AsyncSession, absence_id: int) -> tuple[Absence, int] | None:
    """Give an absence that nobody has ended, and the id of who recorded it."""
    row = await session.get(AbsenceRow, absence_id)
    return (to_value(row), row.created_by) if row and row.cancelled_at is None else None


async def cancel(session: AsyncSession, official_id: int, absence_id: int, now: datetime) -> bool:
    """End an absence of this person; False if there is none such or it was ended before."""
    ended = await session.scalar(
        update(AbsenceRow)
        .where(
            AbsenceRow.id == absence_id,
            AbsenceRow.official_id == official_id,
            AbsenceRow.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
        .returning(AbsenceRow.id)
    )
    return ended is not None
