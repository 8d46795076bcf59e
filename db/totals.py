"""What the summaries come to by unit, and the approved answers by day: what the council looks at.

A province has a hundred thousand people, and a year of theirs a hundred million answers; of units,
and of criteria on days, there are thousands. They are kept in the transactions that keep the
summaries (`db.summaries`), whose lock lets one at a time change them.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Result,
    Select,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.rules.periods import Period
from bot.rules.reports import Answer, Status
from db import sets, upsert
from db.tables import AnswerRow, AnswerSumRow, ReportRow, SummaryRow, UnitSummaryRow

Units = Collection[int] | Select[int]

_APPROVED = ReportRow.status == Status.APPROVED
_MET = func.sum(case((AnswerRow.answer == Answer.MET, 1), else_=0))
_COUNTED = func.sum(case((AnswerRow.answer.in_((Answer.MET, Answer.NOT_MET)), 1), else_=0))
_ASKED = (ReportRow.day, ReportRow.campaign_id, AnswerRow.criterion)

Asked = tuple[date, int, str]
"""A day, a version of the movement, a criterion."""


@dataclass(frozen=True, slots=True)
class Sums:
    """How often a criterion was met, and met or not, on one day."""

    day: date
    campaign_id: int
    criterion: str
    met: int
    counted: int


async def answers(session: AsyncSession, period: Period) -> Sequence[Sums]:
    """Give the approved answers of everybody, those who have left since too."""
    rows = await session.execute(
        select(
            AnswerSumRow.day,
            AnswerSumRow.campaign_id,
            AnswerSumRow.criterion,
            AnswerSumRow.met,
            AnswerSumRow.counted,
        )
        .where(AnswerSumRow.day.between(period.first, period.last))
        .order_by(AnswerSumRow.day)
    )
    return [Sums(*row) for row in rows]


async def sum_up_units(
    session: AsyncSession, period_ids: Collection[int], unit_ids: Units | None = None
) -> None:
    """Sum up some units, or all of them, in some periods."""
    if not period_ids:
        return
    old = delete(UnitSummaryRow).where(
        sets.within(UnitSummaryRow.period_id, period_ids), _of(UnitSummaryRow.unit_id, unit_ids)
    )
    await session.execute(old, execution_options={"synchronize_session": False})
    new = _units(sets.within(SummaryRow.period_id, period_ids), _of(SummaryRow.unit_id, unit_ids))
    columns = [column.name for column in new.selected_columns]
    await session.execute(insert(UnitSummaryRow).from_select(columns, new))


async def add_answers(session: AsyncSession, report_ids: Collection[int]) -> None:
    """Add those of reports that were approved just now."""
    new = upsert.insert(session, AnswerSumRow).from_select(
        ["day", "campaign_id", "criterion", "met", "counted"],
        select(*_ASKED, _MET, _COUNTED)
        .join(ReportRow, ReportRow.id == AnswerRow.report_id)
        .where(sets.within(ReportRow.id, report_ids))
        .group_by(*_ASKED),
    )
    more = {
        "met": AnswerSumRow.met + new.excluded.met,
        "counted": AnswerSumRow.counted + new.excluded.counted,
    }
    await session.execute(
        new.on_conflict_do_update(index_elements=["day", "campaign_id", "criterion"], set_=more)
    )


async def rebuild(session: AsyncSession, period_ids: Collection[int]) -> None:
    """Sum up all units in all periods, and all answers."""
    await sum_up_units(session, period_ids)
    await session.execute(delete(AnswerSumRow))
    rows = [
        {"day": day, "campaign_id": version, "criterion": code, "met": met, "counted": counted}
        for (day, version, code), (met, counted) in (await _answers_counted(session)).items()
    ]
    if rows:
        await session.execute(insert(AnswerSumRow), rows)


async def differences(session: AsyncSession) -> int:
    """Count the units, and the criteria of days, of which something else is kept than there is."""
    units = _by_unit(await session.execute(_units()))
    kept_units = _by_unit(await session.execute(select(*UnitSummaryRow.__table__.columns)))
    counted = await _answers_counted(session)
    rows = await session.execute(select(*AnswerSumRow.__table__.columns))
    kept = {(day, version, code): (met, counted) for day, version, code, met, counted in rows}
    return _differing(units, kept_units) + _differing(counted, kept)


def _by_unit(rows: Result[*tuple[Any, ...]]) -> Mapping[object, object]:
    """Read sums to be compared: those of floats differ in their last digits by the order."""
    return {
        (period_id, unit_id): [
            round(value, 6) if isinstance(value, float) else value for value in values
        ]
        for period_id, unit_id, *values in rows
    }


def _differing(some: Mapping[Any, object], others: Mapping[Any, object]) -> int:
    return sum(some.get(key) != others.get(key) for key in some.keys() | others.keys())


def _units(*wanted: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Sum up the summaries by period and unit."""
    unit = (SummaryRow.period_id, SummaryRow.unit_id)
    newest = func.max(SummaryRow.last_asked).over(partition_by=unit).label("newest")
    people = select(SummaryRow.__table__, newest).where(*wanted).subquery().c
    score = cast(people.met, Double) / func.nullif(people.counted, 0)
    return select(
        people.period_id,
        people.unit_id,
        func.count().label("members"),
        func.count(people.excused_days).label("signed_up"),
        func.count(people.lost).label("scored"),
        func.sum(func.coalesce(score, 0.0)).label("scores"),
        func.sum(people.met).label("met"),
        func.sum(people.counted).label("counted"),
        func.sum(people.approved_days).label("approved_days"),
        func.sum(people.unasked_days).label("unasked_days"),
        func.sum(func.coalesce(people.excused_days, 0)).label("excused_days"),
        func.max(people.newest).label("last_asked"),
        func.sum(case((people.last_asked == people.newest, 1), else_=0)).label("asked_last"),
    ).group_by(people.period_id, people.unit_id)


async def _answers_counted(session: AsyncSession) -> Mapping[Asked, tuple[int, int]]:
    """Count all approved answers.

    They are five times as many as reports, and most reports are plain: all was met. Those are
    only counted, and one of each day's tells what they were asked; whatever else was answered is in
    the exceptional ones. What was asked on a day differs by version and by weight alone.
    """
    same = (ReportRow.day, ReportRow.campaign_id, ReportRow.counted_weight)
    plain = (
        select(
            ReportRow.day,
            ReportRow.campaign_id,
            func.min(ReportRow.id).label("sample"),
            func.count().label("count"),
        )
        .where(_APPROVED, ReportRow.exceptional.is_(False))
        .group_by(*same)
        .subquery()
    )
    all_met = select(
        plain.c.day, plain.c.campaign_id, AnswerRow.criterion, plain.c.count, plain.c.count
    ).join(AnswerRow, AnswerRow.report_id == plain.c.sample)
    others = (
        select(*_ASKED, _MET, _COUNTED)
        .join(ReportRow, ReportRow.id == AnswerRow.report_id)
        .where(_APPROVED, ReportRow.exceptional.is_(True))
        .group_by(*_ASKED)
    )
    met, counted = Counter[Asked](), Counter[Asked]()
    for rows in (await session.execute(all_met), await session.execute(others)):
        for day, version, code, row_met, row_counted in rows:
            met[day, version, code] += int(row_met)
            counted[day, version, code] += int(row_counted)
    return {asked: (met[asked], counted[asked]) for asked in counted}


def _of(column: InstrumentedAttribute[int], unit_ids: Units | None) -> ColumnElement[bool]:
    if unit_ids is None:
        return true()
    return column.in_(unit_ids) if isinstance(unit_ids, Select) else sets.within(column, unit_ids)
