"""What is kept of a person's approved reports of a period, so that nobody sums them up again.

None of it depends on the day on which it is read. Days due do, since yesterday's becomes due by
itself; but a person's own days are known ahead, and so is the day on which there will be too few
approved ones among them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bot.rules import periods, ranking
from bot.rules.campaign import Campaign, Scoring
from bot.rules.periods import Kind, Period
from bot.rules.scoring import Tally

_DAY = timedelta(days=1)
_YEARS_RUN_PAST = 5
"""A movement may be run past its planned end, and its days due are known ahead all the same."""


class Approved(NamedTuple):
    """An approved report."""

    day: date
    met: int
    counted: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One person's approved reports of a period."""

    met: int = 0
    counted: int = 0
    approved_days: int = 0
    unasked_days: int = 0
    """Approved days on which nothing was due: before joining, on leave, on a day off."""
    last_asked: date | None = None
    """The last approved day on which something was due."""

    def __add__(self, other: "Summary") -> "Summary":
        return Summary(
            self.met + other.met,
            self.counted + other.counted,
            self.approved_days + other.approved_days,
            self.unasked_days + other.unasked_days,
            max(filter(None, (self.last_asked, other.last_asked)), default=None),
        )

    def tally(self, expected: Sequence[date], today: date) -> Tally:
        """Give the sums as of today; `expected` are the person's days due of the whole period.

        Today is due from tomorrow on, but for whom today's report is approved already.
        """
        early = self.last_asked is not None and self.last_asked >= today
        due = bisect_left(expected, today) + self.unasked_days + early
        return Tally(self.met, self.counted, self.approved_days, due)


def summed(reports: Sequence[Approved], expected: Sequence[date]) -> Summary:
    """Sum up a person's reports, oldest first."""
    if not reports:
        return Summary()
    near = expected[bisect_left(expected, reports[0].day) : bisect_right(expected, reports[-1].day)]
    asked = set(near).intersection(report.day for report in reports)
    return Summary(
        sum(report.met for report in reports),
        sum(report.counted for report in reports),
        len(reports),
        len(reports) - len(asked),
        max(asked, default=None),
    )


def spans(campaign: Campaign, day: date) -> tuple[Period, ...]:
    """Give the periods in which a report of this day counts."""
    whole = movement(campaign)
    around = (periods.month_of(day), periods.quarter_of(day), periods.year_of(day))
    return (*around, whole) if day in whole else around


def movement(campaign: Campaign) -> Period:
    """Give the movement with the years for which it may be run past its end."""
    last = date(campaign.period.last_day.year + _YEARS_RUN_PAST, 12, 31)
    return Period(Kind.MOVEMENT, campaign.period.first_day, last)


def ranked_between(
    summary: Summary, expected: Sequence[date], limits: Scoring
) -> tuple[date, date] | None:
    """Give from which day on, and before which, the person is ranked if no more is approved.

    Days due only grow: first there are enough of them, one day there are too many. None where
    there is no score.
    """
    if not summary.counted:
        return None
    most = ranking.most_days_due(summary.approved_days, limits.min_rate)
    return (
        _reached(summary, expected, limits.min_days_due),
        date.max if most is None else _reached(summary, expected, most + 1),
    )


def _reached(summary: Summary, expected: Sequence[date], due: int) -> date:
    """Give the first day as of which so many days are due."""
    asked = due - summary.unasked_days
    if asked <= 0:
        return date.min
    if asked > len(expected):
        return date.max
    day = expected[asked - 1]
    early = summary.last_asked is not None and summary.last_asked >= day
    return day if early else day + _DAY
