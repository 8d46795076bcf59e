"""Telegram's limits and trying again, in one place: every call of the bot passes here.

30 messages a second from one bot, edits counted, and one a second in a chat. What the sender sends
is a broadcast: it takes the slots that the database gives out one after the other, to all workers.
What answers a person goes at once and leaves the rest to Telegram, unless a broadcast is running:
then it takes a slot too, and one slot early.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram._utils.types import JSONDict
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.clock import Clock
from bot.errors import TakenOver
from bot.limits.silence import EVERYBODY, Silence, named
from bot.limits.window import Chats, Window
from db import paces
from db.engine import Database
from db.paces import Pace, Turn

__all__ = ["AT_ONCE", "Leaving", "Limits", "named", "still_in_hand"]

Leaving = Callable[[AsyncSession], Awaitable[None]]
"""Given as `rate_limit_args` with what the sender sends: it notes, in the transaction that gives
out the slot, that a letter leaves."""

LOOK_EVERY = 0.5
"""Seconds until a broadcast of another worker is noticed."""
PACE = Pace(slot=1 / 29.5, chat=1.2, notice=LOOK_EVERY + 1.0, second=1.02)
"""A little under the limits: messages do not land as evenly as they leave. Before a broadcast
begins, every worker has noticed it, and what was said until then is a second old."""
AT_ONCE = Pace(slot=0.0, chat=0.0, notice=0.0, second=0.0)
"""For a Telegram without limits."""

PATIENCE = 60.0
"""Seconds that an answer waits for what Telegram or the network is doing."""
TRIES = 4
"""Of what Telegram did not answer; a pause that it asks for has no number."""
FIRST_REST = 0.2

still_in_hand: ContextVar[Callable[[], bool]] = ContextVar("still_in_hand", default=lambda: True)
"""Set where an update is answered: whether no other worker has taken it over meanwhile."""

Result = bool | JSONDict | list[JSONDict]


@dataclass(frozen=True, slots=True)
class Call:
    make: Callable[[], Awaitable[Result]]
    chat_id: int
    counted: bool
    """Against the limits: a message, or the edit of one."""
    messages: int = 1
    """An album is as many as it has pictures: it takes so many slots in one piece."""


class Limits(BaseRateLimiter[Leaving]):
    def __init__(self, db: Database, clock: Clock) -> None:
        self.pace = PACE
        self.sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
        self._db = db
        self._clock = clock
        self._silence = Silence()
        self._window = Window()
        self._chats = Chats()
        self._queue = asyncio.Lock()
        """One broadcast books at a time, so that never more than one slot is taken ahead."""
        self._broadcasts = 0
        """How many wait for their turn."""
        self._broadcasting_until = 0.0
        self._look_at = 0.0

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,  # noqa: ANN401 - as python-telegram-bot has it
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Leaving | None,
    ) -> Result:
        make = partial(callback, *args, **kwargs)
        counted = endpoint.startswith(("send", "edit"))
        if not counted and endpoint != "answerCallbackQuery":
            return await make()  # a menu, a reaction: who asks for it does without
        messages = len(data["media"]) if endpoint == "sendMediaGroup" else 1
        call = Call(make, data.get("chat_id", EVERYBODY), counted, messages)
        result = await (
            self._broadcast(call, rate_limit_args) if rate_limit_args else self._answer(call)
        )
        # what an edit changed is nothing that anybody reads, and costly to make into objects
        return endpoint.startswith("edit") or result

    def silent_until(self, now: datetime) -> datetime | None:
        """Give until when Telegram wants no message of the bot at all."""
        return self._silence.until(now)

    async def _answer(self, call: Call) -> Result:
        """Make the call until it is answered, within a person's patience."""
        tried, waited = 0, 0.0
        while True:
            try:
                return await self._answered(call)
            except TelegramError as error:
                tried += not isinstance(error, RetryAfter)
                rest = _rest(error, tried)
                waited += rest
                if tried >= TRIES or waited > PATIENCE:
                    raise
            await self.sleep(rest)

    async def _answered(self, call: Call) -> Result:
        if not call.counted:
            return await call.make()
        self._obey(call.chat_id)
        if not await self._broadcasting():
            return await self._made(call)
        async with self._db.begin() as session:
            waiting = self._broadcasts > 0
            turn = await paces.book_answer(
                session, call.chat_id, self._pace_of(call), broadcasting=waiting
            )
        await self._come(turn, call)
        async with self._chats.answer(call.chat_id, self.pace.second, self.sleep):
            return await self._landed(call)

    async def _broadcast(self, call: Call, leaving: Leaving) -> Result:
        """Make the call at its turn, once: its sender knows what to do where it fails."""
        self._broadcasts += 1
        try:
            while not await self._booked(call, leaving):
                pass
        finally:
            self._broadcasts -= 1
        async with self._chats.broadcast(call.chat_id, self.pace.second, self.sleep):
            return await self._landed(call)

    async def _booked(self, call: Call, leaving: Leaving) -> bool:
        async with self._queue:
            self._obey(call.chat_id)
            async with self._db.begin() as session:
                turn = await paces.book_broadcast(session, call.chat_id, self._pace_of(call))
                if turn.booked:
                    await leaving(session)
            self._broadcasting_until = _monotonic() + paces.STILL
            if turn.booked:
                await self._come(turn, call)
                return True
        await self.sleep(turn.wait)  # its chat had a message just now: others go first
        return False

    def _pace_of(self, call: Call) -> Pace:
        many = call.messages
        return replace(self.pace, slot=many * self.pace.slot, chat=many * self.pace.chat)

    async def _come(self, turn: Turn, call: Call) -> None:
        await self.sleep(turn.wait)
        for _ in range(call.messages):
            await self._window.place()

    async def _landed(self, call: Call) -> Result:
        with self._window.flight(self.pace.second, call.messages):
            return await self._made(call)

    async def _made(self, call: Call) -> Result:
        if not still_in_hand.get()():
            # what would be shown may be older than what the other one has shown
            raise TakenOver("another worker answers in this chat")
        try:
            result = await call.make()
        except RetryAfter as error:
            self._silence.keep(call.chat_id, error, self._clock.now())
            raise
        self._silence.taken()
        return result

    def _obey(self, chat_id: int) -> None:
        """Raise what Telegram would answer, rather than ask it."""
        now = self._clock.now()
        if until := self._silence.until(now, chat_id):
            raise RetryAfter(until - now)

    async def _broadcasting(self) -> bool:
        """Tell whether a broadcast is running, of this worker or another one."""
        now = _monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY
            async with self._db.read() as session:
                if await paces.broadcasting(session):
                    self._broadcasting_until = max(self._broadcasting_until, self._look_at)
        return self._broadcasts > 0 or now < self._broadcasting_until


def _rest(error: TelegramError, tried: int) -> float:
    """Give how long to wait before the call is made again; for ever where it is of no use."""
    spread = random.uniform(0.5, 1.5)  # noqa: S311 - so that not all come back at once
    match error:
        case RetryAfter():
            return named(error).total_seconds() + FIRST_REST * spread
        case NetworkError() if not isinstance(error, BadRequest):
            return FIRST_REST * (1 << tried) * spread
        case _:
            return PATIENCE + 1


def _monotonic() -> float:
    return asyncio.get_running_loop().time()
