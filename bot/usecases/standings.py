"""Standings for the council: who stands where in a period, and why.

They hold the people who are in office now, each in the unit of now: somebody who was transferred
takes his own numbers along, and somebody who left is in no table any more.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import periods, ranking
from bot.rules.campaign import Campaign, Criterion, Scoring, Side
from bot.rules.people import Unit, way_up
from bot.rules.periods import Period
from bot.rules.ranking import Entry, Place, Unranked
from bot.rules.reports import Answer
from bot.rules.scoring import Tally
from bot.usecases.office import Office
from db import campaigns, officials, overrides, units
from db import standings as kept
from db.standings import Summed
from db.tables import OfficialRow


class CouncilOnly(Refusal):
    def __init__(self) -> None:
        super().__init__("Xếp hạng chỉ dành cho Hội đồng và Thường trực Hội đồng.")


@dataclass(frozen=True, slots=True)
class View:
    """What of the standings is looked at."""

    side: Side
    kind: periods.Kind
    day: date
    """Any day of the period: a quarter's month is not forgotten while the quarter is shown."""
    block: int = 0
    """A unit of the block, because a block has only a name; 0 for all blocks."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Contender:
    """A person or a unit."""

    id: int
    code: str
    name: str
    unit: str
    """The person's unit; empty for a unit."""
    block: str | None
    members: int = 0
    """How many people the unit has."""


@dataclass(frozen=True, slots=True)
class Block:
    unit_id: int
    name: str


Item = Place[Contender] | Unranked[Contender]


@dataclass(frozen=True, slots=True)
class Table:
    view: View
    """As it is shown: a period before the first report or a page too far was brought back."""
    period: Period
    campaign: Campaign
    block: str | None
    """None for all blocks."""
    blocks: tuple[Block, ...]
    standings: ranking.Standings[Contender]
    page: ranking.Page[Item]
    """Who is ranked, and after the last of them who is not."""
    earlier: Period | None
    later: Period | None


