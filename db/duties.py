"""Who works on which day off."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from db import sets, upsert
from db.tables import DutyRow, OfficialRow


def on_duty(day: date) -> ColumnElement[bool]:
    return exists().where(DutyRow.official_id == OfficialRow.id, DutyRow.day == day)


async def units(session: AsyncSession, first: date) -> Mapping[date, Sequence[int]]:
    """Give the days from the first on, and the units whose people are on duty."""
    found: dict[date, list[int]] = {}
    for day, unit_id in await session.execute(
        select(DutyRow.day, OfficialRow.unit_id)
        .join(OfficialRow, OfficialRow.id == DutyRow.official_id)
        .where(DutyRow.day >= first, OfficialRow.left_on.is_(None))
        .distinct()
        .order_by(DutyRow.day, OfficialRow.unit_id)
    ):
        found.setdefault(day, []).append(unit_id)
    return found


async def between(
    session: AsyncSession, first: date, last: date, unit_id: int | None = None
) -> Mapping[date, Sequence[int]]:
    """Give the ids of those on duty by day, of one unit or of all, by name."""
    wanted = (
        select(DutyRow.day, OfficialRow.id)
        .join(OfficialRow, OfficialRow.id == DutyRow.official_id)
        .where(DutyRow.day.between(first, last), OfficialRow.left_on.is_(None))
        .order_by(DutyRow.day, OfficialRow.name_order, OfficialRow.id)
    )
    if unit_id is not None:
        wanted = wanted.where(OfficialRow.unit_id == unit_id)
    found: dict[date, list[int]] = {}
    for day, official_id in await session.execute(wanted):
        found.setdefault(day, []).append(official_id)
    return found


async def put(session: AsyncSession, official_ids: Collection[int], day: date) -> int:
    """Write who was not on duty before and give how many they are."""
    if not official_ids:
        return 0
    written = await session.scalars(
        upsert.insert(session, DutyRow)
        .on_conflict_do_nothing(index_elements=["official_id", "day"])
        .returning(DutyRow.official_id),
        [{"official_id": official_id, "day": day} for official_id in official_ids],
    )
    return len(written.all())


async def take_off(session: AsyncSession, official_ids: Collection[int], day: date) -> int:
    gone = await session.scalars(
        delete(DutyRow)
        .where(sets.within(DutyRow.official_id, official_ids), DutyRow.day == day)
        .returning(DutyRow.official_id)
    )
    return len(gone.all())
