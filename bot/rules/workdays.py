"""Which days the office works on: the statutory calendar, and over it the office's own word."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from bot.rules import periods
from bot.rules.campaign import Cadence

_DAY = timedelta(days=1)
_SATURDAY = 5
_WEEKEND = {_SATURDAY: "Thứ Bảy", 6: "Chủ nhật"}

_UNCONFIRMED = {"Ngày Văn hóa Việt Nam": "Nghị quyết 80-NQ/TW"}
"""Days off that the calendar's library knows and the law does not yet, and the paper that names it.

24/11 was chosen by the Party's resolution of 2026; the law that makes it a day off was not found.
It is a working day until the office enters it as an override.
"""


class OverrideKind(StrEnum):
    OFF = "off"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Override:
    kind: OverrideKind
    note: str
    """Why, in words that people are shown."""
    document: str | None = None
    """Number and date of the paper that decided it."""


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """A day that may be off, and the paper that says so without being the law."""

    name: str
    paper: str


@dataclass(frozen=True, slots=True)
class Workdays:
    """The office's working days; `overrides` win over the statutory calendar."""

    overrides: Mapping[date, Override] = field(default_factory=dict)

    def is_working(self, day: date) -> bool:
        override = self.overrides.get(day)
        if override:
            return override.kind is OverrideKind.WORKING
        year = _statutory(day.year)
        return day not in year.off and (day.weekday() < _SATURDAY or day in year.swapped_in)

    def why_off(self, day: date) -> str | None:
        """Give the reason in Vietnamese, a weekend's is its name; None on a working day."""
        if self.is_working(day):
            return None
        override = self.overrides.get(day)
        name = _statutory(day.year).off.get(day) or _WEEKEND.get(day.weekday())
        return (override and override.note) or name or "Ngày nghỉ của cơ quan"

    def unconfirmed(self, first: date, last: date) -> Mapping[date, Unconfirmed]:
        """Give the working days that may be off and of which the office has said nothing."""
        years = [_statutory(year) for year in range(first.year, last.year + 1)]
        return {
            day: found
            for year in years
            for day, found in year.unconfirmed.items()
            if first <= day <= last and day not in self.overrides and self.is_working(day)
        }

    def working_days(self, first: date, last: date) -> list[date]:
        days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
        return [day for day in days if self.is_working(day)]

    def next_working(self, day: date) -> date:
        """Give the first working day after `day`."""
        return next(filter(self.is_working, _walk(day, _DAY)))

    def previous_working(self, day: date) -> date:
        """Give the last working day before `day`."""
        return next(filter(self.is_working, _walk(day, -_DAY)))

    def closing(self, day: date, at: time, zone: ZoneInfo) -> datetime:
        """Give the moment until which the report of a day, a day off too, may be sent."""
        return periods.moment_of(self.next_working(day), at, zone)

    def last_working_of_week(self, day: date) -> date | None:
        """Give it for the week, Monday to Sunday, around `day`; None in a week off, as at Tết."""
        monday = periods.monday_of(day)
        return max(self.working_days(monday, monday + 6 * _DAY), default=None)

    def last_working_of_month(self, day: date) -> date | None:
        month = periods.month_of(day)
        return max(self.working_days(month.first, month.last), default=None)

    def cadences_due(self, day: date) -> frozenset[Cadence]:
        """Give what a card of `day` asks: the week and the month on their last working day."""
        due = {Cadence.DAILY}
        if day == self.last_working_of_week(day):
            due.add(Cadence.WEEKLY)
        if day == self.last_working_of_month(day):
            due.add(Cadence.MONTHLY)
        return frozenset(due)


@dataclass(frozen=True, slots=True)
class _Year:
    off: Mapping[date, str]
    """Holidays and days off in lieu with their names."""
    swapped_in: frozenset[date]
    """Weekend days that the State made working days."""
    unconfirmed: Mapping[date, Unconfirmed]


@cache
def _statutory(year: int) -> _Year:
    from holidays import country_holidays  # noqa: PLC0415 - takes 0.1 s, which not every start pays

    calendar = country_holidays("VN", years=year, language="vi")
    unconfirmed = {
        day: Unconfirmed(name, paper)
        for day, name in calendar.items()
        for prefix, paper in _UNCONFIRMED.items()
        if name.startswith(prefix)
    }
    off = {day: name for day, name in calendar.items() if day not in unconfirmed}
    return _Year(off, frozenset(calendar.weekend_workdays), unconfirmed)


def _walk(day: date, step: timedelta) -> Iterator[date]:
    while True:
        day += step
        yield day
