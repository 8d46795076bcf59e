"""A unit's month: for its leaders, and for the council any unit's.

As in the standings it is the month of the people who are in the unit now, so that both tell the
same numbers.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import periods, ranking, trends
from bot.rules.campaign import Criterion, Scoring
from bot.rules.people import Official, Role, Unit
from bot.rules.periods import Period
from bot.rules.ranking import Entry
from bot.rules.reports import Answer, Status
from bot.rules.scoring import DueDays, Tally
from bot.rules.trends import Headline, Share, Trend
from bot.rules.workdays import Workdays
from bot.usecases import comparison
from bot.usecases.comparison import Block, PastMonth
from bot.usecases.office import Office
from db import campaigns, officials, overrides, units
from db import standings as kept
from db.standings import Answered, Sent, Summed
from db.tables import OfficialRow

TALKS = 3
"""How many people a head is told to talk to."""


class NotYourUnit(Refusal):
    def __init__(self) -> None:
        super().__init__("Bản tin của đơn vị chỉ dành cho lãnh đạo đơn vị đó và Hội đồng.")


@dataclass(frozen=True, slots=True)
class DayShare:
    day: date
    sent: int
    exceptional: int
    """How many of those sent a head should look at."""
    due: int
    off: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """Somebody who sent too few reports."""

    name: str
    missing: int


@dataclass(frozen=True, slots=True)
class UnitMonth:
    unit: Unit
    period: Period
    today: date
    people: int
    not_signed_up: int
    weeks: tuple[Period, ...]
    criteria: Mapping[str, Criterion]
    trends: tuple[Trend, ...]
    """One a criterion that was answered, in the order of their codes."""
    headline: Headline
    days: tuple[DayShare, ...]
    now: Entry[int]
    """Score and rate as in the standings."""
    before: Entry[int]
    past: tuple[PastMonth, ...]
    """The unit's last months, this one the last of them."""
    block: Block | None
    """None for a unit outside of any."""
    waiting: int
    late: int
    """Reports of the month that were sent late."""
    limits: Scoring
    talks: tuple[Talk, ...]
    """For the unit's own head only."""
    next_on: date
    """When the next digest is sent."""
    earlier: Period | None
    later: Period | None
    may_choose: bool


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's month as it is printed."""

    code: str
    name: str
    tally: Tally
    sent: int
    late: int
    returned: int
    missed: Mapping[str, int]
    """How often each criterion was not met."""


@dataclass(frozen=True, slots=True)
class Book:
    month: UnitMonth
    people: tuple[PersonLine, ...]
    """In the order of names."""


async def choices(office: Office, actor_id: int) -> Sequence[Unit]:
    """Give the units whose months the person may look at."""
    async with office.db.read() as session:
        actor = await officials.get(session, actor_id)
        if actor.is_council and actor.left_on is None:
            every = await units.every(session)
            return sorted(every, key=lambda unit: ranking.text_key(unit.name))
        _may_see(actor, actor.unit.id)
        return [actor.unit]


async def show(
    office: Office, actor_id: int, unit_id: int, day: date | None, now: datetime
) -> UnitMonth:
    """Give the unit's month around a day; this month without one."""
    async with office.db.read() as session:
        return await _shown(session, actor_id, unit_id, day, office.today(now))


async def book(office: Office, actor_id: int, unit_id: int, day: date, now: datetime) -> Book:
    """Give the month with a line for each of the unit's people."""
    today = office.today(now)
    async with office.db.read() as session:
        month = await _shown(session, actor_id, unit_id, day, today)
        return Book(month, await _people(session, month, today))


async def _shown(
    session: AsyncSession, actor_id: int, unit_id: int, day: date | None, today: date
) -> UnitMonth:
    actor = await officials.get(session, actor_id)
    _may_see(actor, unit_id)
    every = await units.every(session)
    unit = next((unit for unit in every if unit.id == unit_id), None)
    if unit is None:
        raise Refusal("Không còn đơn vị này.")
    first = min(await kept.first_day(session) or today, today)
    period = periods.month_of(min(max(day or today, first), today))
    return await _month(session, actor, unit, period, first=first, today=today)


def _may_see(actor: Official, unit_id: int) -> None:
    leads = actor.leads and actor.unit.id == unit_id
    if actor.left_on is not None or not (leads or actor.is_council):
        raise NotYourUnit


