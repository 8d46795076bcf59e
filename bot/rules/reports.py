"""A day's report: its answers and its life from draft to decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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


EDITABLE = frozenset({Status.DRAFT, Status.SUBMITTED, Status.RETURNED})
"""A report may be changed until it is approved; a returned one is changed and sent again."""

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
