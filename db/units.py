"""Units and the tree they stand in."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import CTE, ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.events import Season, UnitTimes
from bot.rules.people import Unit
from db import sets
from db.tables import UnitRow, UnitSeasonRow


def to_value(row: UnitRow) -> Unit:
    return Unit(id=row.id, name=row.name, parent_id=row.parent_id, block=row.block)


async def every(session: AsyncSession) -> Sequence[Unit]:
    # Columns, not rows of the mapper: a province has thousands, and they take five times as long.
    rows = await session.execute(
        select(UnitRow.id, UnitRow.name, UnitRow.parent_id, UnitRow.block).order_by(UnitRow.id)
    )
    return [Unit(*row) for row in rows]


async def above(session: AsyncSession, unit_ids: Collection[int]) -> Mapping[int, int | None]:
    """Give the parent of each unit and of all above it: what `people.way_up` wants to know."""
    found = way_up(sets.within(UnitRow.id, unit_ids))
    return {row.id: row.parent_id for row in await session.execute(select(found))}


def way_up(which: ColumnElement[bool]) -> CTE:
    """Say which the units are that fit, and all above them, with their parents."""
    step = select(UnitRow.id, UnitRow.parent_id)
    found = step.where(which).cte(recursive=True)
    return found.union(step.join(found, UnitRow.id == found.c.parent_id))


async def subtree(session: AsyncSession, unit_ids: Collection[int]) -> Sequence[Unit]:
    """Give the units and all below them."""
    below = select(UnitRow.id).where(sets.within(UnitRow.id, unit_ids)).cte(recursive=True)
    below = below.union(select(UnitRow.id).join(below, UnitRow.parent_id == below.c.id))
    rows = await session.scalars(
        select(UnitRow).where(UnitRow.id.in_(select(below.c.id))).order_by(UnitRow.id)
    )
    return [to_value(row) for row in rows]


async def times(session: AsyncSession) -> Mapping[int, UnitTimes]:
    """Give each unit's own times, its seasons with them."""
    seasons: dict[int, list[Season]] = {}
    for row in await session.scalars(
        select(UnitSeasonRow).order_by(UnitSeasonRow.unit_id, UnitSeasonRow.first)
    ):
        season = Season(row.first, row.last, row.prompt_at, row.remind_at)
        seasons.setdefault(row.unit_id, []).append(season)
    rows = await session.execute(
        select(UnitRow.id, UnitRow.prompt_at, UnitRow.remind_at).order_by(UnitRow.id)
    )
    return {
        unit_id: UnitTimes(prompt_at, remind_at, tuple(seasons.get(unit_id, ())))
        for unit_id, prompt_at, remind_at in rows
    }


async def put_season(session: AsyncSession, unit_id: int, season: Season) -> None:
    """Keep a season, in the place of the one that began on the same day."""
    await session.merge(
        UnitSeasonRow(
            unit_id=unit_id,
            first=season.first,
            last=season.last,
            prompt_at=season.prompt_at,
            remind_at=season.remind_at,
        )
    )


async def remove_season(session: AsyncSession, unit_id: int, first: str) -> bool:
    """Take a season away; False if none begins on this day."""
    gone = await session.scalars(
        delete(UnitSeasonRow)
        .where(UnitSeasonRow.unit_id == unit_id, UnitSeasonRow.first == first)
        .returning(UnitSeasonRow.unit_id)
    )
    return bool(gone.all())


async def set_times(session: AsyncSession, unit_id: int, times: UnitTimes) -> None:
    """Keep the times of the whole year; seasons are kept by themselves."""
    await session.execute(
        update(UnitRow)
        .where(UnitRow.id == unit_id)
        .values(prompt_at=times.prompt_at, remind_at=times.remind_at)
    )
