"""The office's own word on working days, over the statutory calendar."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.workdays import Override, Workdays
from db.tables import CalendarOverrideRow


async def every(session: AsyncSession) -> Mapping[date, Override]:
    rows = await session.scalars(select(CalendarOverrideRow).order_by(CalendarOverrideRow.day))
    return {row.day: Override(row.kind, row.note, row.document) for row in rows}


async def workdays(session: AsyncSession) -> Workdays:
    return Workdays(await every(session))


async def put(session: AsyncSession, day: date, override: Override) -> None:
    """Say it of a day, in the place of what was said of it before."""
    await session.merge(
        CalendarOverrideRow(
            day=day, kind=override.kind, note=override.note, document=override.document
        )
    )


async def remove(session: AsyncSession, day: date) -> bool:
    """Take the office's word back; False if it had said nothing of this day."""
    gone = await session.scalars(
        delete(CalendarOverrideRow)
        .where(CalendarOverrideRow.day == day)
        .returning(CalendarOverrideRow.day)
    )
    return bool(gone.all())
