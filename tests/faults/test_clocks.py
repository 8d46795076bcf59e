"""Clocks that jump, in two programs at once: nothing is sent twice, nothing useful is left out."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time
from random import Random

import pytest

from bot import limits
from bot.app import Nep, build
from bot.charts.studio import Studio
from bot.rules import periods
from bot.sandbox.clock import SandboxClock
from bot.sandbox.transport import SandboxRequest
from bot.sandbox.world import World
from tests.conftest import ZONE
from tests.support.builders import Commune

DAYS = [date(2026, 11, 25), date(2026, 11, 26), date(2026, 11, 27)]
"""Working days of the middle of a week."""
HOURS = [time(7, 30), time(16, 30), time(17, 10), time(17, 30), time(23, 30)]


@pytest.fixture
async def programs(
    nep: Nep, world: World, clock: SandboxClock, studio: Studio
) -> AsyncIterator[tuple[Nep, Nep]]:
    """Two of them on one database, with one clock on the wall."""
    other = build(
        nep.settings,
        clock=clock,
        request=SandboxRequest(world),
        get_updates_request=SandboxRequest(world),
        studio=studio,
    )
    async with other:
        for program in (nep, other):
            program.limits.pace = limits.AT_ONCE
        yield nep, other


async def tick(programs: tuple[Nep, Nep], clock: SandboxClock, moment: datetime) -> None:
    clock.set(moment)
    await asyncio.gather(*(program.runner.tick() for program in programs))
    await asyncio.gather(*(program.sender.drain() for program in programs))


async def test_a_clock_that_jumps_about_sends_each_thing_once(
    programs: tuple[Nep, Nep], commune: Commune, clock: SandboxClock
) -> None:
    random = Random(2026)  # noqa: S311 - reproducible, not secret
    moments = [periods.moment_of(day, hour, ZONE) for day in DAYS for hour in HOURS]
    for moment in random.choices(moments, k=30):
        await tick(programs, clock, moment)
    for moment in moments:  # and once as time goes by
        await tick(programs, clock, moment)
    for person in (commune.lan, commune.minh):
        told = [message for message in person.messages if message.sender_id == person.world.bot.id]
        cards = [message.text for message in told if not message.silent]
        reminders = [message.text for message in told if message.silent]
        assert len(set(cards)) == len(cards) == len(DAYS)
        assert len(set(reminders)) == len(reminders) <= len(DAYS)
