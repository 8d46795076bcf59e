"""One person's month as a calendar."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DayState(StrEnum):
    MET = "met"
    """Approved, and every criterion met."""
    EXCEPTION = "exception"
    """Approved, with something not met or noted."""
    WAITING = "waiting"
    RETURNED = "returned"
    MISSING = "missing"
    """Due and never sent; a draft is missing too."""
    LEAVE = "leave"
    OFF = "off"
    FUTURE = "future"
    OUTSIDE = "outside"
    """Before joining or after leaving."""


@dataclass(frozen=True, slots=True)
class DayCell:
    day: date
    state: DayState
    label: str = ""
    """A word below the number, six letters or so: a holiday, a score."""


@dataclass(frozen=True, slots=True)
class LegendItem:
    state: DayState
    label: str


@dataclass(frozen=True, slots=True)
class MonthPicture:
    title: str
    subtitle: str
    weekdays: tuple[str, ...]
    """Seven labels, Monday first."""
    days: tuple[DayCell, ...]
    legend: tuple[LegendItem, ...]
    footer: tuple[str, ...] = ()


def draw(picture: MonthPicture) -> bytes:
    """Give the picture as PNG. Slow for an event loop: call it in a thread."""
    raise NotImplementedError
