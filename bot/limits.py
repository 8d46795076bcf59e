"""Telegram's limits and trying again, in one place: every call of the bot passes here.

30 messages a second from one bot, edits counted, and one a second in a chat. What the sender sends
is a broadcast: it takes the slots that the database gives out one after the other, to all workers.
What answers a person goes at once and leaves the rest to Telegram, unless a broadcast is running:
then it takes a slot too, ahead of the broadcast.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from telegram._utils.types import JSONDict
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.clock import Clock
from db import paces
from db.engine import Database
from db.paces import Pace

log = logging.getLogger(__name__)

BROADCAST: Final = "broadcast"
"""Given as `rate_limit_args` with what the sender sends."""

LOOK_EVERY = 0.5
"""Seconds until a broadcast of another worker is noticed."""
PACE = Pace(slot=1 / 29, chat=1.0, notice=LOOK_EVERY)
"""The thirtieth message of a second is room for an answer to go a slot early."""
AT_ONCE = Pace(slot=0.0, chat=0.0, notice=0.0)
"""For a Telegram without limits."""

PATIENCE = 60.0
"""Seconds that an answer waits for what Telegram or the network is doing."""
TRIES = 4
"""Of what Telegram did not answer; a pause that it asks for has no number."""
FIRST_REST = 0.2
SEVERAL = 3
"""Chats refused one after the other, with no message in between: then it is the whole bot."""

Result = bool | JSONDict | list[JSONDict]


@dataclass(frozen=True, slots=True)
class Call:
    make: Callable[[], Awaitable[Result]]
    chat_id: int
    counted: bool
    """Against the limits: a message, or the edit of one."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence that Telegram asked for. A clock that is put back ends it."""

    since: datetime
    until: datetime

    def covers(self, now: datetime) -> bool:
        return self.since <= now < self.until


class Limits(BaseRateLimiter[str]):
    def __init__(self, db: Database, clock: Clock) -> None:
        self.pace = PACE
        self.sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
        self._db = db
        self._clock = clock
        self._pauses: dict[int, Pause] = {}
        self._refused: set[int] = set()
        self._broadcasts = 0
        """How many wait for their turn."""
        self._queue = asyncio.Lock()
        """One of them books at a time, so that never more than one slot is taken ahead."""
        self._answers = 0
        self._no_answer_waits = asyncio.Event()
        self._no_answer_waits.set()
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
        rate_limit_args: str | None,
    ) -> Result:
        make = partial(callback, *args, **kwargs)
        counted = endpoint.startswith(("send", "edit"))
        if not counted and endpoint != "answerCallbackQuery":
            return await make()  # a menu, a reaction: who asks for it does without
        call = Call(make, data.get("chat_id", paces.BOT), counted)
        if rate_limit_args == BROADCAST:
            await self._turn(call.chat_id)
            result = await self._made(call)
        else:
            result = await self._answered(call)
        # what an edit changed is nothing that anybody reads, and costly to make into objects
        return endpoint.startswith("edit") or result

    def silent_until(self, now: datetime, chat_id: int = paces.BOT) -> datetime | None:
        """Give until when Telegram wants no message from the whole bot, or none in a chat."""
        pauses = (self._pauses.get(about) for about in (chat_id, paces.BOT))
        return max((one.until for one in pauses if one and one.covers(now)), default=None)

    async def _answered(self, call: Call) -> Result:
        """Make the call until it is answered, within a person's patience."""
        tried, waited = 0, 0.0
        while True:
            try:
                if call.counted:
                    self._obey(call.chat_id)
                    await self._step_in(call.chat_id)
                return await self._made(call)
            except TelegramError as error:
                tried += not isinstance(error, RetryAfter)
                rest = _rest(error, tried)
                waited += rest
                if tried >= TRIES or waited > PATIENCE:
                    raise
            await self.sleep(rest)

    async def _made(self, call: Call) -> Result:
        try:
            result = await call.make()
        except RetryAfter as error:
            if call.counted:
                self._pause(call.chat_id, error)
            raise
        if call.counted:
            self._refused.clear()
        return result

    def _pause(self, chat_id: int, error: RetryAfter) -> None:
        """Keep silent where Telegram asks for it, and nowhere else."""
        now = self._clock.now()
        pause = Pause(now, now + named(error))
        self._refused.add(chat_id)
        about = paces.BOT if len(self._refused) >= SEVERAL else chat_id
        self._pauses = {one: p for one, p in self._pauses.items() if p.covers(now)}
        self._pauses[about] = pause
        log.info("Telegram asks for silence until %s, in %s", pause.until, about or "all chats")

    def _obey(self, chat_id: int) -> None:
        """Raise what Telegram would answer, rather than ask it."""
        now = self._clock.now()
        if until := self.silent_until(now, chat_id):
            raise RetryAfter(until - now)

    async def _turn(self, chat_id: int) -> None:
        """Wait for a broadcast's next turn, behind all answers."""
        self._broadcasts += 1
        try:
            while not await self._booked(chat_id):
                pass
        finally:
            self._broadcasts -= 1

    async def _booked(self, chat_id: int) -> bool:
        async with self._queue:
            self._obey(chat_id)
            await self._no_answer_waits.wait()
            async with self._db.begin() as session:
                turn = await paces.book_broadcast(session, chat_id, self.pace)
            self._broadcasting_until = _monotonic() + paces.STILL
            if turn.booked:
                await self.sleep(turn.wait)
        if not turn.booked:  # its chat had a message just now: others go first
            await self.sleep(turn.wait)
        return turn.booked

    async def _step_in(self, chat_id: int) -> None:
        """Wait for an answer's turn while a broadcast is running."""
        if not await self._broadcasting():
            return
        self._answers += 1
        self._no_answer_waits.clear()
        try:
            async with self._db.begin() as session:
                running = self._broadcasts > 0
                turn = await paces.book(session, chat_id, self.pace, broadcasting=running)
            await self.sleep(max(0.0, turn.wait - self.pace.slot))
        finally:
            self._answers -= 1
            if not self._answers:
                self._no_answer_waits.set()

    async def _broadcasting(self) -> bool:
        now = _monotonic()
        if now >= self._look_at:
            self._look_at = now + LOOK_EVERY
            async with self._db.read() as session:
                if await paces.broadcasting(session):
                    self._broadcasting_until = max(self._broadcasting_until, self._look_at)
        return self._broadcasts > 0 or now < self._broadcasting_until


def named(error: RetryAfter) -> timedelta:
    """Give the pause that Telegram names; the library has it in either form."""
    after = error.retry_after
    return after if isinstance(after, timedelta) else timedelta(seconds=after)


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
