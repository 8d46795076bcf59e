"""From a URL to transactions, the same for SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from copy import copy
from typing import Any, Self

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from bot.errors import DoneBefore, Refusal
from db import postgres, sqlite, updates
from db.together import Item, Result, Together, Work

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def async_url(text: str) -> URL:
    """Read a DATABASE_URL and name the driver that this program uses for it."""
    try:
        url = make_url(text)
        return url.set(drivername=DRIVERS[url.drivername.partition("+")[0]])
    except (ArgumentError, KeyError, ValueError):
        raise Refusal(
            "DATABASE_URL phải có dạng sqlite:///tên-tệp.db hoặc "
            "postgresql://người-dùng:mật-khẩu@máy-chủ/tên-cơ-sở-dữ-liệu."
        ) from None


class Database:
    """One engine; a transaction is `async with db.begin() as session:`.

    Leaving the block commits, an exception rolls back. Sessions never outlive their block: values
    cross its border, rows do not.
    """

    def __init__(self, url: str, **engine_options: Any) -> None:  # noqa: ANN401 - handed on as they are
        self.engine = _engine(async_url(url), **engine_options)
        reader = self.engine.execution_options(reading=True)
        looker = self.engine.execution_options(**_looking(self.engine))
        self._write = async_sessionmaker(self.engine, expire_on_commit=False)
        self._read = async_sessionmaker(reader, expire_on_commit=False)
        self._look = async_sessionmaker(looker, expire_on_commit=False)
        self._turn = _turn(self.engine)
        self._writers = Together(self.begin)
        self._readers = Together(self._look)
        self._update_id: int | None = None

    def on_behalf_of(self, update_id: int) -> Self:
        """Give the same database for the one deed of an update.

        Each of its transactions marks the update as applied, or raises DoneBefore where another one
        has: what has taken effect takes none again.
        """
        twin = copy(self)
        twin._update_id = update_id  # noqa: SLF001 - of the same class
        return twin

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may write."""
        async with self._turn, self._write.begin() as session:
            if self._update_id is not None and not await updates.apply(session, [self._update_id]):
                raise DoneBefore
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that only reads: on SQLite it waits for no writer."""
        async with self._read() as session:
            yield session

    async def together(self, work: Work[Item, Result], item: Item) -> Result:
        """Have an item done in one transaction with whatever else is asked for at this moment.

        `work` is a function of a module, not made anew for each call: its items are put together.
        """
        return await self._writers.do(work, item, self._update_id)

    async def read_together(self, work: Work[Item, Result], item: Item) -> Result:
        """Have an item looked up together with whatever else is asked for at this moment."""
        return await self._readers.do(work, item)

    async def close(self) -> None:
        await self._writers.close()
        await self._readers.close()
        await self.engine.dispose()


def _turn(engine: AsyncEngine) -> AbstractAsyncContextManager[object]:
    """Queue the writers of SQLite, which has one at a time and lets others only sleep and retry."""
    return asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()


def _looking(engine: AsyncEngine) -> dict[str, Any]:
    """Give what makes a short look cheap.

    PostgreSQL shows each statement what is committed then, in a transaction or not: so there is
    none, which spares two of three round trips.
    """
    sqlite_ = engine.dialect.name == "sqlite"
    return {"reading": True} if sqlite_ else {"isolation_level": "AUTOCOMMIT"}


def _engine(url: URL, **options: Any) -> AsyncEngine:  # noqa: ANN401 - handed on as they are
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(
            url,
            pool_pre_ping=True,
            connect_args=postgres.connect_args(url),
            hide_parameters=True,
            **options,
        )
        event.listen(engine.sync_engine, "handle_error", _leave_out_values)
        return engine
    database = url.database or ""

    async def connect() -> aiosqlite.Connection:
        return await sqlite.Connection(database)

    engine = create_async_engine(url, async_creator=connect, hide_parameters=True, **options)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _leave_out_values(context: ExceptionContext) -> None:
    """Shorten the error: PostgreSQL tells the row that it refuses, notes and phones and all."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(str(arg).partition("\nDETAIL:")[0] for arg in error.args)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DB-API connection
    # The driver's own implicit BEGIN comes only before the first write, so that two transactions
    # which read, decide and write both succeed and one is lost without an error.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
