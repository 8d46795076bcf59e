"""What the planner asks: how the clock stands, who is to report, whose reports wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import Kind
from bot.rules.events import ANY, Chosen, OwnHour, UnitTimes
from bot.rules.people import COUNCIL_ROLES, Role
from bot.rules.reports import Status
from db import duties, officials, sets, units, upsert
from db.tables import ClockMarkRow, DeliveryRow, DeliveryState, OfficialRow, ReportRow, UnitRow


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who reports, and from where the reports go up."""

    official_id: int
    unit_id: int
    role: Role
    sent: bool = True


async def mark(session: AsyncSession, name: str) -> datetime | None:
    """Read the mark and hold it: nobody sets it back unseen while it is moved on."""
    row = await session.get(ClockMarkRow, name, with_for_update=True)
    return row.at if row else None


async def set_back(session: AsyncSession, name: str, at: datetime) -> None:
    """Have a clock that is further look from this moment on again."""
    await session.execute(
        update(ClockMarkRow).where(ClockMarkRow.name == name, ClockMarkRow.at > at).values(at=at)
    )


async def set_mark(session: AsyncSession, name: str, at: datetime) -> None:
    await session.execute(
        upsert.insert(session, ClockMarkRow)
        .values(name=name, at=at)
        .on_conflict_do_update(index_elements=["name"], set_={"at": at})
    )


async def unit_times(session: AsyncSession) -> Mapping[UnitTimes, Sequence[int]]:
    """Give the units by their own times."""
    found: dict[UnitTimes, list[int]] = {}
    for unit_id, own in (await units.times(session)).items():
        found.setdefault(own, []).append(unit_id)
    return found


async def own_hours(session: AsyncSession) -> Mapping[time, Sequence[int]]:
    """Give the hours that people chose for the card, and the units of those people."""
    found: dict[time, list[int]] = {}
    for hour, unit_id in await session.execute(
        select(OfficialRow.prompt_at, OfficialRow.unit_id)
        .where(OfficialRow.prompt_at.is_not(None), OfficialRow.left_on.is_(None))
        .distinct()
        .order_by(OfficialRow.prompt_at, OfficialRow.unit_id)
    ):
        if hour is not None:
            found.setdefault(hour, []).append(unit_id)
    return found


async def authors(
    session: AsyncSession,
    unit_ids: Collection[int],
    day: date,
    own_hour: OwnHour = ANY,
    *,
    duty: bool = False,
) -> Sequence[Author]:
    """Give the units' people who are to report on a day, and whether they have.

    With an hour only those who chose it for the card; on duty only those who are.
    """
    sent = (
        exists()
        .where(
            ReportRow.official_id == OfficialRow.id,
            ReportRow.day == day,
            ReportRow.status != Status.DRAFT,
        )
        .label("sent")
    )
    wanted = (
        select(OfficialRow.id, OfficialRow.unit_id, OfficialRow.role, sent)
        .where(sets.within(OfficialRow.unit_id, unit_ids), officials.present(day))
        .order_by(OfficialRow.id)
    )
    if own_hour is not ANY:
        chosen = None if own_hour is Chosen.NONE else own_hour
        wanted = wanted.where(OfficialRow.prompt_at.is_not_distinct_from(chosen))
    if duty:
        wanted = wanted.where(duties.on_duty(day))
    return [Author(*row) for row in await session.execute(wanted)]


async def unreminded(session: AsyncSession, ids: Collection[int], day: date) -> frozenset[int]:
    """Give those of the people who want no reminder on a day."""
    wanted = select(OfficialRow.id).where(
        sets.within(OfficialRow.id, ids), OfficialRow.unreminded_until >= day
    )
    return frozenset(await session.scalars(wanted))


