"""The whole office in a month, quarter or year, for the council.

Units stand as in the standings. The criteria are those of all approved reports of the period, of
people who have left since too: a closed period does not change because somebody retires.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import periods, ranking, trends
from bot.rules.campaign import Campaign, Criterion
from bot.rules.periods import Kind, Period
from bot.rules.ranking import Entry, Place
from bot.rules.scoring import Tally
from bot.rules.trends import Headline, Share, Trend
from bot.rules.workdays import Workdays
from bot.usecases import board
from bot.usecases.board import Contender
from bot.usecases.office import Office
from bot.usecases.standings import Item
from db import board as shown
from db import campaigns, officials, totals
from db.totals import Sums


class CouncilOnly(Refusal):
    def __init__(self) -> None:
        super().__init__("Bản tin toàn cơ quan chỉ dành cho Hội đồng và Thường trực Hội đồng.")


@dataclass(frozen=True, slots=True)
class UnitLine:
    item: Item
    before: Item | None
    """How it stood in the period before."""
    not_signed_up: int

    @property
    def contender(self) -> Contender:
        return self.item.entry.key

    @property
    def entry(self) -> Entry[Contender]:
        return self.item.entry

    @property
    def movement(self) -> Decimal | None:
        """Give the points gained since, as printed; None where it was not or is not ranked."""
        if not isinstance(self.item, Place) or not isinstance(self.before, Place):
            return None
        return self.item.score - self.before.score

    @property
    def new(self) -> bool:
        return isinstance(self.item, Place) and not isinstance(self.before, Place)


@dataclass(frozen=True, slots=True)
class CouncilPeriod:
    period: Period
    today: date
    campaign: Campaign
    lines: tuple[UnitLine, ...]
    """Every unit with people: as ranked, and after the last of them who is not."""
    columns: tuple[Period, ...]
    """The weeks of a month, else the months, as far as they have begun."""
    criteria: Mapping[str, Criterion]
    trends: tuple[Trend, ...]
    """The weakest first; its `weeks` are the columns."""
    headline: Headline
    waiting: int
    """Reports of the period that wait for a decision."""
    next_on: date
    """When the next one of this kind is sent."""
    since: Period
    """The period that it is compared with."""
    earlier: Period | None
    later: Period | None

    @property
    def tally(self) -> Tally:
        return sum((line.entry.tally for line in self.lines), Tally())

    @property
    def people(self) -> int:
        return sum(line.contender.members for line in self.lines)

    @property
    def not_signed_up(self) -> int:
        return sum(line.not_signed_up for line in self.lines)

    @property
    def ranked(self) -> Sequence[UnitLine]:
        return [line for line in self.lines if isinstance(line.item, Place)]

    @property
    def unranked(self) -> Sequence[UnitLine]:
        return [line for line in self.lines if not isinstance(line.item, Place)]

    @property
    def below(self) -> Sequence[UnitLine]:
        """Give the units that report less than they have to, the weakest first."""
        return [line for line in self.by_rate if self.lacks(line)]

    @property
    def by_rate(self) -> Sequence[UnitLine]:
        """Give all units, the weakest first; nobody in it has signed up is the weakest of all."""
        return sorted(self.lines, key=lambda line: _rate(line.entry))

    def lacks(self, line: UnitLine) -> bool:
        return too_low(line.entry, self.campaign)


def too_low(entry: Entry[Contender], campaign: Campaign) -> bool:
    """Compare the rate as it is printed with the least one; without days due there is none."""
    tally = entry.tally
    if not tally.due_days:
        return False
    most = ranking.most_days_due(tally.approved_days, campaign.scoring.min_rate)
    return most is not None and tally.due_days > most


async def show(
    office: Office, actor_id: int, kind: Kind, day: date, now: datetime
) -> CouncilPeriod:
    """Give the period around a day; one before the first report or to come is brought back."""
    today = office.today(now)
    async with office.db.read() as session:
        actor = await officials.get(session, actor_id)
        if not actor.is_council or actor.left_on is not None:
            raise CouncilOnly
        if kind is Kind.MOVEMENT:
            raise Refusal("Bản tin toàn cơ quan có theo tháng, quý, năm.")
        found = await board.units_in(session, kind, day, today)
        lines = await _lines(session, found)
        period, since = found.period, found.period.previous()
        sums = await totals.answers(session, Period(kind, since.first, period.last))
        columns = _columns(period, found.calendar, sums, today)
        rows = _trends(sums, since, columns)
        waiting, _ = await shown.waiting(
            session, [line.contender.id for line in lines], period.first, period.last
        )
        return CouncilPeriod(
            period=period,
            today=today,
            campaign=found.campaign,
            lines=lines,
            columns=columns,
            criteria=await _criteria(session, sums, rows),
            trends=rows,
            headline=trends.headline(rows),
            waiting=waiting,
            next_on=found.calendar.next_working(periods.around(kind, today).last),
            since=since,
            earlier=found.earlier,
            later=found.later,
        )


async def _lines(session: AsyncSession, found: board.Units) -> tuple[UnitLine, ...]:
    missing = await shown.not_signed_up(session)
    then: dict[int, Item] = {one.entry.key.id: one for one in found.before.ranked}
    then |= {one.entry.key.id: one for one in found.before.unranked}
    items: list[Item] = [*found.now.ranked, *found.now.unranked]
    return tuple(
        UnitLine(item, then.get(item.entry.key.id), missing.get(item.entry.key.id, 0))
        for item in items
    )


def _rate(entry: Entry[Contender]) -> tuple[Fraction, ranking.Order]:
    if entry.rate is None:
        return Fraction(2 if entry.signed_up else -1), entry.order
    return entry.rate, entry.order


def _columns(
    period: Period, calendar: Workdays, sums: Sequence[Sums], today: date
) -> tuple[Period, ...]:
    if period.kind is Kind.MONTH:
        days = {one.day for one in sums}
        return tuple(
            week
            for week in trends.weeks_of(period)
            if week.first <= today
            and (calendar.working_days(week.first, week.last) or any(day in week for day in days))
        )
    months = [periods.month_of(period.first)]
    while months[-1].last < min(period.last, today):
        months.append(months[-1].next())
    return tuple(months)


def _trends(sums: Sequence[Sums], since: Period, columns: Sequence[Period]) -> tuple[Trend, ...]:
    place = {day: number for number, column in enumerate(columns) for day in column}
    this: dict[str, list[Share]] = defaultdict(lambda: [Share()] * len(columns))
    before: dict[str, Share] = defaultdict(Share)
    for one in sums:
        share = Share(one.met, one.counted)
        if one.day in since:
            before[one.criterion] += share
        elif one.day in place:
            this[one.criterion][place[one.day]] += share
    found = [
        Trend(code, tuple(this[code]), before[code]) for code in sorted(this, key=ranking.text_key)
    ]
    return tuple(sorted(found, key=_met))


def _met(trend: Trend) -> Fraction:
    """What did not apply to anybody is the last."""
    return Fraction(2) if trend.total.value is None else trend.total.value


async def _criteria(
    session: AsyncSession, sums: Sequence[Sums], rows: Sequence[Trend]
) -> Mapping[str, Criterion]:
    """Give each criterion as the newest version that was answered words it."""
    newest: dict[str, int] = defaultdict(int)
    for one in sums:
        newest[one.criterion] = max(newest[one.criterion], one.campaign_id)
    versions = {
        id_: (await campaigns.version(session, id_)).campaign
        for id_ in {newest[row.key] for row in rows}
    }
    return {row.key: versions[newest[row.key]].criterion(row.key) for row in rows}