@dataclass(frozen=True, slots=True)
class CriterionCount:
    criterion: Criterion
    met: int
    missed: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """One person's own numbers, down to what can be counted by hand."""

    tally: Tally
    criteria: tuple[CriterionCount, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    table: Table
    item: Item
    numbers: Numbers | None
    """Of a person."""
    members: tuple[Entry[Contender], ...]
    """Of a unit."""


async def open_table(office: Office, actor_id: int, now: datetime) -> Table:
    """Show people in this month, or in the last one while nobody can be ranked in this one yet."""
    today = office.today(now)
    this = View(Side.INDIVIDUAL, periods.Kind.MONTH, today)
    table = await show(office, actor_id, this, now)
    if table.standings.ranked or table.earlier is None:
        return table
    last = await show(office, actor_id, replace(this, day=table.earlier.last), now)
    return last if last.standings.ranked else table


async def show(office: Office, actor_id: int, view: View, now: datetime) -> Table:
    async with office.db.read() as session:
        await _council_only(session, actor_id)
        return (await _table(session, view, office.today(now)))[0]


async def explain(
    office: Office, actor_id: int, view: View, contender_id: int, now: datetime
) -> Explained:
    """Give the numbers behind one line of the standings."""
    async with office.db.read() as session:
        await _council_only(session, actor_id)
        today = office.today(now)
        table, people, block_of = await _table(session, view, today)
        item = _line(table, contender_id)
        if view.side is Side.INDIVIDUAL:
            tally = item.entry.tally
            counts = await count_criteria(session, table.period, contender_id)
            return Explained(table, item, Numbers(tally, counts), ())
        members = [person for person in people if person.unit_id == contender_id]
        entries = _people(members, {contender_id: item.entry.key.name}, block_of)
        in_order = sorted(entries, key=lambda entry: entry.order)
        return Explained(table, item, None, tuple(in_order))


async def count_criteria(
    session: AsyncSession, period: Period, official_id: int
) -> tuple[CriterionCount, ...]:
    """Count a person's approved answers; a criterion whose weight was changed stands twice."""
    versions: dict[int, Campaign] = {}
    found: dict[tuple[str, int], tuple[Criterion, Counter[Answer | None]]] = {}
    for row in await kept.answers(session, period, OfficialRow.id == official_id):
        if row.campaign_id not in versions:
            version = await campaigns.version(session, row.campaign_id)
            versions[row.campaign_id] = version.campaign
        criterion = versions[row.campaign_id].criterion(row.criterion)
        key = criterion.code, criterion.weight
        _, counts = found.setdefault(key, (criterion, Counter()))
        counts[row.answer] += row.count
    ordered = sorted(found.items(), key=lambda item: (ranking.text_key(item[0][0]), item[0][1]))
    return tuple(
        CriterionCount(criterion, counts[Answer.MET], counts[Answer.NOT_MET], counts[Answer.NA])
        for _, (criterion, counts) in ordered
    )


async def _council_only(session: AsyncSession, actor_id: int) -> None:
    actor = await officials.get(session, actor_id)
    if not actor.is_council or actor.left_on is not None:
        raise CouncilOnly


async def _table(
    session: AsyncSession, view: View, today: date
) -> tuple[Table, Sequence[Summed], Mapping[int, str | None]]:
    version = await campaigns.in_force(session)
    campaign = version.campaign
    first = min(await kept.first_day(session) or today, today)
    view = replace(view, day=min(max(view.day, first), today))
    period = period_of(view.kind, view.day, campaign, today)
    every = await units.every(session)
    block_of = inherited_blocks(every)
    block = block_of.get(view.block)
    within = [unit.id for unit in every if block is None or block_of[unit.id] == block]
    who: list[ColumnElement[bool]] = [] if block is None else [OfficialRow.unit_id.in_(within)]
    calendar = await overrides.workdays(session)
    people = await kept.summed(session, period, calendar, today, *who)
    names = {unit.id: unit.name for unit in every}
    entries = _people(people, names, block_of)
    if view.side is Side.COLLECTIVE:
        entries = _units(entries, people, names, block_of)
    standings = _ranked(entries, campaign.scoring)
    page = ranking.page(_lines(standings), view.page)
    moves = view.kind is not periods.Kind.MOVEMENT
    earlier, later = period.previous(), period.next()
    table = Table(
        view=replace(view, page=page.number, block=view.block if block else 0),
        period=period,
        campaign=campaign,
        block=block,
        blocks=_blocks(block_of),
        standings=standings,
        page=page,
        earlier=earlier if moves and earlier.last >= first else None,
        later=later if moves and later.first <= today else None,
    )
    return table, people, block_of


def period_of(kind: periods.Kind, day: date, campaign: Campaign, today: date) -> Period:
    if kind is periods.Kind.MOVEMENT:
        return periods.movement(campaign.period.first_day, campaign.period.last_day, today)
    around = {
        periods.Kind.MONTH: periods.month_of,
        periods.Kind.QUARTER: periods.quarter_of,
        periods.Kind.YEAR: periods.year_of,
    }
    return around[kind](day)


def inherited_blocks(every: Sequence[Unit]) -> Mapping[int, str | None]:
    """Give each unit's block: its own, or that of the nearest unit above that has one."""
    by_id = {unit.id: unit for unit in every}
    parents = {unit.id: unit.parent_id for unit in every}

    def block(unit: Unit) -> str | None:
        above = (by_id[step].block for step in way_up(unit.id, parents))
        return next((found for found in above if found is not None), None)

    return {unit.id: block(unit) for unit in every}


def _blocks(block_of: Mapping[int, str | None]) -> tuple[Block, ...]:
    first = {name: unit_id for unit_id, name in sorted(block_of.items(), reverse=True) if name}
    return tuple(Block(first[name], name) for name in sorted(first, key=ranking.text_key))


def _people(
    people: Sequence[Summed], names: Mapping[int, str], block_of: Mapping[int, str | None]
) -> list[Entry[Contender]]:
    return [
        ranking.person_entry(
            Contender(one.id, one.code, one.name, names[one.unit_id], block_of[one.unit_id]),
            one.name,
            one.tally,
            signed_up=one.joined_on is not None,
        )
        for one in people
    ]


def _units(
    entries: Sequence[Entry[Contender]],
    people: Sequence[Summed],
    names: Mapping[int, str],
    block_of: Mapping[int, str | None],
) -> list[Entry[Contender]]:
    """Give the units that have people of their own."""
    members = defaultdict(list)
    for entry, person in zip(entries, people, strict=True):
        members[person.unit_id].append(entry)
    return [
        ranking.unit_entry(
            Contender(unit_id, "", names[unit_id], "", block_of[unit_id], len(own)),
            names[unit_id],
            own,
        )
        for unit_id, own in sorted(members.items())
    ]


def _ranked(entries: Sequence[Entry[Contender]], scoring: Scoring) -> ranking.Standings[Contender]:
    return ranking.rank(entries, scoring.min_days_due, scoring.min_rate)


def _lines(standings: ranking.Standings[Contender]) -> list[Item]:
    return [*standings.ranked, *standings.unranked]


def _line(table: Table, contender_id: int) -> Item:
    for item in _lines(table.standings):
        if item.entry.key.id == contender_id:
            return item
    raise Refusal("Không còn trong bảng xếp hạng này.")
