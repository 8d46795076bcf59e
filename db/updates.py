"""Updates: kept before Telegram is told that they arrived, and marked where they take effect."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, bindparam, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import sets
from db.tables import UpdateRow, UpdateState

OPEN = (UpdateState.WAITING, UpdateState.APPLIED)


@dataclass(frozen=True, slots=True)
class Arrived:
    """An update as Telegram sent it."""

    update_id: int
    chat_id: int
    """What is handled in order; 0 where there is no chat."""
    payload: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class SetAside:
    update_id: int
    received_at: datetime
    reason: str


def _keeping(rows: str, number: str, chat: str, payload: str) -> TextClause:
    """Have many rows be one parameter: to send each by itself takes three times as long."""
    return text(
        "INSERT INTO updates (update_id, chat_id, payload, received_at, state)"  # noqa: S608 - parameters only
        f" SELECT {number}, {chat}, {payload}, :received_at, :state FROM {rows}"
        " WHERE true ON CONFLICT (update_id) DO NOTHING"
    ).bindparams(
        bindparam("received_at", type_=UpdateRow.received_at.type),
        bindparam("state", type_=UpdateRow.state.type),
    )


_KEEP = {
    "sqlite": _keeping(
        "json_each(:arrived)",
        "json_extract(value, '$[0]')",
        "json_extract(value, '$[1]')",
        "json_extract(value, '$[2]')",
    ),
    "postgresql": _keeping(
        "json_array_elements(:arrived)",
        "CAST(value ->> 0 AS bigint)",
        "CAST(value ->> 1 AS bigint)",
        "value ->> 2",
    ),
}


async def keep(session: AsyncSession, arrived: Sequence[Arrived], now: datetime) -> None:
    """Keep what is not there yet: an update that comes again is known by its id."""
    rows = [[one.update_id, one.chat_id, one.payload] for one in arrived]
    values = {"arrived": json.dumps(rows), "received_at": now, "state": UpdateState.WAITING}
    await session.execute(_KEEP[session.get_bind().dialect.name], values)


async def apply(session: AsyncSession, update_ids: Collection[int]) -> frozenset[int]:
    """Mark updates as applied and give those that were not before.

    It belongs into the transaction of the effect: whoever comes second waits for the first one's
    end, and then finds nothing left to do.
    """
    done = await session.scalars(
        update(UpdateRow)
        .where(sets.within(UpdateRow.update_id, update_ids), UpdateRow.state == UpdateState.WAITING)
        .values(state=UpdateState.APPLIED)
        .returning(UpdateRow.update_id)
        .execution_options(synchronize_session=False)
    )
    return frozenset(done)


async def of_chats(
    session: AsyncSession, chat_ids: Collection[int]
) -> Mapping[int, Sequence[Arrived]]:
    """Give what is open in the chats, each chat's in the order of its updates."""
    rows = await session.execute(
        select(UpdateRow.update_id, UpdateRow.chat_id, UpdateRow.payload)
        .where(sets.within(UpdateRow.chat_id, chat_ids), UpdateRow.state.in_(OPEN))
        .order_by(UpdateRow.update_id)
    )
    found: dict[int, list[Arrived]] = {chat_id: [] for chat_id in chat_ids}
    for row in rows:
        found[row.chat_id].append(Arrived(*row))
    return found


async def open_chats(session: AsyncSession, before: datetime) -> frozenset[int]:
    """Give the chats of which something older is open."""
    wanted = select(UpdateRow.chat_id).where(
        UpdateRow.state.in_(OPEN), UpdateRow.received_at <= before
    )
    return frozenset(await session.scalars(wanted.distinct()))


async def settle(session: AsyncSession, update_ids: Collection[int], now: datetime) -> None:
    """Close updates; what they said is kept no longer."""
    await session.execute(
        update(UpdateRow)
        .where(sets.within(UpdateRow.update_id, update_ids))
        .values(state=UpdateState.DONE, payload="", settled_at=now)
        .execution_options(synchronize_session=False)
    )


async def set_aside(session: AsyncSession, update_id: int, reason: str, now: datetime) -> None:
    """Close an update that cannot be handled; what it said stays, to be looked into."""
    await session.execute(
        update(UpdateRow)
        .where(UpdateRow.update_id == update_id)
        .values(state=UpdateState.FAILED, settled_at=now, error=reason[:255])
        .execution_options(synchronize_session=False)
    )


async def failed(session: AsyncSession, limit: int) -> tuple[int, Sequence[SetAside]]:
    """Give how many updates were set aside, and the newest of them."""
    total = await session.scalar(select(func.count()).where(UpdateRow.state == UpdateState.FAILED))
    rows = await session.execute(
        select(UpdateRow.update_id, UpdateRow.received_at, UpdateRow.error)
        .where(UpdateRow.state == UpdateState.FAILED)
        .order_by(UpdateRow.settled_at.desc())
        .limit(limit)
    )
    return total or 0, [SetAside(row.update_id, row.received_at, row.error or "") for row in rows]


async def purge(session: AsyncSession, before: datetime) -> None:
    """Forget what was settled before: Telegram repeats an update for a day at most."""
    await session.execute(
        delete(UpdateRow)
        .where(UpdateRow.settled_at < before)
        .execution_options(synchronize_session=False)
    )
