"""Reports of days gone by, written straight into the database."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.reports import Answer, Status, is_exceptional
from bot.usecases.office import Office
from db import summaries
from db.tables import AnswerRow, ReportEventKind, ReportEventRow, ReportRow

MET = dict.fromkeys(("C1", "C2", "C3", "C4", "C5"), Answer.MET)
"""A day of the blank campaign; every criterion weighs 1."""


def missing(*codes: str) -> Mapping[str, Answer]:
    """Give a day on which these criteria were not met."""
    return MET | dict.fromkeys(codes, Answer.NOT_MET)


async def a_report(
    office: Office,
    official_id: int,
    day: date,
    *,
    by: int,
    unit_id: int,
    answers: Mapping[str, Answer] = MET,
    status: Status = Status.APPROVED,
    reason: str | None = None,
    note: str | None = None,
    campaign_id: int = 1,
    weights: tuple[int, int] | None = None,
) -> int:
    """Write one report; `weights` where a criterion does not weigh 1."""
    decided = status in {Status.APPROVED, Status.RETURNED}
    sent_at = _sent_at(day)
    given = list(answers.values())
    met, counted = weights or (given.count(Answer.MET), len(given) - given.count(Answer.NA))
    row = ReportRow(
        official_id=official_id,
        unit_id=unit_id,
        day=day,
        campaign_id=campaign_id,
        status=status,
        note=note,
        exceptional=is_exceptional(answers, note),
        met_weight=met,
        counted_weight=counted,
        submitted_at=None if status is Status.DRAFT else sent_at,
        decided_by=by if decided else None,
        decided_at=sent_at if decided else None,
        reason=reason,
    )
    async with office.db.begin() as session:
        await _add(session, {row: answers})
        if status is Status.RETURNED:
            kind = ReportEventKind.RETURNED
            session.add(
                ReportEventRow(report_id=row.id, at=sent_at, actor_id=by, kind=kind, reason=reason)
            )
        return row.id


async def some_days(
    office: Office,
    official_id: int,
    days: Iterable[date],
    *,
    by: int,
    unit_id: int,
    weak: Mapping[date, Mapping[str, Answer]] | None = None,
) -> None:
    """Write approved reports of many days at once; `weak` says which were not all met."""
    rows: dict[ReportRow, Mapping[str, Answer]] = {}
    for day in days:
        answers = (weak or {}).get(day, MET)
        met = list(answers.values()).count(Answer.MET)
        row = ReportRow(
            official_id=official_id,
            unit_id=unit_id,
            day=day,
            campaign_id=1,
            status=Status.APPROVED,
            exceptional=met < len(answers),
            met_weight=met,
            counted_weight=len(answers) - list(answers.values()).count(Answer.NA),
            submitted_at=_sent_at(day),
            decided_by=by,
            decided_at=_sent_at(day),
        )
        rows[row] = answers
    async with office.db.begin() as session:
        await _add(session, rows)


async def _add(session: AsyncSession, rows: Mapping[ReportRow, Mapping[str, Answer]]) -> None:
    session.add_all(rows)
    await session.flush()
    session.add_all(
        AnswerRow(report_id=row.id, criterion=code, position=position, answer=answer)
        for row, answers in rows.items()
        for position, (code, answer) in enumerate(answers.items())
    )
    await summaries.add(session, [row.id for row in rows if row.status is Status.APPROVED])


def _sent_at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 40, tzinfo=UTC)


async def status_of(office: Office, official_id: int, day: date) -> Status:
    async with office.db.read() as session:
        wanted = (ReportRow.official_id == official_id, ReportRow.day == day)
        return (await session.execute(select(ReportRow.status).where(*wanted))).scalar_one()
