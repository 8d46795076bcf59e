"""Reports summed up: what standings, a person's month and a unit's month are made of.

`who` narrows the people by their own columns; only people in office are ever summed up.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.periods import Period
from bot.rules.reports import Answer, Status
from bot.rules.scoring import DueDays, Tally
from bot.rules.workdays import Workdays
from db.absences import touching
from db.tables import AbsenceRow, AnswerRow, OfficialRow, ReportEventKind, ReportEventRow, ReportRow


@dataclass(frozen=True, slots=True)
class Summed:
    """One person's approved reports of a period."""

    id: int
    code: str
    name: str
    unit_id: int
    joined_on: date | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Answered:
    """How often a criterion was answered so in approved reports of one day."""

    day: date
    campaign_id: int
    criterion: str
    answer: Answer | None
    count: int


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was begun, without its answers."""

    official_id: int
    day: date
    status: Status
    late: bool
    exceptional: bool


@dataclass(frozen=True, slots=True)
class Returned:
    day: date
    reason: str | None
    status: Status
    """What has become of the report since."""


async def first_day(session: AsyncSession) -> date | None:
    """Give the day of the oldest report."""
    return await session.scalar(select(func.min(ReportRow.day)))


async def summed(
    session: AsyncSession,
    period: Period,
    calendar: Workdays,
    today: date,
    *who: ColumnElement[bool],
) -> Sequence[Summed]:
    """Sum up everybody's period in four queries, however many people there are."""
    people = await session.execute(
        select(
            OfficialRow.id,
            OfficialRow.code,
            OfficialRow.name,
            OfficialRow.unit_id,
            OfficialRow.joined_on,
        )
        .where(OfficialRow.left_on.is_(None), *who)
        .order_by(OfficialRow.id)
    )
    sums = await _sums(session, period, who)
    unexpected = await _unexpected(session, period, calendar, today, who)
    away = await away_between(session, period, *who)
    due = DueDays(period, calendar, today)
    nothing = (0, 0, 0)
    return [
        Summed(
            *person,
            Tally(
                *sums.get(person.id, nothing),
                due.of(
                    person.joined_on, None, away.get(person.id, ()), unexpected.get(person.id, ())
                ),
            ),
        )
        for person in people
    ]


async def away_between(
    session: AsyncSession, period: Period, *who: ColumnElement[bool]
) -> Mapping[int, Sequence[tuple[date, date]]]:
    """Give first and last days of leave that touch the period, by person."""
    rows = await session.execute(
        select(AbsenceRow.official_id, AbsenceRow.first_day, AbsenceRow.last_day)
        .join(OfficialRow, OfficialRow.id == AbsenceRow.official_id)
        .where(*touching(period.first, period.last), OfficialRow.left_on.is_(None), *who)
    )
    found = defaultdict(list)
    for official_id, first, last in rows:
        found[official_id].append((first, last))
    return found


async def answers(
    session: AsyncSession, period: Period, *who: ColumnElement[bool]
) -> Sequence[Answered]:
    """Count the answers of approved reports by day, version of the criteria, and criterion."""
    kind = (ReportRow.day, ReportRow.campaign_id, AnswerRow.criterion, AnswerRow.answer)
    rows = await session.execute(
        select(*kind, func.count())
        .join(ReportRow, ReportRow.id == AnswerRow.report_id)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(*_approved(period), OfficialRow.left_on.is_(None), *who)
        .group_by(*kind)
        .order_by(ReportRow.day)
    )
    return [Answered(*row) for row in rows]


async def sent(session: AsyncSession, period: Period, *who: ColumnElement[bool]) -> Sequence[Sent]:
    """Give the reports that were sent and not taken back."""
    rows = await session.execute(
        select(
            ReportRow.official_id,
            ReportRow.day,
            ReportRow.status,
            ReportRow.late,
            ReportRow.exceptional,
        )
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(
            ReportRow.day.between(period.first, period.last),
            ReportRow.status != Status.DRAFT,
            OfficialRow.left_on.is_(None),
            *who,
        )
    )
    return [Sent(*row) for row in rows]


