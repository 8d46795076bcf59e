"""Units and the tree they stand in."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import Unit
from db.tables import UnitRow


def to_value(row: UnitRow) -> Unit:
    return Unit(id=row.id, name=row.name, parent_id=row.parent_id, block=row.block)


async def every(session: AsyncSession) -> Sequence[Unit]:
    rows = await session.scalars(select(UnitRow).order_by(UnitRow.id))
    return [to_value(row) for row in rows]


async def chain(session: AsyncSession, unit_id: int) -> Sequence[int]:
    """Give the ids from the unit itself up to the top."""
    above = select(UnitRow.id, UnitRow.parent_id).where(UnitRow.id == unit_id).cte(recursive=True)
    above = above.union_all(
        select(UnitRow.id, UnitRow.parent_id).join(above, UnitRow.id == above.c.parent_id)
    )
    parents = {row.id: row.parent_id for row in await session.execute(select(above))}
    ordered: list[int] = []
    step: int | None = unit_id
    while step is not None:
        ordered.append(step)
        step = parents[step]
    return ordered


async def subtree(session: AsyncSession, unit_id: int) -> Sequence[Unit]:
    """Give the unit and all below it."""
    below = select(UnitRow.id).where(UnitRow.id == unit_id).cte(recursive=True)
    below = below.union_all(select(UnitRow.id).join(below, UnitRow.parent_id == below.c.id))
    rows = await session.scalars(
        select(UnitRow).where(UnitRow.id.in_(select(below.c.id))).order_by(UnitRow.id)
    )
    return [to_value(row) for row in rows]
