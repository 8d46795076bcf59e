"""Why a person is away: a kind, never a health reason."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    ANNUAL = "annual"
    MISSION = "mission"
    TRAINING = "training"
    MATERNITY = "maternity"
    SECONDMENT = "secondment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, both ends included."""

    id: int
    official_id: int
    first: date
    last: date
    kind: Kind

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last
