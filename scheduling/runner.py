"""The clock's heartbeat: APScheduler looks once a minute; the database decides who got what."""

import asyncio
from contextlib import suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger

from bot.clock import Clock
from bot.usecases import intake, outbox, summaries
from bot.usecases.office import Office
from bot.usecases.plan import Planned
from scheduling import planner
from scheduling.sender import Sender

GRACE = 3600
"""Seconds: a tick that comes late is a tick all the same, it looks back by itself."""


class Runner:
    def __init__(self, office: Office, sender: Sender, clock: Clock) -> None:
        self._office = office
        self._sender = sender
        self._clock = clock
        self._scheduler: AsyncIOScheduler | None = None

    def start(self) -> None:
        """Tick now, which takes up what came due while the program was down, and every minute."""
        zone = self._office.zone
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": GRACE}
        self._scheduler = scheduler = AsyncIOScheduler(timezone=zone)
        scheduler.add_job(self._tick, **options)
        scheduler.add_job(self._tick, CronTrigger(second=0, timezone=zone), **options)
        scheduler.add_job(self._purge, CronTrigger(minute=17, timezone=zone), **options)
        scheduler.add_job(self._prepare, CronTrigger(hour=2, minute=37, timezone=zone), **options)
        scheduler.start()

    def stop(self) -> None:
        scheduler, self._scheduler = self._scheduler, None
        if scheduler:
            scheduler.shutdown(wait=False)

    async def tick(self) -> Planned:
        """Plan what came due by the injected clock and have it sent."""
        planned = await planner.tick(self._office, self._clock.now())
        self._sender.wake()
        return planned

    async def _tick(self) -> None:
        """Tick; one that the program's end cuts short is no fault: the next start takes it up."""
        with suppress(asyncio.CancelledError):
            await self.tick()

    async def _purge(self) -> None:
        """Forget what nobody asks for any more: updates that do not come again, old deliveries."""
        with suppress(asyncio.CancelledError):
            await intake.purge(self._office, self._clock.now())
            await outbox.purge(self._office, self._clock.now())

    async def _prepare(self) -> None:
        """Begin tomorrow's standings at night; if nobody did, the first decision does."""
        with suppress(asyncio.CancelledError):
            await summaries.prepare(self._office, self._clock.now())
