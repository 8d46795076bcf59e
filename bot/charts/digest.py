"""A unit's month for its head: two pictures of an album."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Share:
    value: float | None
    """From 0 to 1; None where nothing was answered."""
    label: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    label: str
    shares: tuple[Share, ...]
    """One a column, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class CriteriaPicture:
    title: str
    """A message, not the name of a metric."""
    subtitle: str
    columns: tuple[str, ...]
    """The weeks, at most six."""
    rows: tuple[CriterionRow, ...]
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParticipationDay:
    day: date
    share: float | None
    """Reports sent out of reports due, from 0 to 1; None on days off and days to come."""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the days to compare with: a goal, the block's median."""

    share: float
    label: str


@dataclass(frozen=True, slots=True)
class ParticipationPicture:
    title: str
    subtitle: str
    scale: tuple[str, str, str]
    """What stands at none, at half and at all: `("0%", "50%", "100%")`."""
    days: tuple[ParticipationDay, ...]
    marks: tuple[Mark, ...] = ()
    off_label: str = ""
    """What the shading means."""
    footer: tuple[str, ...] = ()


def draw_criteria(picture: CriteriaPicture) -> bytes:
    """Give criteria by weeks as PNG. Slow for an event loop: call it in a thread."""
    raise NotImplementedError


def draw_participation(picture: ParticipationPicture) -> bytes:
    """Give the days' rates of reporting as PNG. Slow for an event loop: call it in a thread."""
    raise NotImplementedError
