"""A day's report: its answers and its life from draft to decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.errors import Refusal
from bot.rules.campaign import Criterion


class Answer(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    NA = "na"


class Status(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


class Decision(StrEnum):
    APPROVE = "approve"
    RETURN = "return"


class OutOfDate(Refusal):
    """The card that was tapped no longer shows how the report stands."""


class Decided(OutOfDate):
    """The report was approved, so that it is not changed any more."""

    def __init__(self) -> None:
        super().__init__("Báo cáo này đã được duyệt nên không sửa được nữa.")


class Sent(OutOfDate):
    def __init__(self) -> None:
        super().__init__("Báo cáo đã gửi. Đồng chí bấm “Sửa” để sửa rồi gửi lại.")


class NotYours(Refusal):
    def __init__(self) -> None:
        super().__init__("Báo cáo này không phải của đồng chí.")


class Unanswered(Refusal):
    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__("Còn tiêu chí chưa trả lời: {titles}.", titles=", ".join(titles))


_NEXT = {
    None: Answer.MET,
    Answer.MET: Answer.NOT_MET,
    Answer.NOT_MET: Answer.NA,
    Answer.NA: Answer.MET,
}


@dataclass(frozen=True, slots=True)
class Report:
    id: int
    official_id: int
    unit_id: int
    day: date
    campaign_id: int
    status: Status
    answers: Mapping[str, Answer | None]
    """Every criterion asked that day, in the order of the card; None where it is unanswered."""
    note: str | None
    submitted_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    reason: str | None
    """Why it was returned."""
    late: bool = False
    """Sent for the first time after its day."""
    reopened: bool = False
    """By a return, or by a prompt done by hand: its day closes no more."""

    @property
    def complete(self) -> bool:
        return all(answer is not None for answer in self.answers.values())

    @property
    def exceptional(self) -> bool:
        return is_exceptional(self.answers, self.note)


def following(answer: Answer | None) -> Answer:
    """Give what the next tap on a criterion makes of it.

    An unanswered criterion becomes met first: đạt → chưa đạt → không áp dụng → đạt.
    """
    return _NEXT[answer]


def is_exceptional(answers: Mapping[str, Answer | None], note: str | None) -> bool:
    """Tell whether a head should look: something is not plainly met, or there are words to read."""
    return bool(note) or any(answer is not Answer.MET for answer in answers.values())


Asked = tuple[Criterion, ...]
"""What was asked on the report's day, in the order of the card."""


def own(report: Report | None, official_id: int) -> Report:
    if report is None or report.official_id != official_id:
        raise NotYours
    return report


def answer(report: Report, asked: Asked, *, criterion: str, given: Answer) -> Report:
    _must_be_open(report)
    if criterion not in {one.code for one in asked}:
        raise Refusal("Tiêu chí này không có trong báo cáo của ngày đó.")
    return replace(report, answers={**report.answers, criterion: given})


def meet_all(report: Report, asked: Asked) -> Report:
    _must_be_open(report)
    return replace(report, answers={one.code: Answer.MET for one in asked})


def write_note(report: Report, asked: Asked, *, note: str | None, now: datetime) -> Report:
    """Put words to a report; one that was sent is sent with them at once."""
    _must_be_undecided(report)
    noted = replace(report, note=note)
    return _sent(noted, asked, now) if report.status is Status.SUBMITTED else noted


def submit(report: Report, asked: Asked, *, now: datetime) -> Report:
    """Send a report; one that is sent already stays as it is."""
    if report.status is Status.SUBMITTED:
        return report
    _must_be_undecided(report)
    return _sent(report, asked, now)


def reopen(report: Report, _asked: Asked) -> Report:
    """Take a sent report back to correct it."""
    _must_be_undecided(report)
    return replace(report, status=Status.DRAFT) if report.status is Status.SUBMITTED else report


def _sent(report: Report, asked: Asked, now: datetime) -> Report:
    if not report.complete:
        raise Unanswered([one.title for one in asked if report.answers[one.code] is None])
    return replace(
        report,
        status=Status.SUBMITTED,
        submitted_at=now,
        decided_by=None,
        decided_at=None,
        reason=None,
    )


def _must_be_undecided(report: Report) -> None:
    """A report may be changed until it is approved; a returned one is changed and sent again."""
    if report.status is Status.APPROVED:
        raise Decided


def _must_be_open(report: Report) -> None:
    _must_be_undecided(report)
    if report.status is Status.SUBMITTED:
        raise Sent
