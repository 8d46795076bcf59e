"""The outbox's way to Telegram: claim what is due, say it, settle it."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from telegram.error import TelegramError

from bot.background import rest
from bot.clock import Clock
from bot.errors import Refusal, TakenOver
from bot.limits import Limits
from bot.messenger import Messenger
from bot.rules.deliveries import Delivery, Trouble
from bot.rules.people import Official
from bot.usecases import outbox
from bot.usecases.office import Office
from scheduling import letters
from scheduling.letters import Outgoing
from scheduling.verdicts import Again, GiveUp, Readdress, judge

log = logging.getLogger(__name__)

BATCH = 30
"""Deliveries claimed at once, about a second's. They are written together and wait for their turns
side by side; the next are claimed while as many are still on their way."""
LOOK_EVERY = 1.0
"""Seconds: how soon another person's act is noticed without being told."""
AFTER_FAILURE = 5.0
RENEW_EVERY = 4.0
"""Seconds; a lease lasts several times as long."""

Lane = Sequence[tuple[Delivery, Official]]
"""One person's deliveries, in their order."""


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


@dataclass
class Round:
    """What has become of the deliveries since the sender began."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    failures: list[Exception] = field(default_factory=list)
    in_hand: set[int] = field(default_factory=set)
    """Deliveries that are claimed and not settled."""


class Sender:
    def __init__(self, office: Office, messenger: Messenger, limits: Limits, clock: Clock) -> None:
        self._office = office
        self._messenger = messenger
        self._limits = limits
        self._clock = clock
        self._woken = asyncio.Event()
        self._draining = asyncio.Lock()
        self._stopping = False

    async def run(self) -> None:
        """Send until told to stop, or cancelled; then it may be run again."""
        try:
            while not self._stopping:
                self._woken.clear()
                pause = LOOK_EVERY
                try:
                    await self.drain()
                except Exception:
                    log.exception("sending failed; it is tried again")
                    pause = AFTER_FAILURE
                await rest(pause, unless=self._woken)
        finally:
            self._stopping = False

    def wake(self) -> None:
        """Have a look now rather than within the next second."""
        self._woken.set()

    def stop(self) -> None:
        """Let `run` return when the deliveries on their way are settled."""
        self._stopping = True
        self.wake()

    async def drain(self) -> SendCount:
        """Send everything that is due now."""
        done, lanes = Round(), dict[int, asyncio.Task[None]]()
        async with self._draining, asyncio.TaskGroup() as group:
            keeper = group.create_task(self._keep(done.in_hand))
            while not done.failures:
                claimed = await self._claim(done, lanes.keys())
                if claimed is None and not lanes:
                    break
                for person, lane in (claimed or {}).items():
                    lanes[person] = group.create_task(self._lane(lane, done))
                while lanes:
                    await asyncio.wait(lanes.values(), return_when=asyncio.FIRST_COMPLETED)
                    lanes = {person: task for person, task in lanes.items() if not task.done()}
                    if len(lanes) <= BATCH:
                        break
            if lanes:
                await asyncio.wait(lanes.values())
            keeper.cancel()
        for failure in done.failures:
            raise failure
        return SendCount.of(done.outcomes)

    async def _keep(self, in_hand: Collection[int]) -> None:
        """Renew the leases while letters wait for their turns: who does not is dead."""
        while True:
            await asyncio.sleep(RENEW_EVERY)
            try:
                await outbox.renew(self._office, tuple(in_hand), self._clock.now())
            except Exception as error:  # noqa: BLE001 - the next time is the remedy
                log.warning("leases were not renewed: %s", error)

    async def _claim(self, done: Round, busy: Collection[int]) -> dict[int, Lane] | None:
        """Take what is due, by person: side by side to many, in order to each.

        None where nothing is due. What fails here leaves the letters on their way alone.
        """
        now = self._clock.now()
        if self._stopping or self._limits.silent_until(now):
            return None
        try:
            if not await outbox.is_due(self._office, now):
                return None
            taken = await outbox.take(self._office, now, BATCH, busy)
        except Exception as error:  # noqa: BLE001 - raised when all lanes have ended
            done.failures.append(error)
            return None
        for kind, count in taken.late.items():
            log.warning("%d deliveries (%s) came too late and were dropped", count, kind)
        done.outcomes[Outcome.DROPPED] += taken.late.total()
        lanes: dict[int, list[tuple[Delivery, Official]]] = defaultdict(list)
        for delivery, official in taken.letters:
            lanes[official.id].append((delivery, official))
            done.in_hand.add(delivery.id)
        return dict(lanes)

    async def _lane(self, lane: Lane, done: Round) -> None:
        """Deliver one person's letters; what fails here keeps no other lane from settling."""
        try:
            for delivery, official in lane:
                done.outcomes[await self._deliver(delivery, official)] += 1
                done.in_hand.discard(delivery.id)
        except Exception as error:  # noqa: BLE001 - raised when all lanes have ended
            done.failures.append(error)

    async def _deliver(self, delivery: Delivery, official: Official) -> Outcome:
        """Deliver one and settle it, whatever happens: one that fails never stops the others."""
        now = self._clock.now()
        if self._stopping:
            return await self._put_off(delivery, now, Trouble.STOPPING)
        if until := self._limits.silent_until(now):
            return await self._put_off(delivery, until, Trouble.TOO_FAST)
        messenger = self._messenger.broadcasting(outbox.leaving(delivery))
        try:
            left = await letters.deliver(Outgoing(self._office, messenger, delivery, official, now))
        except TakenOver:
            log.warning("%s %s: another sender took it over", delivery.kind, delivery.id)
            return Outcome.PUT_OFF
        except Exception as error:  # noqa: BLE001 - judged, and logged by what it is
            return await self._settle(error, delivery)
        await outbox.sent(self._office, delivery, left.cards, now)
        await letters.tidy_up(self._messenger.broadcasting(_nothing_to_note), left)
        return Outcome.SENT

    async def _settle(self, error: Exception, delivery: Delivery) -> Outcome:
        now = self._clock.now()
        match judge(error, delivery):
            case GiveUp(reason, unreachable):
                _tell(error, delivery, f"dropped: {reason}")
                end = outbox.give_up_on if unreachable else outbox.drop
                await end(self._office, delivery, reason, now)
                return Outcome.DROPPED
            case Readdress(chat_id):
                _tell(error, delivery, f"again: {Trouble.MOVED}")
                await outbox.readdress(self._office, delivery, chat_id, now)
                return Outcome.PUT_OFF
            case Again(after, trouble):
                _tell(error, delivery, f"again in {after / timedelta(seconds=1):.0f} s: {trouble}")
                return await self._put_off(delivery, now + after, trouble)

    async def _put_off(self, delivery: Delivery, until: datetime, trouble: Trouble) -> Outcome:
        kept = delivery.trouble if delivery.may_have_arrived else trouble
        await outbox.put_off(self._office, delivery, until, kept)
        return Outcome.PUT_OFF


async def _nothing_to_note(_session: object) -> None:
    """Tidying up takes its turns as letters do, but the letter it follows is settled."""


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
