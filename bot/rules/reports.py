"""A day's report: its answers and its life from draft to decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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


class Closed(OutOfDate):
    """The day's report was to be sent by then, and nobody has opened the day anew."""

    def __init__(self, day: date, closed_at: datetime, *, sent: bool) -> None:
        super().__init__(
            "Báo cáo ngày {day} đã đóng lúc {closed_at} nên không sửa được nữa. "
            "Nếu cần sửa, đồng chí nhờ người duyệt trả lại báo cáo."
            if sent
            else "Báo cáo ngày {day} đã đóng lúc {closed_at} nên không gửi được nữa. "
            "Nếu hôm đó đồng chí nghỉ, gõ /leave để ghi.",
            day=day,
            closed_at=closed_at,
        )


class NotYours(Refusal):
    def __init__(self) -> None:
        super().__init__("Báo cáo này không phải của đồng chí.")


class Unanswered(Refusal):
    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__("Còn tiêu chí chưa trả lời: {titles}.", titles=", ".join(titles))


LAST_CALL = timedelta(hours=1)
"""Before the closing, that a report which was taken back is not sent."""

_A_DAY = timedelta(days=1)

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
    """By a return, or by asking for it by hand: its day closes no more."""

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


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the report of a day."""

    asked: Asked
    ends_at: datetime
    """The end of its day: what is sent for the first time from then on is late."""
    closes_at: datetime
    """On the working day that follows: from then on it is neither sent nor corrected."""


def own(report: Report | None, official_id: int) -> Report:
    if report is None or report.official_id != official_id:
        raise NotYours
    return report


def is_closed(report: Report, terms: Terms, now: datetime) -> bool:
    return now >= terms.closes_at and not report.reopened


def answer(report: Report, terms: Terms, now: datetime, *, criterion: str, given: Answer) -> Report:
    _must_be_in_hand(report, terms, now)
    if criterion not in {one.code for one in terms.asked}:
        raise Refusal("Tiêu chí này không có trong báo cáo của ngày đó.")
    return replace(report, answers={**report.answers, criterion: given})


def meet_all(report: Report, terms: Terms, now: datetime) -> Report:
    _must_be_in_hand(report, terms, now)
    return replace(report, answers={one.code: Answer.MET for one in terms.asked})


def write_note(report: Report, terms: Terms, now: datetime, *, note: str | None) -> Report:
    """Put words to a report; one that was sent is sent with them at once."""
    noted = replace(may_change(report, terms, now), note=note)
    return _sent(noted, terms, now) if report.status is Status.SUBMITTED else noted


def submit(report: Report, terms: Terms, now: datetime) -> Report:
    """Send a report; one that is sent already stays as it is."""
    if report.status is Status.SUBMITTED:
        return report
    return _sent(may_change(report, terms, now), terms, now)


def reopen(report: Report, terms: Terms, now: datetime) -> Report:
    """Take a sent report back to correct it."""
    may_change(report, terms, now)
    return replace(report, status=Status.DRAFT) if report.status is Status.SUBMITTED else report


def last_call(before: Report, after: Report, terms: Terms, now: datetime) -> datetime | None:
    """Give when the author of a report that was taken back hears that it is not sent yet.

    In the last hour before the closing nobody has to be told: the card is in front of the author.
    """
    if (before.status, after.status) != (Status.SUBMITTED, Status.DRAFT):
        return None
    if after.reopened:
        return now + _A_DAY
    return terms.closes_at - LAST_CALL if now < terms.closes_at - LAST_CALL else None


def open_anew(report: Report, terms: Terms, now: datetime) -> Report:
    """Let a closed day be reported on after all."""
    return replace(report, reopened=True) if is_closed(report, terms, now) else report


def may_change(report: Report, terms: Terms, now: datetime) -> Report:
    """Give a report that its author may still change.

    That is until it is approved or its day closes; a returned one is changed and sent again.
    """
    if report.status is Status.APPROVED:
        raise Decided
    if is_closed(report, terms, now):
        raise Closed(report.day, terms.closes_at, sent=report.status is Status.SUBMITTED)
    return report


def _sent(report: Report, terms: Terms, now: datetime) -> Report:
    if not report.complete:
        raise Unanswered([one.title for one in terms.asked if report.answers[one.code] is None])
    first_time = report.submitted_at is None
    return replace(
        report,
        status=Status.SUBMITTED,
        submitted_at=now,
        decided_by=None,
        decided_at=None,
        reason=None,
        late=report.late or (first_time and now >= terms.ends_at),
    )


def _must_be_in_hand(report: Report, terms: Terms, now: datetime) -> None:
    may_change(report, terms, now)
    if report.status is Status.SUBMITTED:
        raise Sent
