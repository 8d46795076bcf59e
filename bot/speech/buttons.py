"""What a button carries: a typed value in at most 64 bytes.

`<version>|<name>|<field>|…`. A button never carries a permission: who may do what is asked again at
every tap. Parsing is total: whatever does not read as a button of this version is an old button.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, time
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, get_type_hints

from bot.rules import absences, periods, workdays
from bot.rules.campaign import Side
from bot.rules.people import Language
from bot.rules.reports import Answer

VERSION = "1"
LIMIT = 64
BIGGEST = 2**31 - 1
"""What the database's own numbers hold: a forged bigger one is no button."""

B = TypeVar("B", bound="Button")
_KINDS: dict[str, type["Button"]] = {}


class Unreadable(Exception):  # noqa: N818 - an answer, not a fault
    """The data is of an older version of the program, or of nobody's."""


@dataclass(frozen=True, slots=True)
class Button:
    name: ClassVar[str]
    types: ClassVar[dict[str, Any]]
    """What each field is, in order."""

    def pack(self) -> str:
        data = "|".join((VERSION, self.name, *[str(getattr(self, name)) for name in self.types]))
        if len(data.encode()) > LIMIT:
            raise ValueError(f"a button's data is longer than {LIMIT} bytes: {data}")
        if data.count("|") != len(self.types) + 1:
            raise ValueError(f"a button's field holds the separator: {data}")
        return data


def button(name: str) -> Callable[[type[B]], type[B]]:
    """Register a kind of button under its short name."""

    def register(kind: type[B]) -> type[B]:
        hints = get_type_hints(kind)
        kind.name, kind.types = name, {field.name: hints[field.name] for field in fields(kind)}
        _KINDS[name] = kind
        return kind

    return register


def parse(data: str) -> Button:
    """Read a button's data; raise Unreadable for anything that is none."""
    version, _, rest = data.partition("|")
    name, *values = rest.split("|")
    kind = _KINDS.get(name)
    if version != VERSION or kind is None or len(values) != len(kind.types):
        raise Unreadable(data)
    types = kind.types.values()
    try:
        return kind(*(_read(type_, value) for type_, value in zip(types, values, strict=True)))
    except ValueError:
        raise Unreadable(data) from None


def _read(kind: Any, value: str) -> Any:  # noqa: ANN401 - the field's own type
    if kind is date:
        return date.fromisoformat(value)
    if kind is time:
        return time.fromisoformat(value)
    if kind is int:
        number = int(value)
        if not -BIGGEST <= number <= BIGGEST:
            raise ValueError(value)
        return number
    return kind(value)


# Signing up


@button("agree")
@dataclass(frozen=True, slots=True)
class Agree(Button):
    code: str


# The day's card


class CardAct(StrEnum):
    OPEN = "open"
    MEET_ALL = "all"
    NOTE = "note"
    SEND = "send"
    EDIT = "edit"
    YARDSTICKS = "help"
    AWAY = "away"


@button("c")
@dataclass(frozen=True, slots=True)
class Card(Button):
    act: CardAct
    report_id: int


@button("a")
@dataclass(frozen=True, slots=True)
class Give(Button):
    """The answer that a tap leads to, not "the next one": a second tap changes nothing."""

    report_id: int
    criterion: str
    answer: Answer


@button("u")
@dataclass(frozen=True, slots=True)
class Unsent(Button):
    """The last working day, whose report is missing."""

    day: date


# The head's inbox


class InboxAct(StrEnum):
    SHOW = "show"
    APPROVE_CLEAN = "clean"
    REVIEW = "review"


@button("i")
@dataclass(frozen=True, slots=True)
class Inbox(Button):
    act: InboxAct


@button("p")
@dataclass(frozen=True, slots=True)
class Pulse(Button):
    """Why reports are missing in the units on which the person decides."""

    page: int


class ReviewAct(StrEnum):
    SHOW = "show"
    APPROVE = "ok"
    ASK_REASON = "why"
    TYPE_REASON = "type"


@button("r")
@dataclass(frozen=True, slots=True)
class Review(Button):
    act: ReviewAct
    report_id: int


@button("b")
@dataclass(frozen=True, slots=True)
class Return(Button):
    """Return with one of the ready reasons, by its number."""

    report_id: int
    reason: int


# Leave


class LeaveDays(StrEnum):
    TODAY = "today"
    TOMORROW = "tomorrow"
    RANGE = "range"


@button("ld")
@dataclass(frozen=True, slots=True)
class LeaveWhen(Button):
    days: LeaveDays
    official_id: int = 0
    """Who is away; 0 for whoever taps."""


@button("lk")
@dataclass(frozen=True, slots=True)
class LeaveKind(Button):
    first: date
    last: date
    kind: absences.Kind
    official_id: int = 0


