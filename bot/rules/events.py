"""What the clock has to do, from which moment, and until when it is worth doing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules import campaign, periods
from bot.rules.workdays import Workdays


class EventKind(StrEnum):
    """Named as a person names them who does one by hand."""

    PROMPTS = "prompts"
    REMINDERS = "reminders"
    APPROVALS = "approvals"
    ESCALATIONS = "escalations"
    DIGEST_MONTH = "digest-month"
    DIGEST_QUARTER = "digest-quarter"
    DIGEST_YEAR = "digest-year"
    MILESTONES = "milestones"
    SIGNUPS = "signups"


class Chosen(StrEnum):
    """Whether people have an hour of their own for the day's card."""

    ANY = "any"
    NONE = "none"


OwnHour = time | Chosen
ANY = Chosen.ANY


@dataclass(frozen=True, slots=True)
class Event:
    kind: EventKind
    day: date
    """The working day it is about; of a digest the first day of its period."""
    due_at: datetime
    expires_at: datetime
    unit_ids: frozenset[int]
    own_hour: OwnHour = ANY
    """Of whose own hour it is."""
    duty: bool = False
    """Only those on duty are meant: it is a day off."""
    but_council: bool = False
    """The council is sent a longer period that closed on the same day."""
    reopens: bool = False
    """The day has closed, and opens again for who is written to now."""
    apart: timedelta = timedelta()
    """Of a reminder: who got the card later than so long before it is left in peace."""


@dataclass(frozen=True, slots=True)
class Season:
    """Times of a part of every year, both ends included; it may run over New Year."""

    first: str
    """Month and day: `10-16`."""
    last: str
    prompt_at: time | None = None
    remind_at: time | None = None

    def begins(self, year: int) -> date:
        """Give its first day in a year; of 29/2 the day after it in a common one."""
        month, day = map(int, self.first.split("-"))
        return date(year, month, 1) + timedelta(days=day - 1)

    def covers(self, day: date) -> bool:
        return periods.in_season(self.first, self.last, day)


@dataclass(frozen=True, slots=True)
class UnitTimes:
    """A unit's own times; None takes the movement's, and a season goes before both."""

    prompt_at: time | None = None
    remind_at: time | None = None
    seasons: tuple[Season, ...] = ()


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that the calendar of events follows from."""

    zone: ZoneInfo
    workdays: Workdays
    clock: campaign.Clock
    units: Mapping[UnitTimes, Collection[int]]
    own_hours: Mapping[time, Collection[int]] = field(default_factory=dict)
    """Hours that people chose, and the units of those people."""
    duties: Mapping[date, Collection[int]] = field(default_factory=dict)
    """Days off on which somebody works, and the units of those people."""
    milestones: Collection[date] = ()
    """The last days that the movement's document allows for what it names."""
