"""SQLite's connection, whose thread is bothered only with what may have to wait."""

import asyncio
import sqlite3
from collections.abc import Callable
from typing import Any

import aiosqlite

AT_ONCE = frozenset({"cursor", "close", "rollback"})
"""What reads no disk and waits for no lock: going through the thread costs more than doing it."""


class Connection(aiosqlite.Connection):
    def __init__(self, database: str) -> None:
        super().__init__(lambda: sqlite3.connect(database, check_same_thread=False), 64)
        self._thread.daemon = True  # a program that forgets to close it ends all the same
        self._queued = 0

    async def _execute(
        self,
        fn: Callable[..., Any],
        *args: Any,  # noqa: ANN401 - the driver's own
        **kwargs: Any,  # noqa: ANN401 - the driver's own
    ) -> Any:  # noqa: ANN401 - the driver's own
        """Run a call of the driver in the thread, as the library does, or at once.

        Every SQL statement is four calls, of which two never wait.
        """
        at_once = fn.__name__ in AT_ONCE or args[:1] == ("BEGIN",)
        if at_once and not self._queued and self._connection:
            return fn(*args, **kwargs)
        self._queued += 1
        try:
            result = await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call] # published without
        except asyncio.CancelledError:
            raise  # the thread may still be at it: nothing is done at once any more
        except BaseException:
            self._queued -= 1
            raise
        self._queued -= 1
        return result
