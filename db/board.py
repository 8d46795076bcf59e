"""The standings as the summaries tell them: counts, the people of a page, what units come to.

`within` names the units of a block; None is all units.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, false, func, select, text, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.rules import scoring
from bot.rules.periods import Period
from bot.rules.reports import Status
from bot.rules.scoring import DueDays, Tally
from bot.rules.workdays import Workdays
from db import sets, summing
from db.absences import touching
from db.standings import Summed, away_between
from db.tables import AbsenceRow, OfficialRow, ReportRow, SummaryRow, UnitSummaryRow

Within = Collection[int] | None


@dataclass(frozen=True, slots=True)
class Step:
    """The people with one printed score."""

    lost: int | None
    """Tenths that it is short of 100; None for those without one."""
    ranked: int
    unranked: int


@dataclass(frozen=True, slots=True)
class UnitSum:
    """The people of a unit together."""

    id: int
    members: int
    signed_up: int = 0
    tally: Tally = field(default_factory=Tally)
    scored: int = 0
    scores: float = 0.0
    """The sum of the scores of those who have one, each of 1; not exact."""


async def steps(
    session: AsyncSession, today: date, within: Within, period_id: int
) -> Sequence[Step]:
    """Count everybody, the best score first."""
    if session.get_bind().dialect.name == "postgresql":
        # A hundred thousand are counted sooner by one than helpers are started.
        await session.execute(text("SET LOCAL max_parallel_workers_per_gather = 0"))
    rows = await session.execute(
        select(SummaryRow.lost, func.count().filter(_ranked(today)), func.count())
        .where(SummaryRow.period_id == period_id, _unit(SummaryRow.unit_id, within))
        .group_by(SummaryRow.lost)
        .order_by(SummaryRow.lost)
    )
    return [Step(lost, ranked, everybody - ranked) for lost, ranked, everybody in rows]


async def ranked(
    session: AsyncSession,
    today: date,
    within: Within,
    period_id: int,
    *,
    lost: int,
    start: int,
    size: int,
) -> Sequence[int]:
    """Give some of those who are ranked, from a place among those with one printed score on.

    From the first of all on, those before them would have to be read, too.
    """
    rows = await session.scalars(
        select(SummaryRow.official_id)
        .where(
            SummaryRow.period_id == period_id,
            SummaryRow.lost >= lost,
            _ranked(today),
            _unit(SummaryRow.unit_id, within),
        )
        .order_by(SummaryRow.lost, SummaryRow.name_order, SummaryRow.official_id)
        .offset(start)
        .limit(size)
    )
    return rows.all()


async def unranked(
    session: AsyncSession,
    today: date,
    within: Within,
    period_id: int | None,
    *,
    start: int,
    size: int,
    count: int,
) -> Sequence[int]:
    """Give some of those who are not, in the order of names; all, in a period without reports.

    Of so many they are read from the end that is nearer: in a month's first days nobody is ranked.
    """
    if period_id is None:
        wanted = select(OfficialRow.id).where(
            OfficialRow.left_on.is_(None), _unit(OfficialRow.unit_id, within)
        )
        order = OfficialRow.name_order, OfficialRow.id
    else:
        wanted = select(SummaryRow.official_id).where(
            SummaryRow.period_id == period_id,
            func.coalesce(_ranked(today), false()).is_(False),
            _unit(SummaryRow.unit_id, within),
        )
        order = SummaryRow.name_order, SummaryRow.official_id
    after = count - start - size
    if start <= after:
        return (await session.scalars(wanted.order_by(*order).offset(start).limit(size))).all()
    backwards = wanted.order_by(*(column.desc() for column in order)).offset(after).limit(size)
    return (await session.scalars(backwards)).all()[::-1]


async def members(session: AsyncSession, within: Within) -> Mapping[int, int]:
    """Count the people in office by unit."""
    rows = await session.execute(
        select(OfficialRow.unit_id, func.count())
        .where(OfficialRow.left_on.is_(None), _unit(OfficialRow.unit_id, within))
        .group_by(OfficialRow.unit_id)
    )
    return dict(rows.all())


async def not_signed_up(session: AsyncSession) -> Mapping[int, int]:
    """Count by unit the people in office who have not signed up."""
    rows = await session.execute(
        select(OfficialRow.unit_id, func.count())
        .where(OfficialRow.left_on.is_(None), OfficialRow.joined_on.is_(None))
        .group_by(OfficialRow.unit_id)
    )
    return dict(rows.all())


async def waiting(
    session: AsyncSession, unit_ids: Collection[int], first: date = date.min, last: date = date.max
) -> tuple[int, date | None]:
    """Count the reports of some days that wait for a decision, and give the oldest one's day.

    By unit, as the index has it: else all reports of those days would be read.
    """
    found = await session.execute(
        select(func.count(), func.min(ReportRow.day)).where(
            sets.within(ReportRow.unit_id, unit_ids),
            ReportRow.status == Status.SUBMITTED,
            ReportRow.day.between(first, last),
        )
    )
    count, oldest = found.one()
    return count, oldest


async def people(
    session: AsyncSession,
    today: date,
    period_id: int | None,
    period: Period,
    calendar: Workdays,
    *who: ColumnElement[bool],
) -> Sequence[Summed]:
    """Give some people with their sums, by id; `period` is whole, with its days to come."""
    # As a value even where there is none: `IS NULL` has SQLite read all summaries of everybody.
    kept = bindparam(None, period_id, SummaryRow.period_id.type)
    rows = await session.execute(
        select(
            OfficialRow.id,
            OfficialRow.code,
            OfficialRow.name,
            OfficialRow.unit_id,
            OfficialRow.joined_on,
            *summing.SUMS,
        )
        .outerjoin(
            SummaryRow,
            (SummaryRow.period_id == kept) & (SummaryRow.official_id == OfficialRow.id),
        )
        .where(OfficialRow.left_on.is_(None), *who)
        .order_by(OfficialRow.id)
    )
    away = await away_between(session, period, *who)
    due = DueDays.whole(period, calendar)

    def tally(id_: int, joined_on: date | None, sums: Sequence[Any]) -> Tally:
        expected = due.expected(joined_on, None, away.get(id_, ()))
        return summing.summary(sums).tally(expected, today)

    return [
        Summed(id_, code, name, unit_id, joined_on, tally(id_, joined_on, sums))
        for id_, code, name, unit_id, joined_on, *sums in rows
    ]


async def units(
    session: AsyncSession,
    today: date,
    within: Within,
    period_id: int,
    period: Period,
    calendar: Workdays,
) -> Sequence[UnitSum]:
    """Sum up the people of each unit, by id; see `people`."""
    rows = await session.execute(
        select(
            UnitSummaryRow.unit_id,
            UnitSummaryRow.members,
            UnitSummaryRow.signed_up,
            UnitSummaryRow.scored,
            UnitSummaryRow.scores,
            UnitSummaryRow.met,
            UnitSummaryRow.counted,
            UnitSummaryRow.approved_days,
            UnitSummaryRow.unasked_days,
            UnitSummaryRow.excused_days,
            UnitSummaryRow.last_asked,
            UnitSummaryRow.asked_last,
        )
        .where(UnitSummaryRow.period_id == period_id, _unit(UnitSummaryRow.unit_id, within))
        .order_by(UnitSummaryRow.unit_id)
    )
    over = len(DueDays(period, calendar, today))
    ahead = await _leave_ahead(session, today, within, period, calendar)
    found = []
    for unit_id, everybody, joined, scored, scores, met, counted, approved, *days in rows:
        unasked, excused, last_asked, asked_last = days
        early = asked_last if last_asked and last_asked >= today else 0
        due = joined * over - excused + ahead.get(unit_id, 0) + unasked + early
        tally = Tally(met, counted, approved, due)
        found.append(UnitSum(unit_id, everybody, joined, tally, scored, scores))
    return found


async def scores(
    session: AsyncSession, period_id: int, unit_ids: Collection[int]
) -> Mapping[int, Sequence[Fraction]]:
    """Give by unit the exact scores of those who have one."""
    rows = await session.execute(
        select(SummaryRow.unit_id, SummaryRow.met, SummaryRow.counted).where(
            SummaryRow.period_id == period_id, sets.within(SummaryRow.unit_id, unit_ids)
        )
    )
    found: dict[int, list[Fraction]] = defaultdict(list)
    for unit_id, *sums in rows:
        score = scoring.score(Tally(*sums))
        if score is not None:
            found[unit_id].append(score)
    return found


async def _leave_ahead(
    session: AsyncSession, today: date, within: Within, period: Period, calendar: Workdays
) -> Mapping[int, int]:
    """Count by unit the days of leave that are excused already and not over yet."""
    rows = (
        await session.execute(
            select(
                OfficialRow.unit_id,
                OfficialRow.id,
                AbsenceRow.first_day,
                AbsenceRow.last_day,
            )
            .join(OfficialRow, OfficialRow.id == AbsenceRow.official_id)
            .where(
                *touching(today, period.last),
                OfficialRow.left_on.is_(None),
                OfficialRow.joined_on.is_not(None),
                _unit(OfficialRow.unit_id, within),
            )
        )
    ).all()
    ahead = rows and period.clip(today, max(row.last_day for row in rows))
    if not ahead:
        return {}
    due = DueDays.whole(ahead, calendar)
    spans: dict[tuple[int, int], list[tuple[date, date]]] = defaultdict(list)
    for unit_id, official_id, first, last in rows:
        spans[unit_id, official_id].append((first, last))
    found: dict[int, int] = defaultdict(int)
    for (unit_id, _), away in spans.items():
        found[unit_id] += len(due) - len(due.expected(date.min, None, away))
    return found


def _ranked(today: date) -> ColumnElement[bool]:
    return and_(SummaryRow.ranked_from <= today, SummaryRow.ranked_until > today)


def _unit(column: InstrumentedAttribute[int], within: Within) -> ColumnElement[bool]:
    return true() if within is None else sets.within(column, within)
