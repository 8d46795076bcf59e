"""The people of the roster."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    exists,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import COUNCIL_ROLES, LEADING_ROLES, Bench, Official, Role, Unit
from db import absences, delegations, sets
from db.tables import AbsenceRow, DelegationRow, OfficialRow, UnitRow

Query = Select[*tuple[Any, ...]]


def _to_value(row: Row[*tuple[Any, ...]]) -> Official:
    return Official(
        id=row.id,
        code=row.code,
        name=row.name,
        title=row.title,
        unit=Unit(row.unit_id, row.unit, row.parent_id, row.block),
        role=row.role,
        front_line=row.front_line,
        language=row.language,
        telegram_id=row.telegram_id,
        joined_on=row.joined_on,
        left_on=row.left_on,
        reachable=row.reachable,
        menu=row.menu,
    )


def query() -> Query:
    """Ask for columns, not for rows of the mapper: at every tap it is asked who knocks."""
    return select(
        OfficialRow.id,
        OfficialRow.code,
        OfficialRow.name,
        OfficialRow.title,
        OfficialRow.unit_id,
        UnitRow.name.label("unit"),
        UnitRow.parent_id,
        UnitRow.block,
        OfficialRow.role,
        OfficialRow.front_line,
        OfficialRow.language,
        OfficialRow.telegram_id,
        OfficialRow.joined_on,
        OfficialRow.left_on,
        OfficialRow.unreachable_since.is_(None).label("reachable"),
        OfficialRow.menu,
    ).join(UnitRow, UnitRow.id == OfficialRow.unit_id)


async def find(session: AsyncSession, wanted: Query) -> Sequence[Official]:
    return [_to_value(row) for row in await session.execute(wanted)]


async def _one(session: AsyncSession, wanted: Query) -> Official | None:
    found = await find(session, wanted.limit(1))
    return found[0] if found else None


async def get(session: AsyncSession, official_id: int) -> Official:
    return (await find(session, query().where(OfficialRow.id == official_id)))[0]


async def habits(session: AsyncSession, official_id: int) -> tuple[time | None, date | None]:
    """Give the person's own hour for the card, and the last day without a reminder."""
    rows = await session.execute(
        select(OfficialRow.prompt_at, OfficialRow.unreminded_until).where(
            OfficialRow.id == official_id
        )
    )
    own, unreminded_until = rows.one()
    return own, unreminded_until


async def by_ids(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Official]:
    found = await find(session, query().where(sets.within(OfficialRow.id, ids)))
    return {official.id: official for official in found}


async def by_telegram(session: AsyncSession, telegram_id: int) -> Official | None:
    """Give the person in office who signed in from this account."""
    return (await by_accounts(session, [telegram_id]))[0]


async def by_accounts(
    session: AsyncSession, telegram_ids: Sequence[int]
) -> Sequence[Official | None]:
    """Give for each account the person in office who signed in from it."""
    wanted = query().where(
        sets.within(OfficialRow.telegram_id, telegram_ids), OfficialRow.left_on.is_(None)
    )
    found = {person.telegram_id: person for person in await find(session, wanted)}
    return [found.get(telegram_id) for telegram_id in telegram_ids]


async def by_phone(session: AsyncSession, phone: str) -> Official | None:
    return await _one(
        session, query().where(OfficialRow.phone == phone, OfficialRow.left_on.is_(None))
    )


async def by_codes(session: AsyncSession, keys: Collection[str]) -> Sequence[Official]:
    """Give the people in office who have some codes, folded, by name."""
    wanted = query().where(OfficialRow.code_key.in_(keys), OfficialRow.left_on.is_(None))
    return await find(session, wanted.order_by(OfficialRow.name_order, OfficialRow.id))


async def in_office(session: AsyncSession) -> Sequence[Official]:
    """Give everybody on the roster who has not left, as they came onto it."""
    return await find(
        session, query().where(OfficialRow.left_on.is_(None)).order_by(OfficialRow.id)
    )


async def members(session: AsyncSession, unit_ids: Collection[int]) -> Sequence[Official]:
    """Give the people in office of some units, by name."""
    wanted = query().where(
        sets.within(OfficialRow.unit_id, unit_ids), OfficialRow.left_on.is_(None)
    )
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
    """Give the leaders of some units and which of them are there today.

    Who decides in a head's place is asked for in the same query: it is asked at every sending.
    """
    there = present(today)
    leading = select(
        OfficialRow.unit_id, OfficialRow.id, OfficialRow.role, there.label("there")
    ).where(
        sets.within(OfficialRow.unit_id, unit_ids),
        OfficialRow.role.in_(LEADING_ROLES),
        OfficialRow.left_on.is_(None),
    )
    delegated = (
        select(
            DelegationRow.unit_id,
            OfficialRow.id,
            literal(Role.HEAD, OfficialRow.role.type),
            there,
        )
        .join(OfficialRow, OfficialRow.id == DelegationRow.official_id)
        .where(
            sets.within(DelegationRow.unit_id, unit_ids),
            DelegationRow.unit_id == OfficialRow.unit_id,
            *delegations.in_force(today),
            OfficialRow.left_on.is_(None),
        )
    )
    rows = await session.execute(union_all(leading, delegated))
    leaders: dict[int, list[tuple[int, Role, bool]]] = {unit_id: [] for unit_id in unit_ids}
    for unit_id, official_id, role, there in rows:
        leaders[unit_id].append((official_id, role, there))
    return {
        unit_id: Bench(
            heads=frozenset(i for i, role, _ in found if role is Role.HEAD),
            deputies=frozenset(i for i, role, _ in found if role is Role.DEPUTY),
            present=frozenset(i for i, _, there in found if there),
        )
        for unit_id, found in leaders.items()
    }


async def update_one(session: AsyncSession, official_id: int, **columns: object) -> None:
    await session.execute(
        update(OfficialRow).where(OfficialRow.id == official_id).values(**columns)
    )