async def with_inbox(
    session: AsyncSession, author_ids: Collection[int], day: date
) -> Sequence[int]:
    """Give who was sent the day's inbox among those above some people.

    They decide on these people's reports, or may when a report has waited.
    """
    own = select(OfficialRow.unit_id).where(sets.within(OfficialRow.id, author_ids))
    above = units.way_up(UnitRow.id.in_(own))
    wanted = (
        select(OfficialRow.id)
        .join(DeliveryRow, DeliveryRow.official_id == OfficialRow.id)
        .where(
            DeliveryRow.kind == Kind.INBOX,
            DeliveryRow.subject == day.isoformat(),
            or_(OfficialRow.unit_id.in_(select(above.c.id)), OfficialRow.role.in_(COUNCIL_ROLES)),
        )
        .order_by(OfficialRow.id)
        .distinct()
    )
    return (await session.scalars(wanted)).all()


async def just_asked(
    session: AsyncSession, ids: Collection[int], day: date, since: datetime
) -> frozenset[int]:
    """Give those of the people whose card of a day came after a moment, or is still to come."""
    wanted = select(DeliveryRow.official_id).where(
        sets.within(DeliveryRow.official_id, ids),
        DeliveryRow.kind == Kind.PROMPT,
        DeliveryRow.subject == day.isoformat(),
        DeliveryRow.state != DeliveryState.DROPPED,
        or_(DeliveryRow.settled_at.is_(None), DeliveryRow.settled_at > since),
    )
    return frozenset(await session.scalars(wanted))


async def written_to(
    session: AsyncSession, ids: Collection[int], day: date, since: datetime, until: datetime
) -> frozenset[int]:
    """Give those of the people to whom something besides the day's own went in a span of time.

    It may be on its way: a digest, or the reminder of an earlier day's report.
    """
    at = func.coalesce(DeliveryRow.settled_at, DeliveryRow.created_at)
    wanted = select(DeliveryRow.official_id).where(
        sets.within(DeliveryRow.official_id, ids),
        or_(
            DeliveryRow.kind == Kind.DIGEST,
            and_(DeliveryRow.kind == Kind.REMINDER, DeliveryRow.subject < day.isoformat()),
        ),
        DeliveryRow.state != DeliveryState.DROPPED,
        at >= since,
        at < until,
    )
    return frozenset(await session.scalars(wanted))


async def on_duty(session: AsyncSession, ids: Collection[int], day: date) -> frozenset[int]:
    wanted = select(OfficialRow.id).where(sets.within(OfficialRow.id, ids), duties.on_duty(day))
    return frozenset(await session.scalars(wanted))


async def waiting(session: AsyncSession, unit_ids: Collection[int]) -> Sequence[Author]:
    """Give the units' people of whom a report waits for a decision."""
    waits = exists().where(
        ReportRow.official_id == OfficialRow.id, ReportRow.status == Status.SUBMITTED
    )
    rows = await session.execute(
        select(OfficialRow.id, OfficialRow.unit_id, OfficialRow.role)
        .where(sets.within(OfficialRow.unit_id, unit_ids), waits)
        .order_by(OfficialRow.id)
    )
    return [Author(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A report that waits for a decision."""

    author: Author
    submitted_at: datetime


async def overdue(
    session: AsyncSession, unit_ids: Collection[int], before: datetime
) -> Sequence[Overdue]:
    """Give the units' people's reports that were sent before a moment and still wait."""
    rows = await session.execute(
        select(OfficialRow.id, OfficialRow.unit_id, OfficialRow.role, ReportRow.submitted_at)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(
            sets.within(OfficialRow.unit_id, unit_ids),
            ReportRow.status == Status.SUBMITTED,
            ReportRow.submitted_at < before,
        )
        .order_by(ReportRow.submitted_at)
    )
    return [Overdue(Author(id_, unit_id, role), at) for id_, unit_id, role, at in rows if at]


async def there(session: AsyncSession, ids: Collection[int], day: date) -> frozenset[int]:
    """Give those of the people whom one writes to on a day."""
    wanted = select(OfficialRow.id).where(sets.within(OfficialRow.id, ids), officials.present(day))
    return frozenset(await session.scalars(wanted))
