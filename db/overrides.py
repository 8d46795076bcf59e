"""The office's own word on working days, over the statutory calendar."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.workdays import Override, Workdays
from db.tables import CalendarOverrideRow


async def workdays(session: AsyncSession) -> Workdays:
    rows = await session.scalars(select(CalendarOverrideRow))
    return Workdays({row.day: Override(row.kind, row.note, row.document) for row in rows})
