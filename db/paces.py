"""How fast messages may leave, kept where all workers see it: by slots of equal length.

A slot goes to one message, and time that passed unused is not made up for. The clock is the
database's own, which the workers share.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Double, case, delete, extract, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.tables import PaceRow

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
    await _hurry(session)
    now = _now(session)
    known = {"broadcast_at": now} if broadcasting else {}
    ahead = PaceRow.free_at.between(now, now + AHEAD)
    free_at = case((ahead, PaceRow.free_at), else_=now) + pace.slot
    taken = await session.execute(
        _insert(session)
        .values(chat_id=BOT, free_at=now + pace.slot, **known)
        .on_conflict_do_update(index_elements=["chat_id"], set_={"free_at": free_at, **known})
        .returning(PaceRow.free_at, (PaceRow.free_at - now).label("ahead"))
    )
    slot = taken.one()
    second = {"free_at": slot.free_at - pace.slot + pace.chat}
    await session.execute(
        _insert(session)
        .values(chat_id=chat_id, **second)
        .on_conflict_do_update(index_elements=["chat_id"], set_=second)
    )
    return Turn(max(0.0, slot.ahead - pace.slot))


async def book_broadcast(session: AsyncSession, chat_id: int, pace: Pace) -> Turn:
    """Book, unless the chat had its message or the workers have yet to notice the broadcast."""
    now = _now(session)
    chat = select(PaceRow.free_at).where(PaceRow.chat_id == chat_id).scalar_subquery()
    bot = select(PaceRow.broadcast_at).where(PaceRow.chat_id == BOT).scalar_subquery()
    found = await session.execute(
        select((chat - now).label("chat"), (bot - now).label("bot"), now.label("now"))
    )
    ahead = found.one()
    if not _running(ahead.bot):
        announced = {"broadcast_at": ahead.now + pace.notice}
        await session.execute(
            _insert(session)
            .values(chat_id=BOT, free_at=ahead.now, **announced)
            .on_conflict_do_update(index_elements=["chat_id"], set_=announced)
        )
        return Turn(pace.notice, booked=False)
    wait = max(ahead.bot, ahead.chat or 0.0)
    if 0 < wait < AHEAD:
        return Turn(wait, booked=False)
    return await book(session, chat_id, pace, broadcasting=True)


async def broadcasting(session: AsyncSession) -> bool:
    """Tell whether a broadcast is announced or running, from whichever worker."""
    return _running(
        await session.scalar(
            select(PaceRow.broadcast_at - _now(session)).where(PaceRow.chat_id == BOT)
        )
    )


async def forget(session: AsyncSession) -> None:
    """Clear away the chats that nobody has written to for a while."""
    now = _now(session)
    old = (PaceRow.chat_id != BOT, ~PaceRow.free_at.between(now - FORGOTTEN, now + FORGOTTEN))
    # a chat that is being written to just now is skipped, not waited for
    ids = select(PaceRow.chat_id).where(*old).with_for_update(skip_locked=True)
    await session.execute(
        delete(PaceRow).where(PaceRow.chat_id.in_(ids)).execution_options(synchronize_session=False)
    )


def _running(ahead: float | None) -> bool:
    return ahead is not None and -STILL < ahead < AHEAD


async def _hurry(session: AsyncSession) -> None:
    """Do not wait for PostgreSQL's disk: a booking lost in a crash is one message too soon."""
    if not _is_sqlite(session):
        await session.execute(text("SET LOCAL synchronous_commit = off"))


def _now(session: AsyncSession) -> ColumnElement[float]:
    """Give the database's own clock in seconds since 1970."""
    if _is_sqlite(session):
        return (func.julianday("now", type_=Double) - 2440587.5) * 86400.0
    return extract("epoch", func.clock_timestamp()).cast(Double)


def _insert(session: AsyncSession) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(PaceRow) if _is_sqlite(session) else postgresql.insert(PaceRow)


def _is_sqlite(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "sqlite"
