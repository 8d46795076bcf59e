"""The office's clock as a visitor moves it: nothing that falls due on the way is left out."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.app import Nep
from bot.rules import periods
from bot.rules.events import Event, EventKind
from bot.sandbox.clock import SandboxClock
from bot.sandbox.page import stage
from bot.sandbox.story import STARTS_AT
from bot.usecases import calendar as office_calendar
from bot.usecases import plan
from scheduling import calendar, planner

HORIZON = timedelta(days=40)
"""How far ahead the next event is looked for: longer than any holiday."""

TITLES = {
    EventKind.PROMPTS: "gửi thẻ báo cáo ngày",
    EventKind.REMINDERS: "nhắc người chưa gửi",
    EventKind.APPROVALS: "gửi hộp duyệt cho thủ trưởng",
    EventKind.DIGEST_MONTH: "gửi bản tin tháng",
}
"""What a visitor goes to; the rest, which concerns few, is done on the way."""

React = Callable[[EventKind], Awaitable[None]]
"""What the rest of the office does when the bot has done something by itself."""


class Timeline:
    def __init__(self, nep: Nep, clock: SandboxClock, react: React) -> None:
        self._nep, self._clock, self._react = nep, clock, react
        self._seen = clock.now()
        self._looking = asyncio.Lock()

    async def upcoming(self) -> stage.Event | None:
        now = self._clock.now()
        due = (event for event in await self._due(now, now + HORIZON) if event.kind in TITLES)
        first = next(due, None)
        return stage.Event(first.due_at, TITLES[first.kind]) if first else None

    async def go_to(self, moment: datetime) -> None:
        """Stop at every event up to the moment, as the office's own clock would have."""
        for event in await self._due(self._clock.now(), moment):
            if event.due_at > self._clock.now():
                self._clock.set(event.due_at)
                await self.catch_up()
        self._clock.set(max(moment, self._clock.now()))
        await self.catch_up()

    async def catch_up(self) -> None:
        """Let the bot do what has fallen due, and the office react to it."""
        async with self._looking:
            now = self._clock.now()
            due = await self._due(self._seen, now)
            self._seen = now
            await planner.tick(self._nep.office, now)
            await self._nep.sender.drain()
            for kind in dict.fromkeys(event.kind for event in due):
                await self._react(kind)
            await self._nep.sender.drain()

    async def next_workday(self) -> datetime:
        """Give the afternoon of the next working day, shortly before the cards go out."""
        office = self._nep.office
        workdays = await office_calendar.workdays(office)
        day = workdays.next_working(office.today(self._clock.now()))
        return periods.moment_of(day, STARTS_AT, office.zone)

    async def _due(self, since: datetime, until: datetime) -> list[Event]:
        office = self._nep.office
        agenda = await plan.agenda(office, office.today(since))
        return list(calendar.events(agenda, since, until))
