"""The roster as it is kept: read whole, written in bulk."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.people import Role, Unit
from db import units
from db.tables import (
    DeliveryRow,
    DeliveryState,
    OfficialRow,
    QuestionRow,
    SignupCodeRow,
    UnitRow,
    name_order,
)


class Entry(NamedTuple):
    """What a roster says of a person, by the names of the columns."""

    code: str
    name: str
    title: str | None
    unit_id: int
    role: Role
    phone: str | None
    front_line: bool


@dataclass(frozen=True, slots=True)
class Member:
    id: int
    in_office: bool
    entry: Entry


async def hold(session: AsyncSession) -> None:
    """Let nobody else change the roster or sign up until the transaction ends.

    SQLite has one writer anyway. Sign-up takes these tables in the same order. Whoever writes a row
    that points to a person waits too: its key and the clearing of an account would else lock the
    same people one by one, each in an order of its own.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE signup_codes, officials IN EXCLUSIVE MODE"))


async def every_unit(session: AsyncSession) -> Mapping[str, Unit]:
    """Give all units by the key of the name."""
    rows = await session.execute(select(UnitRow.key, UnitRow).order_by(UnitRow.id))
    return {key: units.to_value(row) for key, row in rows}


async def add_units(session: AsyncSession, names: Mapping[str, str]) -> None:
    """Keep new units by key; where they stand is written after, when all have an id."""
    if names:
        rows = [{"key": key, "name": name} for key, name in names.items()]
        await session.execute(insert(UnitRow), rows)


async def change_units(session: AsyncSession, changed: Collection[Unit]) -> None:
    rows = [
        {"id": unit.id, "name": unit.name, "parent_id": unit.parent_id, "block": unit.block}
        for unit in changed
    ]
    if rows:
        await session.execute(update(UnitRow), rows)


async def everybody(session: AsyncSession) -> Mapping[str, Member]:
    """Give all who are or were on the roster, by the key of the code."""
    rows = await session.execute(
        select(
            OfficialRow.code_key,
            OfficialRow.id,
            OfficialRow.left_on.is_(None),
            *(getattr(OfficialRow, column) for column in Entry._fields),
        ).order_by(OfficialRow.id)
    )
    return {key: Member(id_, there, Entry(*said)) for key, id_, there, *said in rows}


async def add(session: AsyncSession, entries: Mapping[str, Entry]) -> None:
    """Keep new people by the key of the code."""
    if entries:
        rows = [{"code_key": key, **entry._asdict()} for key, entry in entries.items()]
        await session.execute(insert(OfficialRow), rows)


async def change(session: AsyncSession, entries: Mapping[int, Entry]) -> None:
    """Write what the roster says now, by id.

    All phones are taken away before any is given: people may have swapped theirs.
    """
    if entries:
        await _write(session, entries, phone=None)
        rows = [
            {"id": id_, "name_order": name_order(entry.name), **entry._asdict()}
            for id_, entry in entries.items()
        ]
        await session.execute(update(OfficialRow), rows)


async def reopen(session: AsyncSession, ids: Collection[int]) -> None:
    """Take people back; they sign up again.

    Their day of joining is forgotten, or the days they were gone would count as days without a
    report; so is the phone, which may have become another's.
    """
    await _write(session, ids, left_on=None, joined_on=None, phone=None)


async def close(session: AsyncSession, ids: Collection[int], today: date, now: datetime) -> None:
    """Note that people have left, and end what is still open with them; their history stays."""
    await _write(session, ids, left_on=today)
    gone = OfficialRow.left_on.is_not(None)
    ids_of_gone = select(OfficialRow.id).where(gone)
    chats_of_gone = select(OfficialRow.telegram_id).where(
        gone, OfficialRow.telegram_id.is_not(None)
    )
    await session.execute(
        update(SignupCodeRow)
        .where(
            SignupCodeRow.official_id.in_(ids_of_gone),
            SignupCodeRow.used_at.is_(None),
            SignupCodeRow.expires_at > now,
        )
        .values(expires_at=now)
    )
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.official_id.in_(ids_of_gone), DeliveryRow.state == DeliveryState.WAITING)
        .values(state=DeliveryState.DROPPED, settled_at=now, error="left the office")
    )
    await session.execute(delete(QuestionRow).where(QuestionRow.chat_id.in_(chats_of_gone)))
    await session.execute(
        update(OfficialRow)
        .where(gone, OfficialRow.telegram_id.is_not(None) | OfficialRow.menu.is_not(None))
        .values(telegram_id=None, menu=None)
    )


async def _write(session: AsyncSession, ids: Collection[int], **columns: object) -> None:
    """Write the same to many people: row by row in one call, since an IN list has a limit."""
    if ids:
        await session.execute(update(OfficialRow), [{"id": id_, **columns} for id_ in ids])
