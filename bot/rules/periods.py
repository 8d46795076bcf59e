"""The office's days, and the spans of days that a ranking or a digest is about.

Nowhere else is a moment turned into a day.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from bot.rules.spelling import plain

_DAY = timedelta(days=1)


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")  # else the machine's own would be taken
    return moment.astimezone(zone).date()


def moment_of(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Give the moment in UTC at which the office's clock shows `at` on `day`."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment in UTC at which the day after it begins in the office."""
    return moment_of(day + _DAY, time.min, zone)


def monday_of(day: date) -> date:
    return day - day.weekday() * _DAY


def in_season(first: str, last: str, day: date) -> bool:
    """Tell whether a day lies in a part of every year, `10-16` to `04-15`, both ends included."""
    today = f"{day:%m-%d}"
    if first <= last:
        return first <= today <= last
    return today >= first or today <= last


class Kind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    MOVEMENT = "movement"


_MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    kind: Kind
    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def previous(self) -> "Period":
        """Give the period before; a movement has no neighbours and gives itself."""
        if self.kind is Kind.MOVEMENT:
            return self
        return around(self.kind, around(self.kind, self.first).first - _DAY)

    def next(self) -> "Period":
        """Give the period after; see `previous`."""
        if self.kind is Kind.MOVEMENT:
            return self
        return around(self.kind, around(self.kind, self.first).last + _DAY)

    def clip(self, first: date, last: date) -> Self | None:
        """Give what of the period lies within some days, or None where nothing does."""
        first, last = max(self.first, first), min(self.last, last)
        return replace(self, first=first, last=last) if first <= last else None


def around(kind: Kind, day: date) -> Period:
    """Give the month, quarter or year around a day."""
    months = _MONTHS[kind]
    opening = (day.month - 1) // months * months + 1
    closing = opening + months - 1
    last = date(day.year, closing, monthrange(day.year, closing)[1])
    return Period(kind, date(day.year, opening, 1), last)


def month_of(day: date) -> Period:
    return around(Kind.MONTH, day)


def quarter_of(day: date) -> Period:
    return around(Kind.QUARTER, day)


def year_of(day: date) -> Period:
    return around(Kind.YEAR, day)


def movement(start: date, end: date, today: date) -> Period:
    """Give the whole movement. One that is run past its planned end counts on until today."""
    return Period(Kind.MOVEMENT, start, max(end, today))


_WORDS = {
    "hom nay": 0,
    "nay": 0,
    "today": 0,
    "mai": 1,
    "ngay mai": 1,
    "tomorrow": 1,
    "hom qua": -1,
    "qua": -1,
    "yesterday": -1,
}
_YEARS = range(2000, 2100)
"""A year outside is a slip of the finger."""

_FORMS = (
    re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"),
    re.compile(
        r"(?:ng[àa]y )?(?P<day>\d{1,2})([-/.])(?P<month>\d{1,2})(?:\2(?P<year>\d{4}|\d\d))?"
    ),
    re.compile(
        r"(?:ng[àa]y )?(?P<day>\d{1,2})"
        r"(?: th[áa]ng (?P<month>\d{1,2})(?:(?:/| n[ăa]m )(?P<year>\d{4}))?)?"
    ),
)
_FROM = re.compile(r"^(?:nghỉ )?(?:(?:từ|tu|from) )?")
_TO = re.compile(r" ?(?:-+>?|\.\.+|…|→|[,;]|\b(?:đến|den|tới|toi|to)\b) ?| ")
_LONGEST_ROLL = timedelta(days=184)
"""Half a year. A range that only makes sense over more than that is two days in the wrong order."""


@dataclass(frozen=True, slots=True)
class _Typed:
    """A day as far as it was typed; a missing year, and in a range a missing month, is found."""

    day: int
    month: int | None
    year: int | None

    def on(self, year: int, month: int | None = None) -> date | None:
        try:
            return date(self.year or year, self.month or month or 0, self.day)
        except ValueError:
            return None


def parse_day(text: str, today: date) -> date | None:
    """Read a day as a person types it; None where it cannot be read.

    Without a year it is the nearest such day: in December, `3/1` is next year's.
    """
    typed = _typed(_tidy(text), today)
    return _nearest(typed, today) if typed else None


def parse_range(text: str, today: date) -> tuple[date, date] | None:
    """Read first and last day as a person types them: `25/11-28/11`, `từ 25 đến 28/11`.

    One day alone is a range of one day. Days in the wrong order are not understood.
    """
    tidy = _FROM.sub("", _tidy(text))
    single = parse_day(tidy, today)
    if single:
        return single, single
    for found in _TO.finditer(tidy):
        first = _typed(tidy[: found.start()], today)
        last = _typed(tidy[found.end() :], today)
        span = _span(first, last, today) if first and last else None
        if span:
            return span
    return None


def _tidy(text: str) -> str:
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    words = re.sub(r"[‐-―−]", "-", words)
    return re.sub(r"(?<=\d) ?([/.]) ?(?=\d)", r"\1", words)


def _typed(text: str, today: date) -> _Typed | None:
    ahead = _WORDS.get(plain(text))
    if ahead is not None:
        day = today + timedelta(days=ahead)
        return _Typed(day.day, day.month, day.year)
    found = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if not found:
        return None
    month = int(found["month"]) if found["month"] else None
    year = int(found["year"]) if found["year"] else None
    if year is not None and year < 100:
        year += _YEARS.start
    if year is not None and year not in _YEARS:
        return None
    return _Typed(int(found["day"]), month, year)


def _nearest(typed: _Typed, today: date) -> date | None:
    years = (today.year + 1, today.year, today.year - 1)  # of two as near, the one to come
    days = [day for day in map(typed.on, years) if day]
    return min(days, key=lambda day: abs(day - today), default=None)


def _span(first: _Typed, last: _Typed, today: date) -> tuple[date, date] | None:
    """Find the days of a range: the first may take month and year from the last."""
    first = replace(first, month=first.month or last.month)
    if last.year and not first.year:
        starts = [first.on(last.year), first.on(last.year - 1)]
    else:
        starts = [_nearest(first, today)]
    for start in filter(None, starts):
        for end in filter(None, (last.on(start.year), last.on(start.year + 1))):
            certain = end.year == start.year or (first.year and last.year)
            if start <= end and (certain or end - start <= _LONGEST_ROLL):
                return start, end
    return None
