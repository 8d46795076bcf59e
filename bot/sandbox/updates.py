"""Updates until the bot confirms them: fetched with getUpdates, or pushed to a webhook.

An update stays until an offset greater than its id arrives, or the webhook says 2xx, or it is too
old. Fetching is not confirming.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from bot.clock import Clock
from bot.sandbox.model import JSON
from bot.sandbox.refusal import conflict

FIRST_UPDATE = 810_000_001
QUIET = timedelta(days=7)
"""After so long without an update Telegram draws the next number at random."""
FUTURE = 10
"""An offset that is so far ahead, Telegram takes for none."""
BATCH = 100
LONGEST_POLL = 50
ON_REQUEST_ONLY = frozenset({"chat_member", "message_reaction", "message_reaction_count"})

OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
WEBHOOK_SET = "terminated by setWebhook request"


@dataclass(frozen=True, eq=False)
class Update:
    """`lane` names what must stay in order: a chat, or one person's taps."""

    serial: int
    id: int
    kind: str
    payload: JSON
    lane: str
    expires: datetime

    @property
    def json(self) -> JSON:
        return {"update_id": self.id, self.kind: self.payload}


@dataclass(frozen=True)
class Webhook:
    url: str
    secret: str = ""
    max_connections: int = 40


@dataclass(frozen=True)
class Failure:
    """The webhook's latest failure."""

    date: datetime
    reason: str


class Updates:
    """The queue of one bot."""

    def __init__(self, clock: Clock) -> None:
        self.webhook: Webhook | None = None
        self.last_failure: Failure | None = None
        self.allowed: tuple[str, ...] = ()
        """Kinds the bot asked for; empty means all but those on request only."""
        self._clock = clock
        self._next_id = FIRST_UPDATE
        self._last_made = clock.now()
        self._next_serial = 1
        self._kept: dict[int, Update] = {}
        """By serial, so oldest first."""
        self._lapses: datetime | None = None
        """When the first of them may be too old: looking at all of them at every call is slow."""
        self._poll: asyncio.Future[None] | None = None
        self._stirred = asyncio.Event()
        self._replaced = asyncio.Event()

    # The world's side

    def make(self, kind: str, payload: JSON, lane: str, lives: timedelta) -> Update:
        now = self._clock.now()
        if now - self._last_made >= QUIET:
            self._next_id //= 2  # a lower one, which a bot is less prepared for
        self._last_made = now
        update = Update(0, self._next_id, kind, payload, lane, now + lives)
        self._next_id += 1
        return update

    def allows(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST_ONLY

    def put(self, update: Update) -> None:
        """Queue an update; the same one may be queued twice."""
        if not self.allows(update.kind):
            return
        queued = Update(
            self._next_serial, update.id, update.kind, update.payload, update.lane, update.expires
        )
        self._next_serial += 1
        self._kept[queued.serial] = queued
        self._lapses = min(self._lapses or queued.expires, queued.expires)
        self._stir()
        self.end_polls()

    # getUpdates

    async def fetch(
        self, offset: int, limit: int, seconds: float, allowed: tuple[str, ...] | None
    ) -> list[JSON]:
        """Confirm what is below the offset, then give what is left, waiting if there is nothing."""
        if self.webhook:
            raise conflict(WEBHOOK_ACTIVE)
        self._end_poll(OTHER_POLLER)
        if allowed is not None:
            self.allowed = allowed
        self._confirm(offset)
        if not self.pending() and seconds > 0:
            await self._wait(min(seconds, LONGEST_POLL))
        count = min(max(limit, 1), BATCH)
        return [update.json for update in self.pending()[:count]]

    def pending(self) -> list[Update]:
        """Give what is kept and not too old, oldest first."""
        now = self._clock.now()
        if self._lapses and self._lapses <= now:
            self._keep(update for update in self._kept.values() if update.expires > now)
            self._lapses = min((update.expires for update in self._kept.values()), default=None)
        return list(self._kept.values())

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._keep(self.pending()[offset:])
        elif offset <= self._next_id + FUTURE:
            self._keep(update for update in self._kept.values() if update.id >= offset)

    def _keep(self, updates: Iterable[Update]) -> None:
        self._kept = {update.serial: update for update in updates}

    async def _wait(self, seconds: float) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await poll
        finally:
            if self._poll is poll:
                self._poll = None

    def end_polls(self) -> None:
        """Answer who waits in getUpdates, with what there is."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _end_poll(self, reason: str) -> None:
        if self._poll and not self._poll.done():
            self._poll.set_exception(conflict(reason))

    # Webhook

    def set_webhook(self, webhook: Webhook | None, *, drop_pending: bool = False) -> None:
        if drop_pending:
            self._kept.clear()
        if webhook:
            self._end_poll(WEBHOOK_SET)
        self.webhook, self.last_failure = webhook, None
        replaced, self._replaced = self._replaced, asyncio.Event()
        replaced.set()
        self._stir()

    def after(self, serial: int) -> list[Update]:
        """Give what was queued after this one."""
        newest_first = takewhile(
            lambda update: update.serial > serial, reversed(self._kept.values())
        )
        return [*newest_first][::-1]

    def settle(self, update: Update) -> None:
        """Forget an update that the webhook took."""
        self._kept.pop(update.serial, None)

    def failed(self, reason: str) -> None:
        self.last_failure = Failure(self._clock.now(), reason)

    async def replaced(self) -> None:
        """Wait for another webhook or none."""
        await self._replaced.wait()

    async def stirred(self) -> None:
        """Wait for a new update or another webhook."""
        await self._stirred.wait()
        self._stirred.clear()

    def _stir(self) -> None:
        self._stirred.set()
