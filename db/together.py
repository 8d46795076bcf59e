"""Group commit: what is asked for at the same moment is done in one transaction.

A disk, or a server, takes one transaction of fifty deeds nearly as fast as one of a single deed. So
who would write joins those who wait while the last transaction runs: alone, one goes at once.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.background import Nursery
from bot.errors import DoneBefore
from db import updates

Item = TypeVar("Item")
Result = TypeVar("Result")

Work = Callable[[AsyncSession, Sequence[Item]], Awaitable[Sequence[Result | Exception]]]
"""Does many items at once and gives for each, in their order, its result or what it is refused."""

AT_ONCE = 128
"""Items in one transaction: more would keep the first of them waiting."""


@dataclass(frozen=True, slots=True)
class Wish:
    work: Work[Any, Any]
    item: Any
    mark: int | None
    """The update that is applied by it."""
    outcome: asyncio.Future[Any]


class Together:
    """A queue of wishes and, while there are any, the one task that grants them."""

    def __init__(self, open_: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._open = open_
        self._waiting: list[Wish] = []
        self._nursery = Nursery()
        self._at_work = False

    async def do(self, work: Work[Item, Result], item: Item, mark: int | None = None) -> Result:
        """Give the item's result; raise what it is refused, or DoneBefore for an applied update."""
        outcome: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append(Wish(work, item, mark, outcome))
        if not self._at_work:
            self._at_work = True
            self._nursery.start(self._grant_all(), "group commit")
        return await outcome

    async def close(self) -> None:
        await self._nursery.close()

    async def _grant_all(self) -> None:
        try:
            while self._waiting:
                wishes, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                await self._grant(wishes)
        finally:
            self._at_work = False
            for wish in self._waiting:  # there are some where it was closed
                wish.outcome.cancel()

    async def _grant(self, wishes: Sequence[Wish]) -> None:
        """Grant all, or each for itself where one of them spoils the transaction."""
        try:
            results = await self._transact(wishes)
        except Exception as error:  # noqa: BLE001 - told to those who wait
            alone = len(wishes) == 1 or isinstance(error, (OperationalError, InterfaceError))
            if not alone:
                for wish in wishes:
                    await self._grant([wish])
                return
            results = [error] * len(wishes)
        except BaseException:
            for wish in wishes:
                wish.outcome.cancel()
            raise
        for wish, result in zip(wishes, results, strict=True):
            if wish.outcome.done():
                continue  # nobody waits any more
            if isinstance(result, Exception):
                wish.outcome.set_exception(result)
            else:
                wish.outcome.set_result(result)

    async def _transact(self, wishes: Sequence[Wish]) -> list[Any]:
        results: dict[int, Any] = {}
        async with self._open() as session:
            marks = {wish.mark for wish in wishes if wish.mark is not None}
            fresh = set(await updates.apply(session, marks)) if marks else set()
            by_work: dict[Work[Any, Any], list[Wish]] = {}
            for wish in wishes:
                if wish.mark is None or wish.mark in fresh:
                    by_work.setdefault(wish.work, []).append(wish)
                    fresh.discard(wish.mark)
            for work, group in by_work.items():
                done = await work(session, [wish.item for wish in group])
                results |= zip(map(id, group), done, strict=True)
        return [results.get(id(wish), DoneBefore()) for wish in wishes]
