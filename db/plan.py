"""What the planner asks: how the clock stands, who is to report, whose reports wait."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.events import UnitTimes
from bot.rules.people import Role
from bot.rules.reports import Status
from db import officials, upsert
from db.tables import ClockMarkRow, OfficialRow, ReportRow, UnitRow


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who reports, and from where the reports go up."""

    official_id: int
    unit_id: int
    role: Role
    sent: bool = True


async def mark(session: AsyncSession, name: str) -> datetime | None:
    row = await session.get(ClockMarkRow, name)
    return row.at if row else None


async def set_mark(session: AsyncSession, name: str, at: datetime) -> None:
    await session.execute(
        upsert.insert(session, ClockMarkRow)
        .values(name=name, at=at)
        .on_conflict_do_update(index_elements=["name"], set_={"at": at})
    )


async def unit_times(session: AsyncSession) -> Mapping[UnitTimes, Sequence[int]]:
    """Give the units by their own times."""
    found: dict[UnitTimes, list[int]] = {}
    for unit_id, prompt_at, remind_at in await session.execute(
        select(UnitRow.id, UnitRow.prompt_at, UnitRow.remind_at).order_by(UnitRow.id)
    ):
        found.setdefault(UnitTimes(prompt_at, remind_at), []).append(unit_id)
    return found


async def authors(session: AsyncSession, unit_ids: Collection[int], day: date) -> Sequence[Author]:
    """Give the units' people who are to report on a day, and whether they have."""
    sent = (
        exists()
        .where(
            ReportRow.official_id == OfficialRow.id,
            ReportRow.day == day,
            ReportRow.status != Status.DRAFT,
        )
        .label("sent")
    )
    rows = await session.execute(
        select(OfficialRow.id, OfficialRow.unit_id, OfficialRow.role, sent)
        .where(OfficialRow.unit_id.in_(unit_ids), officials.present(day))
        .order_by(OfficialRow.id)
    )
    return [Author(*row) for row in rows]


async def waiting(session: AsyncSession, unit_ids: Collection[int]) -> Sequence[Author]:
    """Give the units' people of whom a report waits for a decision."""
    waits = exists().where(
        ReportRow.official_id == OfficialRow.id, ReportRow.status == Status.SUBMITTED
    )
    rows = await session.execute(
        select(OfficialRow.id, OfficialRow.unit_id, OfficialRow.role)
        .where(OfficialRow.unit_id.in_(unit_ids), waits)
        .order_by(OfficialRow.id)
    )
    return [Author(*row) for row in rows]


async def there(session: AsyncSession, ids: Collection[int], day: date) -> frozenset[int]:
    """Give those of the people whom one writes to on a day."""
    wanted = select(OfficialRow.id).where(OfficialRow.id.in_(ids), officials.present(day))
    return frozenset(await session.scalars(wanted))
