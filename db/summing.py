"""What the ledger comes to: the rows of `summaries` as they follow from all other tables."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import periods, scoring, summaries
from bot.rules.campaign import Campaign
from bot.rules.periods import Kind, Period
from bot.rules.reports import Status
from bot.rules.scoring import DueDays, Tally
from bot.rules.summaries import Approved, Summary
from bot.rules.workdays import Workdays
from db import campaigns, overrides
from db.standings import away_between
from db.tables import OfficialRow, PeriodRow, ReportRow, SummaryRow, name_order

_BATCH = 1000
"""People whose reports are in memory at a time."""

SUMS = (
    SummaryRow.met,
    SummaryRow.counted,
    SummaryRow.approved_days,
    SummaryRow.unasked_days,
    SummaryRow.last_asked,
)
"""The columns of a `Summary`."""


_APPROVED = ReportRow.status == Status.APPROVED

Values = dict[str, Any]
"""A row by its columns."""


def summary(sums: Sequence[Any]) -> Summary:
    """Read them; a person without a row has nothing approved."""
    return Summary() if sums[0] is None else Summary(*sums)


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    code: str
    unit_id: int
    joined_on: date | None
    name_order: bytes
    away: Sequence[tuple[date, date]]


class Book:
    """What is the same for everybody: the movement, the periods that are kept, their days."""

    def __init__(self, campaign: Campaign, calendar: Workdays, kept: Mapping[Period, int]) -> None:
        self.campaign = campaign
        self.kept = kept
        """The ids of the periods."""
        self.due = cache(lambda period: DueDays.whole(period, calendar))

    def row(
        self, person: Person, period: Period, reports: Sequence[Approved], kept: Summary
    ) -> Values:
        """Give a person's row with those of these reports, oldest first, added to what is kept."""
        due = self.due(period)
        expected = due.expected(person.joined_on, None, person.away)
        start = bisect_left(reports, period.first, key=_day)
        stop = bisect_right(reports, period.last, key=_day)
        summary = kept + summaries.summed(reports[start:stop], expected)
        score = scoring.score(Tally(summary.met, summary.counted))
        joined = person.joined_on is not None
        limits = self.campaign.scoring
        ranked = summaries.ranked_between(summary, expected, limits) if joined else None
        ranked_from, ranked_until = ranked or (None, None)
        return {
            "period_id": self.kept[period],
            "unit_id": person.unit_id,
            "official_id": person.id,
            "name_order": person.name_order,
            "met": summary.met,
            "counted": summary.counted,
            "approved_days": summary.approved_days,
            "unasked_days": summary.unasked_days,
            "last_asked": summary.last_asked,
            "excused_days": len(due) - len(expected) if joined else None,
            "lost": None if score is None else 1000 - scoring.tenths(score),
            "ranked_from": ranked_from,
            "ranked_until": ranked_until,
        }


async def hold(session: AsyncSession) -> None:
    """Let nobody else change on PostgreSQL what is summed up, until the transaction ends.

    SQLite has one writer anyway. A deed on a person takes it before any row that is that person's
    or points to him, for whoever has it writes such rows too, and the two would wait for each
    other. Only the roster comes first: an import has locked it whole.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(text("LOCK TABLE officials IN ROW SHARE MODE"))
        await session.execute(text("LOCK TABLE periods IN EXCLUSIVE MODE"))


async def opened(session: AsyncSession) -> Book:
    await hold(session)
    campaign = (await campaigns.in_force(session)).campaign
    rows = await session.execute(select(PeriodRow.id, PeriodRow.kind, PeriodRow.first_day))
    found = {_period(kind, first, campaign): id_ for id_, kind, first in rows}
    kept = {period: id_ for period, id_ in found.items() if period is not None}
    return Book(campaign, await overrides.workdays(session), kept)


def _period(kind: Kind, first: date, campaign: Campaign) -> Period | None:
    """Give the period; None for a movement that is not in force any more."""
    if kind is not Kind.MOVEMENT:
        return periods.around(kind, first)
    movement = summaries.movement(campaign)
    return movement if movement.first == first else None


async def with_reports(session: AsyncSession, campaign: Campaign) -> set[Period]:
    """Give the periods in which reports were approved."""
    ends = select(func.min(ReportRow.day), func.max(ReportRow.day))
    first, last = (await session.execute(ends.where(_APPROVED))).one()
    between: set[Period] = set()
    while first is not None and first <= last:
        between.update(summaries.spans(campaign, first), summaries.spans(campaign, last))
        first = periods.month_of(first).next().first
    days = ReportRow.day
    return {
        one
        for one in between
        if await session.scalar(
            select(exists().where(_APPROVED, days.between(one.first, one.last)))
        )
    }


async def batches(
    session: AsyncSession, *who: ColumnElement[bool]
) -> Sequence[ColumnElement[bool]]:
    """Give everybody who is or was on the roster, some at a time."""
    found = await session.scalars(select(OfficialRow.id).where(*who).order_by(OfficialRow.id))
    ids = found.all()
    starts = range(0, len(ids), _BATCH)
    return [OfficialRow.id.in_(ids[start : start + _BATCH]) for start in starts]


async def people(
    session: AsyncSession, first: date, last: date, who: ColumnElement[bool]
) -> Sequence[Person]:
    """Give those who are in office, with their leave that touches some days."""
    away = await away_between(session, Period(Kind.MOVEMENT, first, last), who)
    rows = await session.execute(
        select(
            OfficialRow.id,
            OfficialRow.code,
            OfficialRow.unit_id,
            OfficialRow.joined_on,
            OfficialRow.name,
        ).where(OfficialRow.left_on.is_(None), who)
    )
    return [
        Person(id_, code, unit_id, joined_on, name_order(name), away.get(id_, ()))
        for id_, code, unit_id, joined_on, name in rows
    ]


async def counted(
    session: AsyncSession, book: Book, wanted: Sequence[Period], who: ColumnElement[bool]
) -> Sequence[tuple[Person, Period, Values]]:
    """Sum up the ledger of some people in some periods.

    Reports are asked for without an end. With one, PostgreSQL's plan for any values takes the days
    for few, and reads those of everybody for each thousand people.
    """
    if not wanted:
        return []
    first, last = min(one.first for one in wanted), max(one.last for one in wanted)
    approved: dict[int, list[Approved]] = defaultdict(list)
    for official_id, day, met, weight in await session.execute(
        select(ReportRow.official_id, ReportRow.day, ReportRow.met_weight, ReportRow.counted_weight)
        .join(OfficialRow, OfficialRow.id == ReportRow.official_id)
        .where(_APPROVED, ReportRow.day >= first, who)
        .order_by(ReportRow.day)
    ):
        approved[official_id].append(Approved(day, met, weight))
    return [
        (person, period, book.row(person, period, approved.get(person.id, ()), Summary()))
        for person in await people(session, first, last, who)
        for period in wanted
    ]


def _day(report: Approved) -> date:
    return report.day
