"""The desk: every update is kept, then handled, in order inside a chat, side by side across chats.

The database is the queue; what is in memory is only which chats to look at. So what was kept and
not handled, by a program that was killed or by a worker that is gone, is found again.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

from telegram import Update
from telegram.error import RetryAfter

from bot import limits
from bot.background import Nursery, rest
from bot.clock import Clock
from bot.ingress import incoming
from bot.usecases import intake
from bot.usecases.office import Office
from db.locks import Locks
from db.updates import Arrived
from handlers.context import BotApplication, Handling, in_hand

log = logging.getLogger(__name__)

LANES = 256
"""Chats handled at once."""
LOOK_EVERY = 2.0
"""Seconds between two looks at what another worker may have left behind."""
LEFT_BEHIND = timedelta(seconds=10)
"""What waits longer is looked after by whoever sees it."""
RETRY_LOCK = 0.03
"""Seconds after which a chat that another worker handles is asked for again."""
FIRST_PAUSE = 0.25
LONGEST_PAUSE = 30.0
LONGEST_IN_LANE = 5.0
TRIES = 4
"""Of an update whose answer Telegram does not take; then those behind it go first."""
DEFERRALS = 10
"""How often it comes back, after the longest pause or the one that Telegram named."""


class Desk:
    def __init__(
        self, application: BotApplication, office: Office, locks: Locks, clock: Clock
    ) -> None:
        self._application = application
        self._office = office
        self._locks = locks
        self._clock = clock
        self._nursery = Nursery()
        self._room = asyncio.Semaphore(LANES)
        self._lanes: dict[int, asyncio.Task[None]] = {}
        self._wanted: set[int] = set()
        self._deferred: Counter[int] = Counter()
        self._resting: set[int] = set()
        self._told_to_stop = asyncio.Event()

    async def receive(self, updates: Sequence[object]) -> None:
        """Keep updates, and handle them soon. When this returns, they may be confirmed."""
        arrived = [found for update in updates if (found := incoming.read(update))]
        if len(arrived) < len(updates):
            log.error("%d of what Telegram sent is no update", len(updates) - len(arrived))
        if arrived:
            await intake.keep(self._office, arrived, self._clock.now())
        for chat_id in dict.fromkeys(one.chat_id for one in arrived):
            self._look_at(chat_id)

    async def hand_in(self, update: object) -> None:
        """Receive one update and wait until its chat has nothing left to handle."""
        await self.receive([update])
        arrived = incoming.read(update)
        while arrived and (lane := self._lanes.get(arrived.chat_id)):
            await asyncio.wait({lane})

    async def run(self) -> None:
        """Look at what was left behind, first of all by the last run, until told to stop."""
        patience = timedelta(0)
        while not self._stopping:
            try:
                before = self._clock.now() - patience
                for chat_id in await intake.left_behind(self._office, before):
                    self._look_at(chat_id)
                patience = LEFT_BEHIND
            except Exception as error:  # noqa: BLE001 - the next look is the remedy
                log.warning("the database does not answer: %s", error)
            await rest(LOOK_EVERY, unless=self._told_to_stop)

    async def stop(self, seconds: float) -> None:
        """Finish the updates in hand; what is behind them waits for the next start."""
        self._told_to_stop.set()
        if self._lanes:
            await asyncio.wait(set(self._lanes.values()), timeout=seconds)
        await self._nursery.close()

    @property
    def _stopping(self) -> bool:
        return self._told_to_stop.is_set()

    def _look_at(self, chat_id: int) -> None:
        self._wanted.add(chat_id)
        if chat_id not in self._lanes and not self._stopping:
            self._lanes[chat_id] = self._nursery.start(self._lane(chat_id), f"chat {chat_id}")

    async def _lane(self, chat_id: int) -> None:
        """Handle what a chat waits for, until there is nothing more."""
        try:
            async with self._room:
                pause = FIRST_PAUSE
                while chat_id in self._wanted and not self._stopping:
                    try:
                        await self._work_through(chat_id)
                        pause = FIRST_PAUSE
                    except Exception as error:
                        if not intake.out_of_order(error):
                            raise
                        log.warning("chat %d has to wait: %s", chat_id, error)
                        self._wanted.add(chat_id)
                        await asyncio.sleep(pause)
                        pause = min(2 * pause, LONGEST_PAUSE)
        finally:
            del self._lanes[chat_id]
            if chat_id in self._wanted:
                self._look_at(chat_id)

    async def _work_through(self, chat_id: int) -> None:
        async with self._locked(chat_id):
            self._wanted.discard(chat_id)
            for arrived in await intake.of_chat(self._office, chat_id):
                if self._stopping:
                    return
                if arrived.update_id not in self._resting:
                    await self._handle(arrived)

    @asynccontextmanager
    async def _locked(self, chat_id: int) -> AsyncIterator[None]:
        """Hold the chat against the other workers: what is behind in it, they may have received."""
        while not await self._locks.take(chat_id):  # noqa: ASYNC110 - another program has it
            await asyncio.sleep(RETRY_LOCK)
        try:
            yield
        finally:
            self._locks.release(chat_id)

    async def _handle(self, arrived: Arrived) -> None:
        """Handle an update until it is answered, or give it up; those behind it go on."""
        update_id = arrived.update_id
        try:
            update = incoming.understood(arrived.payload, self._application.bot)
        except Exception as error:
            log.exception("update %d cannot be read", update_id)
            await self._set_aside(update_id, f"unreadable: {type(error).__name__}")
            return
        pause = 0.0
        for tried in range(TRIES):
            await asyncio.sleep(pause)
            handling = await self._try(update, arrived.chat_id)
            if handling.failed:
                await self._set_aside(update_id, handling.failed)
                return
            if handling.unanswered is None:
                self._deferred.pop(update_id, None)
                await intake.settle(self._office, update_id, self._clock.now())
                return
            pause = _pause(handling.unanswered, tried)
            if self._stopping or pause > LONGEST_IN_LANE:
                break
        await self._defer(arrived, handling.unanswered, max(pause, LONGEST_PAUSE))

    async def _defer(self, arrived: Arrived, error: Exception | None, seconds: float) -> None:
        """Let those behind it go first: its effect, if it has one, is kept."""
        update_id = arrived.update_id
        self._deferred[update_id] += 1
        if self._deferred[update_id] > DEFERRALS:
            del self._deferred[update_id]
            await self._set_aside(update_id, f"not answered: {error}")
            return
        log.warning("update %d is answered in %.0f s: %s", update_id, seconds, error)
        self._resting.add(update_id)
        asyncio.get_running_loop().call_later(seconds, self._rested, arrived)

    def _rested(self, arrived: Arrived) -> None:
        self._resting.discard(arrived.update_id)
        self._look_at(arrived.chat_id)

    async def _try(self, update: Update, chat_id: int) -> Handling:
        handling = Handling(update.update_id)
        mark = in_hand.set(handling)
        limits.still_in_hand.set(partial(self._locks.held, chat_id))
        try:
            await self._application.process_update(update)
        finally:
            in_hand.reset(mark)
        if handling.unanswered and intake.out_of_order(handling.unanswered):
            raise handling.unanswered
        return handling

    async def _set_aside(self, update_id: int, reason: str) -> None:
        log.error("update %d is set aside: %s", update_id, reason)
        await intake.set_aside(self._office, update_id, reason, self._clock.now())


def _pause(error: Exception, tried: int) -> float:
    if isinstance(error, RetryAfter):
        return limits.named(error).total_seconds()
    return FIRST_PAUSE * float(1 << tried)
