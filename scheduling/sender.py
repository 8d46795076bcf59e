"""The outbox's way to Telegram: claim what is due, say it, settle it."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from telegram.error import TelegramError

from bot.clock import Clock
from bot.errors import Refusal
from bot.messenger import Messenger
from bot.rules.deliveries import Delivery, Trouble
from bot.rules.people import Official
from bot.usecases import enrol, outbox
from bot.usecases.office import Office
from scheduling.letters import Letter
from scheduling.pace import Pace
from scheduling.verdicts import Again, GiveUp, judge

log = logging.getLogger(__name__)

BATCH = 20
"""Deliveries claimed at once; they leave side by side, those to one person in order."""
LOOK_EVERY = 1.0
"""Seconds: how soon another person's act is noticed without being told."""
AFTER_FAILURE = 5.0


class Outcome(StrEnum):
    SENT = "sent"
    DROPPED = "dropped"
    PUT_OFF = "put off"


@dataclass(frozen=True, slots=True)
class SendCount:
    sent: int = 0
    dropped: int = 0
    put_off: int = 0

    @classmethod
    def of(cls, outcomes: Counter[Outcome]) -> Self:
        return cls(outcomes[Outcome.SENT], outcomes[Outcome.DROPPED], outcomes[Outcome.PUT_OFF])


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence that Telegram asked for. A clock that is put back ends it."""

    since: datetime
    until: datetime

    def covers(self, now: datetime) -> bool:
        return self.since <= now < self.until


class Sender:
    def __init__(self, office: Office, messenger: Messenger, clock: Clock) -> None:
        self.pace = Pace()
        self._office = office
        self._messenger = messenger
        self._clock = clock
        self._pause: Pause | None = None
        self._woken = asyncio.Event()
        self._draining = asyncio.Lock()
        self._stopping = False

    async def run(self) -> None:
        """Send until told to stop."""
        while not self._stopping:
            self._woken.clear()
            rest = LOOK_EVERY
            try:
                await self.drain()
            except Exception:
                log.exception("sending failed; it is tried again")
                rest = AFTER_FAILURE
            await self._sleep(rest)

    def wake(self) -> None:
        """Have a look now rather than within the next second."""
        self._woken.set()

    def stop(self) -> None:
        """Let `run` return when the deliveries on their way are settled."""
        self._stopping = True
        self.wake()

    async def drain(self) -> SendCount:
        """Send everything that is due now."""
        outcomes: Counter[Outcome] = Counter()
        async with self._draining:
            while self._may_send() and await outbox.is_due(self._office, self._clock.now()):
                outcomes += await self._batch()
        return SendCount.of(outcomes)

    async def _sleep(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return

    def _may_send(self) -> bool:
        return not self._stopping and not self._silent()

    def _silent(self) -> bool:
        return self._pause is not None and self._pause.covers(self._clock.now())

    async def _batch(self) -> Counter[Outcome]:
        taken = await outbox.take(self._office, self._clock.now(), BATCH)
        for kind, count in taken.late.items():
            log.warning("%d deliveries (%s) came too late and were dropped", count, kind)
        lanes: dict[int, list[tuple[Delivery, Official]]] = defaultdict(list)
        for delivery, official in taken.letters:
            lanes[official.id].append((delivery, official))
        done = await asyncio.gather(*map(self._lane, lanes.values()), return_exceptions=True)
        outcomes = Counter({Outcome.DROPPED: taken.late.total()})
        for lane in done:
            if isinstance(lane, BaseException):
                raise lane
            outcomes.update(lane)
        return outcomes

    async def _lane(self, letters: Sequence[tuple[Delivery, Official]]) -> list[Outcome]:
        return [await self._deliver(delivery, official) for delivery, official in letters]

    async def _deliver(self, delivery: Delivery, official: Official) -> Outcome:
        """Deliver one and settle it, whatever happens: one that fails never stops the others."""
        now = self._clock.now()
        if self._stopping:
            return await self._put_off(delivery, now, Trouble.STOPPING)
        if self._pause and self._pause.covers(now):
            return await self._put_off(delivery, self._pause.until, Trouble.TOO_FAST)
        letter = Letter(
            self._office,
            self._messenger,
            self.pace,
            delivery=delivery,
            official=official,
            now=now,
        )
        try:
            await letter.deliver()
        except Exception as error:  # noqa: BLE001 - judged, and logged by what it is
            return await self._settle(error, delivery, official)
        await outbox.sent(self._office, delivery, self._clock.now())
        return Outcome.SENT

    async def _settle(self, error: Exception, delivery: Delivery, official: Official) -> Outcome:
        now = self._clock.now()
        match judge(error, delivery):
            case GiveUp(reason, unreachable):
                if unreachable:
                    await enrol.reach(self._office, official.id, now)
                _tell(error, delivery, f"dropped: {reason}")
                await outbox.drop(self._office, delivery, reason, now)
                return Outcome.DROPPED
            case Again(after, trouble, for_all):
                if for_all:
                    self._pause = Pause(now, now + after)
                _tell(error, delivery, f"again in {after / timedelta(seconds=1):.0f} s: {trouble}")
                return await self._put_off(delivery, now + after, trouble)

    async def _put_off(self, delivery: Delivery, until: datetime, trouble: Trouble) -> Outcome:
        kept = delivery.trouble if delivery.may_have_arrived else trouble
        await outbox.put_off(self._office, delivery, until, kept)
        return Outcome.PUT_OFF


def _tell(error: Exception, delivery: Delivery, what: str) -> None:
    """Log a delivery that did not go out, with the trace where the program is to blame."""
    foreseen = isinstance(error, (Refusal, TelegramError))
    log.log(
        logging.INFO if foreseen else logging.ERROR,
        "%s %s: %s",
        delivery.kind,
        delivery.id,
        what,
        exc_info=None if foreseen else error,
    )
