"""How fast messages may leave, kept where all workers see it: by slots of equal length.

A slot goes to one message, and time that passed unused is not made up for. The clock is the
database's own, which the workers share. Nothing else is asked so often, so it is asked in SQL as it
goes out.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

BOT = 0
"""The row of the whole bot, among those of the chats."""
AHEAD = 5.0
"""Seconds: what stands further in the future was written before the clock was put back."""
STILL = 2.0
"""Seconds that a broadcast counts as running after its last turn."""
FORGOTTEN = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds between messages."""

    slot: float
    """From one message of the bot to the next."""
    chat: float
    """From one message in a chat to the next."""
    notice: float
    """From the announcement of a broadcast to its first message."""


@dataclass(frozen=True, slots=True)
class Turn:
    wait: float
    """Seconds."""
    booked: bool = True
    """False: nothing was taken, ask again after the wait."""


async def book(session: AsyncSession, chat_id: int, pace: Pace, *, broadcasting: bool) -> Turn:
    """Take the bot's next slot for a message to this chat, and the chat's second with it."""
    taken = await _one(
        session,
        """
        INSERT INTO paces (chat_id, free_at, broadcast_at)
        VALUES (:bot, NOW + :slot, CASE WHEN :broadcasting THEN NOW END)
        ON CONFLICT (chat_id) DO UPDATE SET
            free_at = :slot + CASE
                WHEN paces.free_at BETWEEN NOW AND NOW + :ahead THEN paces.free_at ELSE NOW
            END,
            broadcast_at = CASE WHEN :broadcasting THEN NOW ELSE paces.broadcast_at END
        RETURNING free_at, free_at - NOW AS ahead
        """,
        bot=BOT,
        slot=pace.slot,
        ahead=AHEAD,
        broadcasting=broadcasting,
    )
    await _one(
        session,
        """
        INSERT INTO paces (chat_id, free_at) VALUES (:chat, :free_at)
        ON CONFLICT (chat_id) DO UPDATE SET free_at = :free_at
        RETURNING free_at
        """,
        chat=chat_id,
        free_at=taken.free_at - pace.slot + pace.chat,
    )
    return Turn(max(0.0, taken.ahead - pace.slot))


async def book_broadcast(session: AsyncSession, chat_id: int, pace: Pace) -> Turn:
    """Book, unless the chat had its message or the workers have yet to notice the broadcast."""
    ahead = await _one(
        session,
        """
        SELECT
            (SELECT free_at FROM paces WHERE chat_id = :chat) - NOW AS chat,
            (SELECT broadcast_at FROM paces WHERE chat_id = :bot) - NOW AS broadcast
        """,
        chat=chat_id,
        bot=BOT,
    )
    if not _running(ahead.broadcast):
        await _announce(session, pace)
        return Turn(pace.notice, booked=False)
    wait = max(ahead.broadcast, ahead.chat or 0.0)
    if 0 < wait < AHEAD:
        return Turn(wait, booked=False)
    return await book(session, chat_id, pace, broadcasting=True)


async def _announce(session: AsyncSession, pace: Pace) -> None:
    await _one(
        session,
        """
        INSERT INTO paces (chat_id, free_at, broadcast_at) VALUES (:bot, NOW, NOW + :notice)
        ON CONFLICT (chat_id) DO UPDATE SET broadcast_at = NOW + :notice
        RETURNING free_at
        """,
        bot=BOT,
        notice=pace.notice,
    )


async def broadcasting(session: AsyncSession) -> bool:
    """Tell whether a broadcast is announced or running, from whichever worker."""
    ahead = await _one(
        session,
        "SELECT (SELECT broadcast_at FROM paces WHERE chat_id = :bot) - NOW AS broadcast",
        bot=BOT,
    )
    return _running(ahead.broadcast)


async def forget(session: AsyncSession) -> None:
    """Clear away the chats that nobody has written to for a while."""
    await session.execute(
        _sql(
            """
            DELETE FROM paces
            WHERE chat_id <> :bot AND free_at NOT BETWEEN NOW - :forgotten AND NOW + :forgotten
            """,
            session.get_bind().dialect.name,
        ),
        {"bot": BOT, "forgotten": FORGOTTEN},
    )


def _running(ahead: float | None) -> bool:
    return ahead is not None and -STILL < ahead < AHEAD


async def _one(session: AsyncSession, statement: str, **values: float) -> Row[Any]:
    found = await session.execute(_sql(statement, session.get_bind().dialect.name), values)
    return found.one()


_CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "extract(epoch FROM clock_timestamp())::double precision",
}


@cache
def _sql(statement: str, dialect: str) -> TextClause:
    return text(statement.replace("NOW", _CLOCKS[dialect]).replace("::", r"\:\:"))
