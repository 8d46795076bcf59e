"""Units and the tree they stand in."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.events import UnitTimes
from bot.rules.people import Unit
from db.tables import UnitRow


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
    step = select(UnitRow.id, UnitRow.parent_id)
    found = step.where(UnitRow.id.in_(unit_ids)).cte(recursive=True)
    found = found.union(step.join(found, UnitRow.id == found.c.parent_id))
    return {row.id: row.parent_id for row in await session.execute(select(found))}


async def subtree(session: AsyncSession, unit_id: int) -> Sequence[Unit]:
    """Give the unit and all below it."""
    below = select(UnitRow.id).where(UnitRow.id == unit_id).cte(recursive=True)
    below = below.union_all(select(UnitRow.id).join(below, UnitRow.parent_id == below.c.id))
    rows = await session.scalars(
        select(UnitRow).where(UnitRow.id.in_(select(below.c.id))).order_by(UnitRow.id)
    )
    return [to_value(row) for row in rows]


async def times(session: AsyncSession) -> Mapping[int, UnitTimes]:
    rows = await session.execute(select(UnitRow.id, UnitRow.prompt_at, UnitRow.remind_at))
    return {unit_id: UnitTimes(prompt_at, remind_at) for unit_id, prompt_at, remind_at in rows}


async def set_times(session: AsyncSession, unit_id: int, times: UnitTimes) -> None:
    await session.execute(
        update(UnitRow)
        .where(UnitRow.id == unit_id)
        .values(prompt_at=times.prompt_at, remind_at=times.remind_at)
    )
