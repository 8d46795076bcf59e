"""Who does what when several programs work on one database: PostgreSQL's advisory locks.

They are held by one connection, so that the server itself lets them go when a worker dies. SQLite
has one worker, whose every lock is free.
"""

import asyncio
from contextlib import suppress
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.background import Nursery
from db import postgres

DUTY = -1
"""The lock of who ticks, sends and polls; all others are named by a chat's number."""
SILENT_SECONDS = 10
"""A worker that asks nothing for so long is suspended: `bot.duty` asks every second."""

_TAKE = text("SELECT n FROM unnest(CAST(:names AS bigint[])) AS n WHERE pg_try_advisory_lock(n)")
_RELEASE = text("SELECT n FROM unnest(CAST(:names AS bigint[])) AS n WHERE pg_advisory_unlock(n)")


class Locks(Protocol):
    async def take(self, name: int) -> bool:
        """Take a lock that is free; nobody waits for one that is not."""
        ...

    def release(self, name: int) -> None: ...

    async def holds(self, name: int) -> bool:
        """Tell whether a lock is still ours; the server is asked."""
        ...

    def held(self, name: int) -> bool:
        """Tell whether a lock is ours for all that is known; the server is not asked."""
        ...

    async def close(self) -> None: ...


def locks(engine: AsyncEngine) -> Locks:
    return OneWorker() if engine.dialect.name == "sqlite" else ServerLocks(engine.url)


class OneWorker:
    async def take(self, name: int) -> bool:  # noqa: ARG002 - every lock is free
        return True

    def release(self, name: int) -> None:
        """There is nobody to leave it to."""

    async def holds(self, name: int) -> bool:  # noqa: ARG002 - see above
        return True

    def held(self, name: int) -> bool:  # noqa: ARG002 - see above
        return True

    async def close(self) -> None:
        """There is nothing to give back."""


class ServerLocks:
    """What is asked for at the same moment is one question to the server."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            hide_parameters=True,
            connect_args=postgres.connect_args(url, idle_session_timeout=1000 * SILENT_SECONDS),
        )
        self._connection: AsyncConnection | None = None
        self._nursery = Nursery()
        self._asking = False
        self._asked_at = 0.0
        """When the last question was put that the server has answered."""
        self._ours: set[int] = set()
        self._wanted: set[int] = set()
        self._unwanted: set[int] = set()
        self._waiting: list[asyncio.Future[None]] = []

    async def take(self, name: int) -> bool:
        self._wanted.add(name)
        await self._answer()
        return name in self._ours

    def release(self, name: int) -> None:
        if name in self._ours:
            self._ours.discard(name)
            self._unwanted.add(name)
            self._ask_soon()

    async def holds(self, name: int) -> bool:
        with suppress(DBAPIError):
            await self._answer()
        return name in self._ours

    def held(self, name: int) -> bool:
        """Tell so as long as the server cannot have let go of it: a second is left for the way."""
        now = asyncio.get_running_loop().time()
        return name in self._ours and now - self._asked_at < SILENT_SECONDS - 1

    async def close(self) -> None:
        await self._nursery.close()
        await self._lose()
        await self._engine.dispose()

    async def _answer(self) -> None:
        """Wait until the server has answered a question that was put from now on."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        self._ask_soon()
        await answer

    def _ask_soon(self) -> None:
        if not self._asking:
            self._asking = True
            self._nursery.start(self._ask_all(), "locks")

    async def _ask_all(self) -> None:
        try:
            while self._waiting or self._unwanted:
                waiting, self._waiting = self._waiting, []
                try:
                    await self._ask()
                except DBAPIError as error:
                    await self._lose()
                    for answer in waiting:
                        if not answer.done():
                            answer.set_exception(error)
                for answer in waiting:
                    if not answer.done():
                        answer.set_result(None)
        finally:
            self._asking = False

    async def _ask(self) -> None:
        asked_at = asyncio.get_running_loop().time()
        unwanted, self._unwanted = self._unwanted, set()
        wanted, self._wanted = self._wanted, set()
        if self._connection is None:
            self._connection = await self._engine.connect()
        if unwanted:
            await self._connection.scalars(_RELEASE, {"names": sorted(unwanted)})
        taken = await self._connection.scalars(_TAKE, {"names": sorted(wanted)})
        self._ours.update(taken)
        self._asked_at = asked_at

    async def _lose(self) -> None:
        """Give up the connection; the server lets go of all that it held."""
        self._ours.clear()
        self._unwanted.clear()
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                await connection.invalidate()
                await connection.close()
