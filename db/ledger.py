"""The ledger: every answer that was asked for, as it stands."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.rules.reports import Answer, Status
from db.tables import AnswerRow, OfficialRow, ReportRow, UnitRow

_AT_ONCE = 1000


class Entry(NamedTuple):
    day: date
    code: str
    name: str
    unit: str
    """The unit of that day."""
    status: Status
    criterion: str
    answer: Answer | None
    note: str | None
    submitted_at: datetime | None
    decided_by: str | None
    """The code of the person."""
    decided_at: datetime | None


def entries(session: Session, first: date, last: date) -> Iterator[Entry]:
    """Give the ledger of some days as the server hands it over, by day, person and criterion."""
    decider = aliased(OfficialRow)
    wanted = (
        select(
            ReportRow.day,
            OfficialRow.code,
            OfficialRow.name,
            UnitRow.name,
            ReportRow.status,
            AnswerRow.criterion,
            AnswerRow.answer,
            ReportRow.note,
            ReportRow.submitted_at,
            decider.code,
            ReportRow.decided_at,
        )
        .join(AnswerRow, AnswerRow.report_id == ReportRow.id)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .join(UnitRow, UnitRow.id == ReportRow.unit_id)
        .outerjoin(decider, decider.id == ReportRow.decided_by)
        .where(ReportRow.day.between(first, last))
        .order_by(ReportRow.day, OfficialRow.code_key, AnswerRow.position)
        .execution_options(yield_per=_AT_ONCE)
    )
    return map(Entry._make, session.execute(wanted))
