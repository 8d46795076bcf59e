"""The movement as data: what is asked, of whom, how often, until when, and what follows from it.

A campaign is a TOML text. That text is what the database keeps, and a report is read by the text it
was answered under, years later. So the format only grows: a key may be added with a default, none
is taken away or made stricter. `bot/presets/mau-2026.toml` documents every key.
"""

import hashlib
import re
import tomllib
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from bot.rules.campaign_errors import CAMPAIGN_RULE, CampaignInvalid, Problem, explained, syntax
from bot.rules.people import Language

FORMAT = 1
SHORT_LIMIT = 14
"""Characters of a button that stands two a row at phone width, an icon before it."""
TITLE_LIMIT = 40
CARD_LIMIT = 10
"""Lines of the longest card: at a month's end every cadence is asked at once."""
EVERY_YEAR = "hằng năm"
TO_FILL = "[Điền"


class Cadence(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEARLY = "yearly"


class Occasion(StrEnum):
    """When an award is given."""

    YEARLY = "yearly"
    MID_TERM = "so-ket"
    FINAL = "tong-ket"


class Side(StrEnum):
    INDIVIDUAL = "individual"
    COLLECTIVE = "collective"


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


def _wrong(reason: str, **values: object) -> PydanticCustomError:
    return PydanticCustomError(CAMPAIGN_RULE, "{message}", {"message": reason, **values})


def _when(value: object) -> When:
    raw = value.isoformat() if isinstance(value, date) else str(value)
    try:
        return When.parse(raw)
    except ValueError:
        raise _wrong(
            "không hiểu thời gian “{raw}”; viết 2026-11-25, 2026-11, 2026, hoặc mỗi năm: "
            "12-05, 12, hằng năm",
            raw=raw,
        ) from None


def _time(value: object) -> time:
    raw = value.strftime("%H:%M") if isinstance(value, time) else str(value)
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", raw)
    if found is None:
        raise _wrong("không hiểu giờ “{raw}”; viết như 16:30, từ 00:00 đến 23:59", raw=raw)
    return time(int(found[1]), int(found[2]))


def _once(kind: str) -> Callable[[str, ValidationInfo], str]:
    """Refuse what stands twice in one file; the file's own memory is the validation's context."""

    def check(value: str, info: ValidationInfo) -> str:
        seen = info.context
        if seen is not None and (kind, value.casefold()) in seen:
            raise _wrong("“{value}” đã dùng ở trên, mỗi nơi phải khác nhau", value=value)
        if seen is not None:
            seen.add((kind, value.casefold()))
        return value

    return check


def _shaped(pattern: str, reason: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise _wrong(reason, value=value)
        return value

    return check


def _among(*choices: Cadence) -> Callable[[Cadence], Cadence]:
    def check(value: Cadence) -> Cadence:
        if value not in choices:
            raise _wrong("phải là một trong {choices}", choices=", ".join(choices))
        return value

    return check


Line = Annotated[str, Field(min_length=1, max_length=300)]
Paragraph = Annotated[str, Field(min_length=1, max_length=1000)]
Title = Annotated[str, Field(min_length=1, max_length=TITLE_LIMIT)]
Short = Annotated[str, Field(min_length=1, max_length=SHORT_LIMIT)]
Whole = Annotated[int, Field(strict=True, ge=1, le=100)]
Moment = Annotated[When, BeforeValidator(_when)]
ClockTime = Annotated[time, BeforeValidator(_time)]
_code_shape = _shaped(
    r"[A-Za-z][A-Za-z0-9]{0,7}",
    "mã gồm chữ cái không dấu và chữ số, tối đa 8 ký tự; đang là “{value}”",
)
Code = Annotated[str, AfterValidator(_code_shape), AfterValidator(_once("code"))]
_theme_shape = _shaped(r"[KL][1-9]", "chủ đề viết như K1 hoặc L1; đang là “{value}”")
Theme = Annotated[str, AfterValidator(_theme_shape)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Document(_Table):
    """A paper that the movement rests on, in the parts of which a first citation is made."""

    kind: Line
    number: Line
    on: Moment | None = None
    body: Line
    subject: Line | None = None


class Period(_Table):
    start: Moment
    end: Moment

    @field_validator("start", "end")
    @classmethod
    def _dated(cls, value: When) -> When:
        if value.year is None:
            raise _wrong("cần có năm, như 2026 hoặc 2026-09")
        return value

    @field_validator("end")
    @classmethod
    def _in_order(cls, end: When, info: ValidationInfo) -> When:
        start = info.data.get("start")
        if start is not None and _edges(end)[1] < _edges(start)[0]:
            raise _wrong("kết thúc trước khi bắt đầu")
        return end

    @property
    def first_day(self) -> date:
        return _edges(self.start)[0]

    @property
    def last_day(self) -> date:
        return _edges(self.end)[1]


class Milestone(_Table):
    code: Annotated[
        str,
        AfterValidator(
            _shaped(r"[a-z0-9]+(-[a-z0-9]+)*", "mã viết như so-ket, không dấu; đang là “{value}”")
        ),
        AfterValidator(_once("milestone")),
    ]
    name: Line
    on: Moment


class Clock(_Table):
    """The office's times of a working day; `close_at` is on the working day that follows."""

    prompt_at: ClockTime = time(16, 30)
    remind_at: ClockTime = time(17, 10)
    close_at: ClockTime = time(9)

    @field_validator("remind_at")
    @classmethod
    def _after_prompt(cls, remind_at: time, info: ValidationInfo) -> time:
        prompt_at = info.data.get("prompt_at")
        if prompt_at is not None and remind_at <= prompt_at:
            raise _wrong("giờ nhắc phải sau giờ mời báo cáo (prompt_at)")
        return remind_at


class Scoring(_Table):
    """Who is ranked: below either number a person is listed apart."""

    min_days_due: Annotated[int, Field(strict=True, ge=0, le=366)] = 5
    min_rate: Annotated[int, Field(strict=True, ge=0, le=100)] = 80


class Yardstick(_Table):
    """What anyone can observe; without a source it is a suggestion of the campaign's author."""

    text: Line
    text_en: Line | None = None
    source: Line | None = None

    def text_in(self, language: Language) -> str:
        return _in(language, self.text, self.text_en)


class Criterion(_Table):
    """What an individual is asked; `text` is the document's own wording, never translated."""

    code: Code
    text: Paragraph
    title: Title
    title_en: Title | None = None
    short: Annotated[Short, AfterValidator(_once("short"))]
    short_en: Annotated[Short, AfterValidator(_once("short_en"))] | None = None
    cadence: Annotated[
        Cadence, AfterValidator(_among(Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY))
    ]
    weight: Whole = 1
    theme: Theme | None = None
    yardsticks: Annotated[tuple[Yardstick, ...], Field(min_length=1, max_length=8)]

    def title_in(self, language: Language) -> str:
        return _in(language, self.title, self.title_en)

    def short_in(self, language: Language) -> str:
        return _in(language, self.short, self.short_en)


class CollectiveCriterion(Criterion):
    cadence: Annotated[Cadence, AfterValidator(_among(Cadence.MONTHLY, Cadence.YEARLY))]


class Criteria(_Table):
    individual: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=CARD_LIMIT)]
    collective: tuple[CollectiveCriterion, ...] = ()

    @field_validator("individual")
    @classmethod
    def _some_daily(cls, value: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        if all(criterion.cadence is not Cadence.DAILY for criterion in value):
            raise _wrong('cần ít nhất một tiêu chí hằng ngày (cadence = "daily")')
        return value


class Task(_Table):
    """What the document asks of the collective without making it a criterion."""

    code: Code
    text: Paragraph
    title: Title


class Award(_Table):
    """A rung of the award ladder; the lowest step first."""

    step: Whole
    text: Paragraph
    occasions: tuple[Occasion, ...] = ()
    """Empty where the document does not say when."""
    sides: Annotated[tuple[Side, ...], Field(min_length=1)]
    proposed_by: Line | None = None
    decided_by: Line
    form: Line | None = None


class Reporting(_Table):
    sender: Annotated[str, Field(alias="from", min_length=1, max_length=300)]
    receiver: Annotated[str, Field(alias="to", min_length=1, max_length=300)]
    via: Line | None = None
    on: Moment | None = None
    text: Paragraph | None = None


class Campaign(_Table):
    format: Literal[1]
    name: Line
    title: Annotated[str, Field(min_length=1, max_length=60)]
    issuer: Line
    level: Line
    template_note: Paragraph | None = None
    slogan_individual: Line | None = None
    slogan_collective: Line | None = None
    document: Document | None = None
    legal_basis: tuple[Document, ...] = ()
    audience: tuple[Paragraph, ...] = ()
    period: Period
    milestones: tuple[Milestone, ...] = ()
    clock: Clock = Clock()
    scoring: Scoring = Scoring()
    criteria: Criteria
    tasks: tuple[Task, ...] = ()
    awards: tuple[Award, ...] = ()
    reporting: tuple[Reporting, ...] = ()

    def criterion(self, code: str) -> Criterion:
        """Give an individual or collective criterion; KeyError where this version has none."""
        for criterion in (*self.criteria.individual, *self.criteria.collective):
            if criterion.code == code:
                return criterion
        raise KeyError(code)


def load(text: str, source: str) -> Campaign:
    """Read a campaign; raise CampaignInvalid with everything that is wrong at once.

    `source` is the name under which the person knows the text. Line breaks inside a value are
    spaces, so that long sentences may be wrapped.
    """
    tidy = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    try:
        data = tomllib.loads(tidy)
    except ValueError as error:
        raise CampaignInvalid([syntax(error, tidy, source)]) from error
    newer = data.get("format")
    if type(newer) is int and newer > FORMAT:
        reason = "tệp theo định dạng {newer}, bản Nếp này hiểu định dạng {known}: hãy nâng cấp"
        values = {"newer": newer, "known": FORMAT}
        raise CampaignInvalid([Problem(source, "format", reason, values)])
    try:
        return Campaign.model_validate(_unwrapped(data), context=set())
    except ValidationError as error:
        raise CampaignInvalid(explained(error, Campaign, source)) from error


def digest(text: str) -> str:
    """Tell versions apart: comments count, the kind of line break does not."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def criteria_asked(campaign: Campaign, cadences: Collection[Cadence]) -> tuple[Criterion, ...]:
    """Give the individual criteria of some cadences, in the campaign's order."""
    return tuple(c for c in campaign.criteria.individual if c.cadence in cadences)


def ended(campaign: Campaign, today: date) -> bool:
    return today > campaign.period.last_day


def to_fill(campaign: Campaign) -> tuple[str, ...]:
    """Name the keys that still hold the template's "[Điền …]"."""
    return tuple(dict.fromkeys(_unfilled(campaign.model_dump(by_alias=True))))


def _unfilled(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, str) and value.startswith(TO_FILL):
        yield path.removeprefix(".")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unfilled(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            yield from _unfilled(inner, f"{path}[{number}]")


def _unwrapped(value: Any) -> Any:  # noqa: ANN401 - TOML is a tree of anything
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: _unwrapped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unwrapped(inner) for inner in value]
    return value


def _edges(when: When) -> tuple[date, date]:
    """Give the first and last day of a time that has a year."""
    found = when.span(when.year or 1)
    if found is None:
        raise ValueError(when)
    return found


def _in(language: Language, vietnamese: str, english: str | None) -> str:
    return english if english and language is Language.EN else vietnamese
