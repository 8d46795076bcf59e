"""The scoring rule, in one place.

A criterion that was met brings its weight; one that was not met brings nothing but counts; one that
did not apply counts neither for nor against. Over the approved reports of a period:

    score = 100 × weight met ÷ weight met and not met
    rate of reporting = approved days ÷ days due

All of it is exact; only what is shown is rounded.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from bot.rules.periods import Period
from bot.rules.reports import Answer
from bot.rules.workdays import Override, Workdays


@dataclass(frozen=True, slots=True)
class Weighed:
    """One report: the weight of what was met, and of what was met or not met."""

    met: int
    counted: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Approved reports summed up, beside the days on which there should have been one."""

    met: int = 0
    counted: int = 0
    approved_days: int = 0
    due_days: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.met + other.met,
            self.counted + other.counted,
            self.approved_days + other.approved_days,
            self.due_days + other.due_days,
        )


def weigh(answers: Mapping[str, Answer | None], weights: Mapping[str, int]) -> Weighed:
    met = sum(weights[code] for code, answer in answers.items() if answer is Answer.MET)
    missed = sum(weights[code] for code, answer in answers.items() if answer is Answer.NOT_MET)
    return Weighed(met, met + missed)


def score(tally: Tally) -> Fraction | None:
    """Give 0 to 100, or None while nothing counts."""
    return Fraction(100 * tally.met, tally.counted) if tally.counted else None


def rate(tally: Tally) -> Fraction | None:
    """Give 0 to 1, or None while no day is due."""
    return Fraction(tally.approved_days, tally.due_days) if tally.due_days else None


def printed_rate(tally: Tally) -> Decimal:
    """Give the rate in per cent as it is printed; some day must have been due.

    In whole numbers, as `display` would: a fraction for each of a province's units takes its time.
    """
    return _decimal((2000 * tally.approved_days + tally.due_days) // (2 * tally.due_days))


def display(value: Fraction) -> Decimal:
    """Round to one decimal, half up: the number that stands on paper."""
    return _decimal(tenths(value))


def tenths(value: Fraction) -> int:
    return (20 * value.numerator + value.denominator) // (2 * value.denominator)


@lru_cache(maxsize=1001)  # all there are from 0 to 100
def _decimal(tenths: int) -> Decimal:
    return Decimal(tenths).scaleb(-1)


class DueDays:
    """The days on which reports are due in a period; made once and asked for many people.

    A person's days due are the working days from the day of joining to yesterday, without days of
    leave and without the day of leaving and those after it. A day with an approved report is
    always due too, on a Saturday, on leave or today, so that no rate is above one.
    """

    def __init__(self, period: Period, workdays: Workdays, today: date) -> None:
        self._period = period
        yesterday = today - timedelta(days=1)
        self._days = workdays.working_days(period.first, min(period.last, yesterday))

    @classmethod
    def whole(cls, period: Period, workdays: Workdays) -> "DueDays":
        """Know all days of the period, those to come too; a movement's thousands are kept."""
        return _whole(period, tuple(workdays.overrides.items()))

    def __len__(self) -> int:
        """Count the days due from somebody who is always there."""
        return len(self._days)

    def of(
        self,
        joined_on: date | None,
        left_on: date | None,
        absences: Iterable[tuple[date, date]],
        approved_days: Collection[date],
    ) -> int:
        """Count one person's days due; absences are first and last days and may overlap."""
        expected = self.expected(joined_on, left_on, absences)
        unexpected = set(approved_days).difference(expected)
        return len(expected) + sum(day in self._period for day in unexpected)

    def expected(
        self,
        joined_on: date | None,
        left_on: date | None,
        absences: Iterable[tuple[date, date]],
    ) -> list[date]:
        """Give the days due whatever was reported, in order."""
        if joined_on is None:
            return []
        stop = bisect_left(self._days, left_on) if left_on else len(self._days)
        days = self._days[bisect_left(self._days, joined_on) : stop]
        for first, last in absences:
            del days[bisect_left(days, first) : bisect_right(days, last)]
        return days


@lru_cache(maxsize=64)
def _whole(period: Period, overrides: tuple[tuple[date, Override], ...]) -> DueDays:
    return DueDays(period, Workdays(dict(overrides)), period.last + timedelta(days=1))
