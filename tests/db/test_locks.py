"""Locks between programs, which PostgreSQL keeps and lets go of when one of them dies."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot import duty
from db.engine import Database
from db.locks import DUTY, Locks, locks

Pair = tuple[Locks, Locks]

CUT_OFF = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid IN (SELECT pid FROM pg_locks WHERE granted "
    "AND locktype = 'advisory')"
)


@pytest.fixture
async def db(postgres_url: str) -> AsyncIterator[Database]:
    db = Database(postgres_url)
    yield db
    await db.close()


@pytest.fixture
async def pair(db: Database) -> AsyncIterator[Pair]:
    """Two programs on one database."""
    one, other = locks(db.engine), locks(db.engine)
    yield one, other
    await one.close()
    await other.close()


async def cut_off(db: Database) -> None:
    """End the connections that hold locks, as a server does that is restarted."""
    async with db.begin() as session:
        await session.execute(CUT_OFF)


pytestmark = pytest.mark.postgres


async def test_one_of_two_has_it_until_it_is_released(pair: Pair) -> None:
    one, other = pair
    assert await one.take(5)
    assert not await other.take(5)
    assert await other.take(6)
    assert [one.held(5), other.held(5), other.held(6)] == [True, False, True]
    one.release(5)
    assert not one.held(5)
    assert await one.take(7)  # the server has been told by then
    assert await other.take(5)
    assert not await one.take(5)


async def test_what_is_asked_at_once_is_answered_for_each(pair: Pair) -> None:
    one, other = pair
    mine, theirs = await asyncio.gather(
        asyncio.gather(*(one.take(name) for name in range(100))),
        asyncio.gather(*(other.take(name) for name in range(100))),
    )
    assert [a + b for a, b in zip(mine, theirs, strict=True)] == [1] * 100


async def test_who_dies_lets_go(pair: Pair) -> None:
    one, other = pair
    assert await one.take(5)
    await one.close()
    assert await other.take(5)


async def test_who_falls_silent_lets_go(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is suspended keeps its connection."""
    monkeypatch.setattr("db.locks.SILENT_SECONDS", 1)
    one, other = locks(db.engine), locks(db.engine)
    assert await one.take(5)
    async with asyncio.timeout(30):
        while not await other.take(5):  # who asks is not silent
            pass
    assert not one.held(5), "though nobody has told it yet"
    assert not await one.holds(5)
    await one.close()
    await other.close()


async def test_a_connection_that_was_cut_takes_its_locks_along(db: Database, pair: Pair) -> None:
    one, other = pair
    assert await one.take(5)
    await cut_off(db)
    assert await other.take(5)
    assert not await one.holds(5)
    assert not await one.take(5)
    assert await one.take(6)


async def test_who_stands_by_ends_when_told_to_stop(pair: Pair) -> None:
    one, other = pair
    told = asyncio.Event()

    async def work() -> None:
        raise AssertionError("the lock is not ours")

    assert await one.take(DUTY)
    standing_by = asyncio.ensure_future(duty.stand_by(other, work, told))
    await asyncio.sleep(0)
    told.set()
    async with asyncio.timeout(30):
        await standing_by


async def test_who_lost_the_lock_is_replaced_and_stops(db: Database, pair: Pair) -> None:
    """For a second both may work: what they claim, the database gives to one of them."""
    working: list[int] = []
    seen, told = asyncio.Event(), asyncio.Event()

    async def work(who: int) -> None:
        working.append(who)
        seen.set()
        try:
            await asyncio.Event().wait()
        finally:
            working.remove(who)

    tasks = [
        asyncio.ensure_future(duty.stand_by(one, lambda who=who: work(who), told))  # type: ignore[misc] # a default is how a lambda keeps a loop's value
        for who, one in enumerate(pair)
    ]
    async with asyncio.timeout(30):
        await seen.wait()
        (first,) = working
        seen.clear()
        holder = pair[first]
        while await holder.holds(DUTY):
            await cut_off(db)
        while working != [1 - first]:  # noqa: ASYNC110 - each looks once a second
            await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert working == []
