"""How fast messages may leave, kept where all workers see it: by slots of equal length.

A slot goes to one message, and is made up for where it is taken a little late. The clock is the
database's, which the workers share. Nothing else is asked so often, so it is asked in plain SQL.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

BOT = 0
"""The row of the whole bot, among those of the chats."""
LATE = 0.25
"""Seconds: older slots that nobody took are lost."""
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
    second: float
    """How long a message counts against the bot's limit."""


@dataclass(frozen=True, slots=True)
class Turn:
    wait: float
    """Seconds."""
    booked: bool = True
    """False: nothing was taken, ask again after the wait."""


async def book_answer(
    session: AsyncSession, chat_id: int, pace: Pace, *, broadcasting: bool
) -> Turn:
    """Take the next slot for what answers a person: it may go while the one before is used.

    Answers in one chat come as fast as the person taps, but not on the heels of a broadcast.
    """
    slot = await _take_slot(session, pace, broadcasting=broadcasting)
    last = await _one(
        session,
        """
        INSERT INTO paces (chat_id, free_at) VALUES (:chat, :free_at)
        ON CONFLICT (chat_id) DO UPDATE SET free_at = :free_at
        RETURNING broadcast_at - NOW AS ahead
        """,
        chat=chat_id,
        free_at=slot.free_at + pace.chat,
    )
    broadcast = -pace.chat if last.ahead is None else last.ahead
    return Turn(max(0.0, slot.ahead - pace.slot, broadcast + pace.chat))


async def book_broadcast(session: AsyncSession, chat_id: int, pace: Pace) -> Turn:
    """Take the next slot, unless the chat has had its message of this second.

    A broadcast is announced before its first message, so that all workers know of it.
    """
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
    slot = await _take_slot(session, pace, broadcasting=True)
    await _one(
        session,
        """
        INSERT INTO paces (chat_id, free_at, broadcast_at) VALUES (:chat, :free_at, :at)
        ON CONFLICT (chat_id) DO UPDATE SET free_at = :free_at, broadcast_at = :at
        RETURNING free_at
        """,
        chat=chat_id,
        free_at=slot.free_at + pace.chat,
        at=slot.free_at,
    )
    return Turn(max(0.0, slot.ahead))


async def _take_slot(session: AsyncSession, pace: Pace, *, broadcasting: bool) -> Row[Any]:
    """Give when the slot begins, and how far ahead that is."""
    return await _one(
        session,
        """
        INSERT INTO paces (chat_id, free_at, broadcast_at)
        VALUES (:bot, NOW + :slot, CASE WHEN :broadcasting THEN NOW END)
        ON CONFLICT (chat_id) DO UPDATE SET
            free_at = :slot + CASE
                WHEN paces.free_at BETWEEN NOW - :late AND NOW + :ahead THEN paces.free_at
                ELSE NOW
            END,
            broadcast_at = CASE WHEN :broadcasting THEN NOW ELSE paces.broadcast_at END
        RETURNING free_at - :slot AS free_at, free_at - :slot - NOW AS ahead
        """,
        bot=BOT,
        slot=pace.slot,
        late=LATE,
        ahead=AHEAD,
        broadcasting=broadcasting,
    )


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
