"""The tables of a campaign's file; `bot/presets/mau-2026.toml` documents every key."""

from collections.abc import Callable
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.rules.campaign.values import (
    ClockTime,
    Code,
    Line,
    Moment,
    Paragraph,
    SeasonDay,
    Short,
    Theme,
    Title,
    When,
    Whole,
    edges,
    once,
    shaped,
    wrong,
)
from bot.rules.people import Language
from bot.rules.periods import in_season

CARD_LIMIT = 10
"""Lines of the longest card: at a month's end every cadence is asked at once."""


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


def _among(*choices: Cadence) -> Callable[[Cadence], Cadence]:
    def check(value: Cadence) -> Cadence:
        if value not in choices:
            raise wrong("phải là một trong {choices}", choices=", ".join(choices))
        return value

    return check


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
            raise wrong("cần có năm, như 2026 hoặc 2026-09")
        return value

    @field_validator("end")
    @classmethod
    def _in_order(cls, end: When, info: ValidationInfo) -> When:
        start = info.data.get("start")
        if start is not None and edges(end)[1] < edges(start)[0]:
            raise wrong("kết thúc trước khi bắt đầu")
        return end

    @property
    def first_day(self) -> date:
        return edges(self.start)[0]

    @property
    def last_day(self) -> date:
        return edges(self.end)[1]


class Milestone(_Table):
    code: Annotated[
        str,
        AfterValidator(
            shaped(r"[a-z0-9]+(-[a-z0-9]+)*", "mã viết như so-ket, không dấu; đang là “{value}”")
        ),
        AfterValidator(once("milestone")),
    ]
    name: Line
    on: Moment


def _after_prompt(remind_at: time | None, info: ValidationInfo) -> time | None:
    prompt_at = info.data.get("prompt_at")
    if prompt_at is not None and remind_at is not None and remind_at <= prompt_at:
        raise wrong("giờ nhắc phải sau giờ mời báo cáo (prompt_at)")
    return remind_at


class Season(_Table):
    """Times of a part of every year; what is left out is as in the rest of it."""

    first: Annotated[SeasonDay, Field(alias="from")]
    last: Annotated[SeasonDay, Field(alias="until")]
    prompt_at: ClockTime | None = None
    remind_at: Annotated[ClockTime | None, AfterValidator(_after_prompt)] = None

    def covers(self, day: date) -> bool:
        return in_season(self.first, self.last, day)


class Clock(_Table):
    """The office's times of a working day; `close_at` is on the working day that follows."""

    prompt_at: ClockTime = time(16, 30)
    remind_at: Annotated[ClockTime, AfterValidator(_after_prompt)] = time(17, 10)
    close_at: ClockTime = time(9)
    earliest: ClockTime = time(15)
    """Between `earliest` and `latest` people may choose an hour of their own for the card."""
    latest: ClockTime = time(19)
    seasons: tuple[Season, ...] = ()
    escalate_after: Annotated[int, Field(strict=True, ge=0, le=30)] = 2
    """Working days that a report waits before the next post may decide as well; 0: for ever."""

    @field_validator("latest")
    @classmethod
    def _after_earliest(cls, latest: time, info: ValidationInfo) -> time:
        earliest = info.data.get("earliest")
        if earliest is not None and latest < earliest:
            raise wrong("giờ muộn nhất phải sau giờ sớm nhất (earliest)")
        return latest


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
    short: Annotated[Short, AfterValidator(once("short"))]
    short_en: Annotated[Short, AfterValidator(once("short_en"))] | None = None
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
            raise wrong('cần ít nhất một tiêu chí hằng ngày (cadence = "daily")')
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


def _in(language: Language, vietnamese: str, english: str | None) -> str:
    return english if english and language is Language.EN else vietnamese