async def _month(
    session: AsyncSession,
    actor: Official,
    unit: Unit,
    period: Period,
    *,
    first: date,
    today: date,
) -> UnitMonth:
    calendar = await overrides.workdays(session)
    limits = (await campaigns.in_force(session)).campaign.scoring
    ours = OfficialRow.unit_id == unit.id
    members = await kept.summed(session, period, calendar, today, ours)
    earlier = await kept.summed(session, period.previous(), calendar, today, ours)
    sent = await kept.sent(session, period, ours)
    away = await kept.away_between(session, period, ours)
    due = DueDays(period, calendar, today)
    expected = {
        one.id: set(due.expected(one.joined_on, None, away.get(one.id, ()))) for one in members
    }
    answers = await kept.answers(session, period, ours)
    weeks = _weeks(period, calendar, answers)
    found = _trends(answers, await kept.answers(session, period.previous(), ours), weeks)
    now, before = comparison.entry(unit, members), comparison.entry(unit, earlier)
    return UnitMonth(
        unit=unit,
        period=period,
        today=today,
        people=len(members),
        not_signed_up=sum(one.joined_on is None for one in members),
        weeks=weeks,
        criteria=await _criteria(session, answers),
        trends=found,
        headline=trends.headline(found),
        days=_days(period, calendar, expected, sent, today),
        now=now,
        before=before,
        past=await comparison.past(session, unit, [before, now], period, first, calendar, today),
        block=await comparison.block(session, unit.id, period, today),
        waiting=sum(report.status is Status.SUBMITTED for report in sent),
        late=sum(report.late for report in sent),
        limits=limits,
        talks=_talks([one for one in members if one.id != actor.id], expected, sent, limits)
        if actor.role is Role.HEAD and actor.unit.id == unit.id
        else (),
        next_on=calendar.next_working(periods.month_of(today).last),
        earlier=period.previous() if period.first > first else None,
        later=period.next() if period.last < today else None,
        may_choose=actor.is_council,
    )


async def _people(session: AsyncSession, month: UnitMonth, today: date) -> tuple[PersonLine, ...]:
    calendar = await overrides.workdays(session)
    period, ours = month.period, OfficialRow.unit_id == month.unit.id
    members = await kept.summed(session, period, calendar, today, ours)
    sent = await kept.sent(session, period, ours)
    counts = Counter(report.official_id for report in sent)
    late = Counter(report.official_id for report in sent if report.late)
    returned = await kept.return_counts(session, period, ours)
    missed: dict[int, dict[str, int]] = defaultdict(dict)
    for (official_id, criterion), count in (await kept.missed(session, period, ours)).items():
        missed[official_id][criterion] = count
    return tuple(
        PersonLine(
            one.code,
            one.name,
            one.tally,
            counts[one.id],
            late[one.id],
            returned.get(one.id, 0),
            missed[one.id],
        )
        for one in sorted(members, key=lambda one: ranking.sort_key(one.name))
    )


def _weeks(period: Period, calendar: Workdays, answers: Sequence[Answered]) -> tuple[Period, ...]:
    """Give the weeks in which somebody works or has answered all the same."""
    return tuple(
        week
        for week in trends.weeks_of(period)
        if calendar.working_days(week.first, week.last) or any(a.day in week for a in answers)
    )


def _days(
    period: Period,
    calendar: Workdays,
    expected: Mapping[int, set[date]],
    sent: Sequence[Sent],
    today: date,
) -> tuple[DayShare, ...]:
    """Count each day's reports against those due; who reported unasked was due all the same."""
    senders: dict[date, set[int]] = defaultdict(set)
    for report in sent:
        senders[report.day].add(report.official_id)
    exceptions = Counter(report.day for report in sent if report.exceptional)

    def share(day: date) -> DayShare:
        due = {one for one, days in expected.items() if day in days} | senders[day]
        closed = day < today
        return DayShare(
            day,
            len(senders[day]) if closed else 0,
            exceptions[day] if closed else 0,
            len(due) if closed else 0,
            off=not calendar.is_working(day),
        )

    return tuple(share(day) for day in period)


def _talks(
    members: Sequence[Summed],
    expected: Mapping[int, set[date]],
    sent: Sequence[Sent],
    limits: Scoring,
) -> tuple[Talk, ...]:
    """Name those who sent too few of their reports, the fewest first."""
    reported: dict[int, set[date]] = defaultdict(set)
    for report in sent:
        reported[report.official_id].add(report.day)
    found = []
    for one in members:
        due = len(expected[one.id])
        missing = len(expected[one.id] - reported[one.id])
        if due >= limits.min_days_due and 100 * (due - missing) < limits.min_rate * due:
            found.append(Talk(one.name, missing))
    return tuple(sorted(found, key=lambda talk: -talk.missing)[:TALKS])


def _trends(
    answers: Sequence[Answered], earlier: Sequence[Answered], weeks: Sequence[Period]
) -> tuple[Trend, ...]:
    this: dict[str, list[Share]] = defaultdict(lambda: [Share()] * len(weeks))
    before: dict[str, Share] = defaultdict(Share)
    for row in answers:
        week = next(place for place, week in enumerate(weeks) if row.day in week)
        this[row.criterion][week] += _share(row)
    for row in earlier:
        before[row.criterion] += _share(row)
    return tuple(
        Trend(code, tuple(this[code]), before[code]) for code in sorted(this, key=ranking.text_key)
    )


def _share(row: Answered) -> Share:
    met = row.count if row.answer is Answer.MET else 0
    return Share(met, 0 if row.answer is Answer.NA else row.count)


async def _criteria(session: AsyncSession, answers: Sequence[Answered]) -> Mapping[str, Criterion]:
    """Give each criterion as the newest version that was answered words it."""
    newest = {row.criterion: row.campaign_id for row in sorted(answers, key=_version)}
    return {
        code: (await campaigns.version(session, campaign_id)).campaign.criterion(code)
        for code, campaign_id in newest.items()
    }


def _version(row: Answered) -> int:
    return row.campaign_id
