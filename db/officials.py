"""The people of the roster."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import COUNCIL_ROLES, LEADING_ROLES, Bench, Official, Role
from db import absences, units
from db.tables import AbsenceRow, OfficialRow, UnitRow


def to_value(row: OfficialRow, unit: UnitRow) -> Official:
    return Official(
        id=row.id,
        code=row.code,
        name=row.name,
        title=row.title,
        unit=units.to_value(unit),
        role=row.role,
        front_line=row.front_line,
        language=row.language,
        telegram_id=row.telegram_id,
        joined_on=row.joined_on,
        left_on=row.left_on,
        reachable=row.unreachable_since is None,
        menu=row.menu,
    )


def query() -> Select[OfficialRow, UnitRow]:
    return select(OfficialRow, UnitRow).join(UnitRow, UnitRow.id == OfficialRow.unit_id)


async def find(session: AsyncSession, wanted: Select[OfficialRow, UnitRow]) -> Sequence[Official]:
    return [to_value(row, unit) for row, unit in await session.execute(wanted)]


async def _one(session: AsyncSession, wanted: Select[OfficialRow, UnitRow]) -> Official | None:
    found = await find(session, wanted.limit(1))
    return found[0] if found else None


async def get(session: AsyncSession, official_id: int) -> Official:
    return (await find(session, query().where(OfficialRow.id == official_id)))[0]


async def by_ids(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Official]:
    found = await find(session, query().where(OfficialRow.id.in_(ids)))
    return {official.id: official for official in found}


async def by_telegram(session: AsyncSession, telegram_id: int) -> Official | None:
    """Give the person in office who signed in from this account."""
    return await _one(
        session,
        query().where(OfficialRow.telegram_id == telegram_id, OfficialRow.left_on.is_(None)),
    )


async def by_phone(session: AsyncSession, phone: str) -> Official | None:
    return await _one(
        session, query().where(OfficialRow.phone == phone, OfficialRow.left_on.is_(None))
    )


async def in_office(session: AsyncSession) -> Sequence[Official]:
    """Give everybody on the roster who has not left, as they came onto it."""
    return await find(
        session, query().where(OfficialRow.left_on.is_(None)).order_by(OfficialRow.id)
    )


async def members(session: AsyncSession, unit_ids: Collection[int]) -> Sequence[Official]:
    """Give the people in office of some units, by name."""
    wanted = query().where(OfficialRow.unit_id.in_(unit_ids), OfficialRow.left_on.is_(None))
    return await find(session, wanted.order_by(OfficialRow.name, OfficialRow.id))


async def council(session: AsyncSession) -> frozenset[int]:
    """Give the ids of council members who can be reached."""
    wanted = select(OfficialRow.id).where(
        OfficialRow.role.in_(COUNCIL_ROLES),
        OfficialRow.left_on.is_(None),
        OfficialRow.telegram_id.is_not(None),
    )
    return frozenset(await session.scalars(wanted))


def present(day: date) -> ColumnElement[bool]:
    """Say what makes a person one to write to on a day: in office, signed in, reachable, there."""
    away = exists().where(AbsenceRow.official_id == OfficialRow.id, *absences.touching(day, day))
    return and_(
        OfficialRow.left_on.is_(None),
        OfficialRow.telegram_id.is_not(None),
        OfficialRow.unreachable_since.is_(None),
        ~away,
    )


async def benches(
    session: AsyncSession, unit_ids: Collection[int], today: date
) -> Mapping[int, Bench]:
    """Give the leaders of some units and which of them are there today."""
    rows = await session.execute(
        select(OfficialRow.unit_id, OfficialRow.id, OfficialRow.role, present(today)).where(
            OfficialRow.unit_id.in_(unit_ids),
            OfficialRow.role.in_(LEADING_ROLES),
            OfficialRow.left_on.is_(None),
        )
    )
    leaders = rows.all()
    return {
        unit_id: Bench(
            heads=frozenset(i for u, i, role, _ in leaders if u == unit_id and role is Role.HEAD),
            deputies=frozenset(
                i for u, i, role, _ in leaders if u == unit_id and role is Role.DEPUTY
            ),
            present=frozenset(i for u, i, _, there in leaders if u == unit_id and there),
        )
        for unit_id in unit_ids
    }


async def update_one(session: AsyncSession, official_id: int, **columns: object) -> None:
    await session.execute(
        update(OfficialRow).where(OfficialRow.id == official_id).values(**columns)
    )
