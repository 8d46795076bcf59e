"""What a month of answers says: the one message that stands over a digest's picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from bot.rules.periods import Period

LEAST_POINTS = 3
"""A smaller move, in points of 100, is no news."""
LEAST_ANSWERS = 5
"""Fewer answers on either side are no ground to compare."""
LATE_WEEKS = 2


@dataclass(frozen=True, slots=True)
class Share:
    """Answers met, out of those met and not met."""

    met: int = 0
    counted: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.met + other.met, self.counted + other.counted)

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.met, self.counted) if self.counted else None


@dataclass(frozen=True, slots=True)
class Trend:
    """One criterion: this month's weeks, and the whole month before."""

    key: str
    weeks: tuple[Share, ...]
    before: Share

    @property
    def total(self) -> Share:
        return sum(self.weeks, Share())


class Course(StrEnum):
    NOTHING = "nothing"
    FELL_LATELY = "fell_lately"
    """The last two weeks against those before them."""
    FELL = "fell"
    """Against the month before."""
    ROSE = "rose"
    ALL_MET = "all_met"
    WEAKEST = "weakest"


@dataclass(frozen=True, slots=True)
class Headline:
    course: Course
    key: str = ""
    """The criterion that it is about."""
    points: int = 0
    """How many points of 100 it moved."""


def weeks_of(month: Period) -> tuple[Period, ...]:
    """Give the weeks, Monday to Sunday, as far as they lie in the month."""
    monday = month.first - timedelta(days=month.first.weekday())
    found = []
    while monday <= month.last:
        week = month.clip(monday, monday + timedelta(days=6))
        found += [week] if week else []
        monday += timedelta(days=7)
    return tuple(found)


def headline(trends: Sequence[Trend]) -> Headline:
    """Choose the message: what falls before what rises, news before how things stand."""
    counted = [trend for trend in trends if trend.total.counted]
    if not counted:
        return Headline(Course.NOTHING)
    lately = {trend.key: moved(*_halves(trend)) for trend in counted}
    monthly = {trend.key: moved(trend.before, trend.total) for trend in counted}
    for course, moves, sign in (
        (Course.FELL_LATELY, lately, -1),
        (Course.FELL, monthly, -1),
        (Course.ROSE, monthly, 1),
    ):
        key = max(moves, key=lambda key: sign * moves[key])
        if sign * moves[key] >= LEAST_POINTS:
            return Headline(course, key, abs(moves[key]))
    low = weakest(counted)
    if low.total.met == low.total.counted:
        return Headline(Course.ALL_MET)
    return Headline(Course.WEAKEST, low.key)


def strongest(trends: Sequence[Trend]) -> Trend:
    """Give the one most often met; of equals the first."""
    return max(trends, key=lambda trend: trend.total.value or 0)


def weakest(trends: Sequence[Trend]) -> Trend:
    """Give the one least often met; of equals the first."""
    return min(trends, key=lambda trend: trend.total.value or 0)


def fallen_most(trends: Sequence[Trend]) -> tuple[Trend, int] | None:
    """Give the one that fell most since, and by how many points; None where none fell plainly."""
    moves = [(trend, moved(trend.before, trend.total)) for trend in trends]
    trend, points = min(moves, key=lambda move: move[1])
    return (trend, -points) if -points >= LEAST_POINTS else None


def _halves(trend: Trend) -> tuple[Share, Share]:
    """Give what came before the last weeks with answers, and those weeks."""
    weeks = [week for week in trend.weeks if week.counted]
    return sum(weeks[:-LATE_WEEKS], Share()), sum(weeks[-LATE_WEEKS:], Share())


def moved(before: Share, after: Share) -> int:
    """Give whole points of 100, half up; 0 where there is too little to compare."""
    if before.value is None or after.value is None:
        return 0
    if min(before.counted, after.counted) < LEAST_ANSWERS:
        return 0
    points = 100 * (after.value - before.value)
    whole = (2 * abs(points.numerator) + points.denominator) // (2 * points.denominator)
    return whole if points > 0 else -whole
