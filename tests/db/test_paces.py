"""The slots for messages, given out by the database to whoever asks."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from db import paces
from db.engine import Database
from db.paces import Pace, Turn
from db.tables import PaceRow

PACE = Pace(slot=1.0, chat=4.0, notice=0.0, second=1.0)
"""So slow that the time that a test takes does not matter."""


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url)
    yield db
    await db.close()


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """Another worker's way to the same database."""
    db = Database(database_url)
    yield db
    await db.close()


async def broadcast(db: Database, chat_id: int) -> Turn:
    async with db.begin() as session:
        return await paces.book_broadcast(session, chat_id, PACE)


async def answer(db: Database, chat_id: int) -> Turn:
    async with db.begin() as session:
        return await paces.book_answer(session, chat_id, PACE, broadcasting=False)


async def running(db: Database) -> bool:
    async with db.read() as session:
        return await paces.broadcasting(session)


async def rows(db: Database) -> dict[int, float]:
    """Give from when each chat, and the bot, is free."""
    async with db.read() as session:
        found = await session.execute(select(PaceRow.chat_id, PaceRow.free_at))
        return {row.chat_id: row.free_at for row in found}


async def moved(db: Database, seconds: float) -> None:
    """Have the database's clock jump, seen from what is written."""
    async with db.begin() as session:
        await session.execute(
            update(PaceRow).values(
                free_at=PaceRow.free_at - seconds, broadcast_at=PaceRow.broadcast_at - seconds
            )
        )


async def begun(db: Database) -> float:
    """Announce a broadcast, send its first message, and give from when the bot is free."""
    assert not (await broadcast(db, 1)).booked
    assert (await broadcast(db, 1)).booked
    return (await rows(db))[paces.BOT]


async def test_workers_get_slots_one_after_the_other(db: Database, other: Database) -> None:
    first = await begun(db)
    askers = [(db, broadcast), (other, broadcast), (other, answer)]
    turns = await asyncio.gather(*(book(at, 10 + chat) for chat, (at, book) in enumerate(askers)))
    assert all(turn.booked for turn in turns)
    assert (await rows(other))[paces.BOT] == pytest.approx(first + 3 * PACE.slot)


async def test_an_answer_goes_a_slot_before_a_broadcast_in_its_place(db: Database) -> None:
    await begun(db)
    await broadcast(db, 2)
    ahead = await answer(db, 3)
    behind = await broadcast(db, 4)
    assert ahead.wait <= PACE.slot < behind.wait


async def test_a_chat_that_had_its_message_takes_no_slot(db: Database, other: Database) -> None:
    await begun(db)
    await answer(other, 2)
    before = await rows(db)
    for chat in (1, 2):
        turn = await broadcast(db, chat)
        assert not turn.booked
        assert turn.wait > 0
    assert await rows(db) == before


async def test_answers_wait_for_a_broadcast_in_their_chat_but_not_for_each_other(
    db: Database,
) -> None:
    await begun(db)
    assert (await answer(db, 1)).wait > 1.5 * PACE.slot
    for _ in range(2):
        await moved(db, 0.4)
        assert (await answer(db, 2)).wait < 1.5 * PACE.slot


async def test_a_broadcast_is_known_to_all_workers_before_it_begins(
    db: Database, other: Database
) -> None:
    assert not await running(other)
    assert await broadcast(db, 1) == Turn(PACE.notice, booked=False)
    assert await running(other)
    assert paces.BOT in await rows(db)
    assert 1 not in await rows(db)
    await moved(db, paces.STILL)
    assert not await running(other)


@pytest.mark.parametrize("jump", [3600.0, -3600.0])
async def test_a_clock_that_jumps_stops_nothing(db: Database, jump: float) -> None:
    await begun(db)
    await moved(db, jump)
    assert not await running(db)
    assert not (await broadcast(db, 1)).booked, "it is announced anew"
    turn = await broadcast(db, 1)
    assert turn.booked
    assert turn.wait < PACE.slot


async def test_slots_that_nobody_took_are_lost(db: Database) -> None:
    await begun(db)
    await moved(db, 10 * PACE.slot)
    long_ago = (await rows(db))[paces.BOT]
    assert (await answer(db, 2)).wait == 0
    assert (await rows(db))[paces.BOT] > long_ago + 9 * PACE.slot


async def test_chats_are_forgotten_and_the_bot_is_not(db: Database) -> None:
    await begun(db)
    await moved(db, 2 * paces.FORGOTTEN)
    await answer(db, 2)
    async with db.begin() as session:
        await paces.forget(session)
    assert (await rows(db)).keys() == {paces.BOT, 2}
