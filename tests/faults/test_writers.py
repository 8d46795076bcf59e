"""Several processes that read, decide and write on one SQLite file."""

import asyncio
import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, closing
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from db.engine import Database, async_url

PROCESSES = 3
TIMES = 50

Begin = Callable[[], AbstractAsyncContextManager[AsyncSession]]


def ours(url: str) -> Begin:
    return Database(url).begin


def as_it_comes(url: str) -> Begin:
    """Give the driver's own transactions: they begin with the first write, not with the reading."""
    return async_sessionmaker(create_async_engine(async_url(url))).begin


@pytest.mark.parametrize(("begin", "safe"), [(ours, True), (as_it_comes, False)])
def test_what_several_processes_read_and_write_is_not_lost(
    sqlite_url: str, begin: Callable[[str], Begin], safe: bool
) -> None:
    """The driver as it comes loses much of it and reports no error; so this test can fail."""
    _on_file(sqlite_url, "CREATE TABLE counted AS SELECT 0 AS number")
    spawning = multiprocessing.get_context("spawn")
    together = spawning.Barrier(PROCESSES)
    writers = [
        spawning.Process(target=_count, args=(begin, sqlite_url, together), daemon=True)
        for _ in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * PROCESSES
    [(number,)] = _on_file(sqlite_url, "SELECT number FROM counted")
    assert (number == PROCESSES * TIMES) is safe


def _count(begin: Callable[[str], Begin], url: str, together: Barrier) -> None:
    together.wait()
    asyncio.run(_add(begin(url)))


async def _add(begin: Begin) -> None:
    for _ in range(TIMES):
        async with begin() as session:
            number = await session.scalar(text("SELECT number FROM counted"))
            await session.execute(text("UPDATE counted SET number = :more"), {"more": number + 1})


def _on_file(url: str, statement: str) -> list[tuple[int]]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return connection.execute(statement).fetchall()
