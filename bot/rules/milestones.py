"""Days on which something of the movement falls due: its milestones and its reporting."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.rules.campaign import Campaign, When

REPORTING = "bao-cao"
"""What a reporting route's code begins with, its number in the file behind it: `bao-cao:1`."""


@dataclass(frozen=True, slots=True)
class Due:
    code: str
    name: str
    last_day: date
    """A month's last day, or a year's, where the document is no more exact."""

    @property
    def subject(self) -> str:
        return f"{self.code}:{self.last_day.isoformat()}"


def last_days(campaign: Campaign, first: date, last: date) -> Sequence[Due]:
    """Give what falls due within some days, the soonest first; of one day as the file has it.

    What comes back every year does so within the movement's period.
    """
    found = [
        Due(code, name, day)
        for code, name, when in _moments(campaign)
        for day in _days(campaign, when, first, last)
    ]
    return sorted(found, key=lambda due: due.last_day)


def of(campaign: Campaign, subject: str) -> Due | None:
    """Give what a subject names, or None where the movement in force has no such day any more."""
    code, _, day = subject.rpartition(":")
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return next((due for due in last_days(campaign, on, on) if due.code == code), None)


def _moments(campaign: Campaign) -> Iterator[tuple[str, str, When]]:
    for milestone in campaign.milestones:
        yield milestone.code, milestone.name, milestone.on
    for number, route in enumerate(campaign.reporting, 1):
        if route.on is not None:
            yield f"{REPORTING}:{number}", f"{route.sender} → {route.receiver}", route.on


def _days(campaign: Campaign, when: When, first: date, last: date) -> Iterator[date]:
    for year in range(first.year, last.year + 1):
        span = when.span(year)
        if span is None or not first <= span[1] <= last:
            continue
        yearly = when.year is None
        if not yearly or campaign.period.first_day <= span[1] <= campaign.period.last_day:
            yield span[1]