@button("lc")
@dataclass(frozen=True, slots=True)
class LeaveCancel(Button):
    absence_id: int


@button("lp")
@dataclass(frozen=True, slots=True)
class LeavePeople(Button):
    """A page of those whose days away a leader may record."""

    page: int


@button("lo")
@dataclass(frozen=True, slots=True)
class LeaveOf(Button):
    official_id: int


# Deciding in a head's place


@button("dp")
@dataclass(frozen=True, slots=True)
class DelegatePeople(Button):
    """A page of those whom a head may ask to decide."""

    page: int


@button("dt")
@dataclass(frozen=True, slots=True)
class DelegateTo(Button):
    official_id: int


@button("dd")
@dataclass(frozen=True, slots=True)
class DelegateDays(Button):
    days: LeaveDays
    official_id: int


@button("dn")
@dataclass(frozen=True, slots=True)
class DelegateDocument(Button):
    delegation_id: int


@button("dc")
@dataclass(frozen=True, slots=True)
class DelegateCancel(Button):
    delegation_id: int


# The office's calendar


class CalendarAct(StrEnum):
    SHOW = "show"
    REMOVE = "del"


@button("yp")
@dataclass(frozen=True, slots=True)
class CalendarPage(Button):
    page: int


@button("yd")
@dataclass(frozen=True, slots=True)
class CalendarDay(Button):
    act: CalendarAct
    day: date


@button("ya")
@dataclass(frozen=True, slots=True)
class CalendarAdd(Button):
    """Asks for a day."""


@button("ys")
@dataclass(frozen=True, slots=True)
class CalendarSay(Button):
    """Asks why a day is off or worked."""

    day: date
    kind: workdays.OverrideKind


# A person's own hour, and reminders


@button("h")
@dataclass(frozen=True, slots=True)
class PromptAt(Button):
    """When the card comes to whoever taps."""

    hour: time


class Reminding(StrEnum):
    ON = "on"
    AFTER_WEEK = "week"
    AFTER_MONTH = "month"
    OFF = "off"


@button("hr")
@dataclass(frozen=True, slots=True)
class Remind(Button):
    wanted: Reminding


# Duty on Saturdays


class DutyAct(StrEnum):
    PUT = "put"
    TAKE_OFF = "off"


@button("tl")
@dataclass(frozen=True, slots=True)
class DutyDays(Button):
    """Back to the days."""


@button("td")
@dataclass(frozen=True, slots=True)
class DutyDay(Button):
    day: date
    page: int


@button("tp")
@dataclass(frozen=True, slots=True)
class Duty(Button):
    """What a tap leads to, not "the other": a second tap changes nothing."""

    act: DutyAct
    official_id: int
    day: date
    page: int


# Language


@button("lang")
@dataclass(frozen=True, slots=True)
class Speak(Button):
    language: Language


# Standings, a person's month, a unit's month


class StandingsAct(StrEnum):
    SHOW = "show"
    BLOCKS = "blocks"
    ASK = "ask"
    WHY = "why"
    EXPORT = "file"


@button("k")
@dataclass(frozen=True, slots=True)
class Standings(Button):
    act: StandingsAct
    side: Side
    kind: periods.Kind
    day: date
    block: int
    """A unit of the block; 0 for all."""
    page: int
    """Of the standings; of the blocks where one is chosen."""


@button("w")
@dataclass(frozen=True, slots=True)
class Why(Button):
    """One person's or unit's line of the standings."""

    side: Side
    kind: periods.Kind
    day: date
    block: int
    contender_id: int


class MonthAct(StrEnum):
    SHOW = "show"
    WHY = "why"


@button("m")
@dataclass(frozen=True, slots=True)
class Month(Button):
    """The month of whoever taps, by any day of it."""

    act: MonthAct
    day: date


class DigestPart(StrEnum):
    CRITERIA = "criteria"
    PARTICIPATION = "days"
    COMPARISON = "past"


@button("d")
@dataclass(frozen=True, slots=True)
class Digest(Button):
    part: DigestPart
    unit_id: int
    day: date


@button("db")
@dataclass(frozen=True, slots=True)
class DigestBook(Button):
    """A unit's month as a workbook."""

    unit_id: int
    day: date


@button("du")
@dataclass(frozen=True, slots=True)
class DigestUnits(Button):
    """The choice of a unit for who may look at all of them."""

    page: int
    day: date


class CouncilPart(StrEnum):
    UNITS = "units"
    COVERAGE = "cover"
    CRITERIA = "weak"


@button("o")
@dataclass(frozen=True, slots=True)
class Council(Button):
    """The whole office in the period around a day."""

    part: CouncilPart
    kind: periods.Kind
    day: date


@button("of")
@dataclass(frozen=True, slots=True)
class CouncilFile(Button):
    kind: periods.Kind
    day: date
