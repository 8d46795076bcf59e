"""Who decides in a unit head's place, on which days."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import Delegation
from db.tables import DelegationRow, OfficialRow


def in_force(day: date) -> tuple[ColumnElement[bool], ...]:
    return (*standing(day), DelegationRow.first_day <= day)


def standing(day: date) -> tuple[ColumnElement[bool], ...]:
    """Say what makes a delegation one that is in force on a day or will be later."""
    return (DelegationRow.cancelled_at.is_(None), DelegationRow.last_day >= day)


async def units(session: AsyncSession, official_id: int, day: date) -> Sequence[int]:
    """Give the units for whose head the person decides on a day; who has moved does not."""
    rows = await session.scalars(
        select(DelegationRow.unit_id)
        .join(OfficialRow, OfficialRow.id == DelegationRow.official_id)
        .where(
            DelegationRow.official_id == official_id,
            DelegationRow.unit_id == OfficialRow.unit_id,
            *in_force(day),
        )
    )
    return rows.all()


async def of_unit(session: AsyncSession, unit_id: int, day: date) -> Sequence[Delegation]:
    """Give what is in force or will be, the earliest first."""
    rows = await session.scalars(
        select(DelegationRow)
        .where(DelegationRow.unit_id == unit_id, *standing(day))
        .order_by(DelegationRow.first_day, DelegationRow.id)
    )
    return [_value(row) for row in rows]


async def get(session: AsyncSession, delegation_id: int) -> Delegation | None:
    row = await session.get(DelegationRow, delegation_id)
    return _value(row) if row else None


async def add(session: AsyncSession, wanted: Delegation, by: int, now: datetime) -> Delegation:
    row = DelegationRow(
        unit_id=wanted.unit_id,
        official_id=wanted.official_id,
        first_day=wanted.first,
        last_day=wanted.last,
        document=wanted.document,
        created_by=by,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return _value(row)


async def document(session: AsyncSession, delegation_id: int, number: str) -> None:
    await session.execute(
        update(DelegationRow).where(DelegationRow.id == delegation_id).values(document=number)
    )


async def cancel(session: AsyncSession, delegation_id: int, now: datetime) -> bool:
    """End a delegation; False if it was ended before."""
    ended = await session.scalar(
        update(DelegationRow)
        .where(DelegationRow.id == delegation_id, DelegationRow.cancelled_at.is_(None))
        .values(cancelled_at=now)
        .returning(DelegationRow.id)
    )
    return ended is not None


def _value(row: DelegationRow) -> Delegation:
    return Delegation(
        id=row.id,
        unit_id=row.unit_id,
        official_id=row.official_id,
        first=row.first_day,
        last=row.last_day,
        document=row.document,
        by=row.created_by,
        over=row.cancelled_at is not None,
    )
