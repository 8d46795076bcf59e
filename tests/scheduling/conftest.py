"""An office whose clock is moved by hand."""

from dataclasses import dataclass
from datetime import date, datetime, time

import pytest

from bot.app import Nep
from bot.rules import periods
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from scheduling.sender import SendCount
from tests.conftest import ZONE
from tests.support.builders import Commune

DAY = date(2026, 11, 25)
"""A Wednesday on which the office works."""


def at(day: date, hour: str) -> datetime:
    return periods.moment_of(day, time.fromisoformat(hour), ZONE)


@dataclass
class Moved:
    """The program and its clock, moved by hand."""

    nep: Nep
    clock: SandboxClock
    commune: Commune

    async def to(self, hour: str, day: date = DAY) -> SendCount:
        """Move the clock to an hour, let it tick once, and send what is due."""
        self.clock.set(at(day, hour))
        await self.nep.runner.tick()
        return await self.nep.sender.drain()


@pytest.fixture
async def moved(nep: Nep, clock: SandboxClock, commune: Commune) -> Moved:
    """Begin in the morning, before anything is due."""
    moved = Moved(nep, clock, commune)
    await moved.to("07:30")
    return moved


def said(person: Person) -> list[Message]:
    """Give the bot's messages to a person."""
    return [one for one in person.messages if one.sender_id == person.world.bot.id]
