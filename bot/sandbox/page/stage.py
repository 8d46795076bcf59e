"""What the page shows and moves: the world, its people, and time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.sandbox.model import Profile
from bot.sandbox.world import World


@dataclass(frozen=True)
class Character:
    """Someone of the sample office whose chat a visitor may take over."""

    profile: Profile
    part: str
    """What they are here: official, unit head, council member."""
    place: str
    """Title and unit, as on a name card."""
    invitation: str = ""
    """The code of a sign-up link, for somebody who has not signed up."""


@dataclass(frozen=True)
class Event:
    """The next thing that the bot does by itself."""

    at: datetime
    title: str


class Timeline(Protocol):
    """Moves the clock; the bot has done what fell due when the coroutines return."""

    async def upcoming(self) -> Event | None: ...

    async def go_to(self, moment: datetime) -> None: ...

    async def next_workday(self) -> datetime: ...


@dataclass
class Stage:
    """One demo: every browser tab looks at the same one."""

    world: World
    clock: Clock
    timeline: Timeline
    zone: ZoneInfo
    characters: Mapping[int, Character]
    """By person."""
    leads: Sequence[int]
    """Whose chats stand side by side at first."""
    guide_open: bool = True

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)