async def returns(session: AsyncSession, official_id: int, period: Period) -> Sequence[Returned]:
    """Give every return of a person's reports, by day; a report may have been returned twice."""
    rows = await session.execute(
        select(ReportRow.day, ReportEventRow.reason, ReportRow.status)
        .join(ReportRow, ReportRow.id == ReportEventRow.report_id)
        .where(
            ReportEventRow.kind == ReportEventKind.RETURNED,
            ReportRow.official_id == official_id,
            ReportRow.day.between(period.first, period.last),
        )
        .order_by(ReportRow.day, ReportEventRow.id)
    )
    return [Returned(*row) for row in rows]


async def missed(
    session: AsyncSession, period: Period, *who: ColumnElement[bool]
) -> Mapping[tuple[int, str], int]:
    """Count what was not met in approved reports, by person and criterion."""
    by = (ReportRow.official_id, AnswerRow.criterion)
    rows = await session.execute(
        select(*by, func.count())
        .join(AnswerRow, AnswerRow.report_id == ReportRow.id)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(
            *_approved(period),
            AnswerRow.answer == Answer.NOT_MET,
            OfficialRow.left_on.is_(None),
            *who,
        )
        .group_by(*by)
    )
    return {(official_id, criterion): count for official_id, criterion, count in rows}


async def return_counts(
    session: AsyncSession, period: Period, *who: ColumnElement[bool]
) -> Mapping[int, int]:
    """Count the returns of each person's reports."""
    rows = await session.execute(
        select(ReportRow.official_id, func.count())
        .join(ReportEventRow, ReportEventRow.report_id == ReportRow.id)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(
            ReportEventRow.kind == ReportEventKind.RETURNED,
            ReportRow.day.between(period.first, period.last),
            OfficialRow.left_on.is_(None),
            *who,
        )
        .group_by(ReportRow.official_id)
    )
    return dict(rows.all())


def _approved(period: Period) -> tuple[ColumnElement[bool], ...]:
    return (
        ReportRow.status == Status.APPROVED,
        ReportRow.day.between(period.first, period.last),
    )


async def _sums(
    session: AsyncSession, period: Period, who: tuple[ColumnElement[bool], ...]
) -> Mapping[int, tuple[int, int, int]]:
    """Give weight met, weight counted, and days, by person."""
    rows = await session.execute(
        select(
            ReportRow.official_id,
            func.sum(ReportRow.met_weight),
            func.sum(ReportRow.counted_weight),
            func.count(),
        )
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(*_approved(period), OfficialRow.left_on.is_(None), *who)
        .group_by(ReportRow.official_id)
    )
    return {official_id: (met, counted, days) for official_id, met, counted, days in rows}


async def _unexpected(
    session: AsyncSession,
    period: Period,
    calendar: Workdays,
    today: date,
    who: tuple[ColumnElement[bool], ...],
) -> Mapping[int, set[date]]:
    """Give the approved days on which no report was due, by person: they are due all the same.

    They are few, while all approved days of a year would be hundreds for each person.
    """
    closed = period.clip(period.first, today - timedelta(days=1))
    off = [day for day in closed or () if not calendar.is_working(day)]
    approved = (
        select(ReportRow.official_id, ReportRow.day)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(ReportRow.status == Status.APPROVED, OfficialRow.left_on.is_(None), *who)
    )
    outside = approved.where(
        ReportRow.day.between(period.first, period.last),
        or_(
            ReportRow.day >= today,
            ReportRow.day.in_(off),
            ReportRow.day < OfficialRow.joined_on,
            OfficialRow.joined_on.is_(None),
        ),
    )
    # Bounded by the leave's own days alone: with the period's as well SQLite would read all reports
    # of the period first, ten times as long. A day outside the period is not counted anyway.
    on_leave = approved.join(
        AbsenceRow,
        (AbsenceRow.official_id == ReportRow.official_id)
        & ReportRow.day.between(AbsenceRow.first_day, AbsenceRow.last_day),
    ).where(*touching(period.first, period.last))
    found = defaultdict(set)
    for official_id, day in await session.execute(union_all(outside, on_leave)):
        found[official_id].add(day)
    return found
