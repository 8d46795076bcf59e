"""What may stand behind a key of a campaign: times, texts, codes, each with its own complaint."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.rules.campaign.errors import CAMPAIGN_RULE

SHORT_LIMIT = 14
"""Characters of a button that stands two a row at phone width, an icon before it."""
TITLE_LIMIT = 40
EVERY_YEAR = "hằng năm"


@dataclass(frozen=True, slots=True)
class When:
    """A time as exactly as the document states it, and no more: a day, a month or a year.

    Without a year it comes back every year; without anything it is "every year", no day named.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2019-08-26, 2019-09, 2022, or of every year: 12-05, 12, hằng năm."""
        if text == EVERY_YEAR:
            return cls()
        found = re.fullmatch(r"(?:(\d{4})(?:-(?=\d)|$))?(?:(\d\d)(?:-(\d\d))?)?", text)
        if not text or found is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in found.groups())
        some_leap_year = 2024
        date(  # the calendar has such a day
            some_leap_year if year is None else year,
            1 if month is None else month,
            1 if day is None else day,
        )
        return cls(year, month, day)

    def span(self, year: int) -> tuple[date, date] | None:
        """Give its first and last day in a year, or None where it does not fall into it."""
        if self.year not in (None, year):
            return None
        first_month, last_month = (self.month, self.month) if self.month else (1, 12)
        month_end = monthrange(year, last_month)[1]
        # a yearly 29/2 is the 28th of a common year
        first = date(year, first_month, min(self.day or 1, month_end))
        last = date(year, last_month, min(self.day or month_end, month_end))
        return first, last


def wrong(reason: str, **values: object) -> PydanticCustomError:
    return PydanticCustomError(CAMPAIGN_RULE, "{message}", {"message": reason, **values})


def _when(value: object) -> When:
    raw = value.isoformat() if isinstance(value, date) else str(value)
    try:
        return When.parse(raw)
    except ValueError:
        raise wrong(
            "không hiểu thời gian “{raw}”; viết 2026-11-25, 2026-11, 2026, hoặc mỗi năm: "
            "12-05, 12, hằng năm",
            raw=raw,
        ) from None


def _time(value: object) -> time:
    raw = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", raw)
    if found is None:
        raise wrong("không hiểu giờ “{raw}”; viết như 16:30, từ 00:00 đến 23:59", raw=raw)
    return time(int(found[1]), int(found[2]))


def _season_day(value: object) -> str:
    try:
        when = When.parse(str(value))
    except ValueError:
        when = When()
    if when.year is not None or when.day is None:
        raise wrong("không hiểu ngày “{raw}”; viết tháng và ngày, như 10-16", raw=value)
    return f"{when.month:02}-{when.day:02}"


def once(kind: str) -> Callable[[str, ValidationInfo], str]:
    """Refuse what stands twice in one file; the file's own memory is the validation's context."""

    def check(value: str, info: ValidationInfo) -> str:
        seen = info.context
        if seen is not None and (kind, value.casefold()) in seen:
            raise wrong("“{value}” đã dùng ở trên, mỗi nơi phải khác nhau", value=value)
        if seen is not None:
            seen.add((kind, value.casefold()))
        return value

    return check


def shaped(pattern: str, reason: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise wrong(reason, value=value)
        return value

    return check


def edges(when: When) -> tuple[date, date]:
    """Give the first and last day of a time that has a year."""
    found = when.span(when.year or 1)
    if found is None:
        raise ValueError(when)
    return found


Line = Annotated[str, Field(min_length=1, max_length=300)]
Paragraph = Annotated[str, Field(min_length=1, max_length=1000)]
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LIMIT)]
Short = Annotated[str, Field(min_length=1, max_length=SHORT_LIMIT)]
Whole = Annotated[int, Field(strict=True, ge=1, le=100)]
Moment = Annotated[When, BeforeValidator(_when)]
ClockTime = Annotated[time, BeforeValidator(_time)]
SeasonDay = Annotated[str, BeforeValidator(_season_day)]
_code_shape = shaped(
    r"[A-Za-z][A-Za-z0-9]{0,7}",
    "mã gồm chữ cái không dấu và chữ số, tối đa 8 ký tự; đang là “{value}”",
)
Code = Annotated[str, AfterValidator(_code_shape), AfterValidator(once("code"))]
_theme_shape = shaped(r"[KL][1-9]", "chủ đề viết như K1 hoặc L1; đang là “{value}”")
Theme = Annotated[str, AfterValidator(_theme_shape)]
