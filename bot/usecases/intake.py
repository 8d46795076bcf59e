"""Updates as they come in: kept first, told to Telegram second, handled third, then settled."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import TakenOver
from bot.usecases.office import Office
from db import updates
from db.updates import Arrived, SetAside

KEPT_FOR = timedelta(days=3)
"""Telegram repeats an update for a day at most; its number is kept a little longer."""


async def keep(office: Office, arrived: Sequence[Arrived], now: datetime) -> None:
    """Keep updates; when this returns, Telegram may be told that they arrived."""
    await office.db.together(_keep, (arrived, now))


async def of_chat(office: Office, chat_id: int) -> Sequence[Arrived]:
    """Give what a chat waits for, in order."""
    return await office.db.read_together(_of_chats, chat_id)


async def left_behind(office: Office, before: datetime) -> frozenset[int]:
    """Give the chats that wait for something older."""
    async with office.db.read() as session:
        return await updates.open_chats(session, before)


async def settle(office: Office, update_id: int, now: datetime) -> None:
    await office.db.together(_settle, (update_id, now))


async def set_aside(office: Office, update_id: int, reason: str, now: datetime) -> None:
    """Give up an update, so that those behind it go on."""
    async with office.db.begin() as session:
        await updates.set_aside(session, update_id, reason, now)


async def failed(office: Office, limit: int) -> tuple[int, Sequence[SetAside]]:
    """Give how many updates were given up, and the newest of them."""
    async with office.db.read() as session:
        return await updates.failed(session, limit)


async def purge(office: Office, now: datetime) -> None:
    async with office.db.begin() as session:
        await updates.purge(session, now - KEPT_FOR)


def out_of_order(error: BaseException) -> bool:
    """Tell whether the database failed, which passes, rather than what was asked of it.

    So it has, too, where it gave to another worker what this one had in hand.
    """
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout, TakenOver)):
        return True
    return isinstance(error, DBAPIError) and error.connection_invalidated


async def _keep(
    session: AsyncSession, batches: Sequence[tuple[Sequence[Arrived], datetime]]
) -> Sequence[None]:
    latest = max(now for _, now in batches)
    await updates.keep(session, [one for batch, _ in batches for one in batch], latest)
    return [None] * len(batches)


async def _of_chats(session: AsyncSession, chat_ids: Sequence[int]) -> Sequence[Sequence[Arrived]]:
    found = await updates.of_chats(session, set(chat_ids))
    return [found[chat_id] for chat_id in chat_ids]


async def _settle(
    session: AsyncSession, handled: Collection[tuple[int, datetime]]
) -> Sequence[None]:
    latest = max(now for _, now in handled)
    await updates.settle(session, [update_id for update_id, _ in handled], latest)
    return [None] * len(handled)
