"""Standings for the council: who stands where in a period, and why.

They hold the people who are in office now, each in the unit of now: somebody who was transferred
takes his own numbers along, and somebody who left is in no table any more.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import periods, ranking, summaries
from bot.rules.campaign import Campaign, Criterion, Side
from bot.rules.people import Unit, way_up
from bot.rules.periods import Period
from bot.rules.ranking import Entry, Ladder, Place, Unranked
from bot.rules.reports import Answer
from bot.rules.scoring import Tally
from bot.rules.workdays import Workdays
from bot.usecases.office import Office
from db import board as shown
from db import campaigns, officials, overrides, units
from db import standings as kept
from db import summaries as summed
from db.board import UnitSum
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
    unit_id: int
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
    ranked: int
    unranked: int
    page: ranking.Page[Item]
    """Who is ranked, and after the last of them who is not."""
    earlier: Period | None
    later: Period | None


@dataclass(frozen=True, slots=True)
class Whole:
    """Every line."""

    table: Table
    standings: ranking.Standings[Contender]


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
    if table.ranked or table.earlier is None:
        return table
    last = await show(office, actor_id, replace(this, day=table.earlier.last), now)
    return last if last.ranked else table


async def show(office: Office, actor_id: int, view: View, now: datetime) -> Table:
    async with office.db.read() as session:
        board = await _board(session, actor_id, view, office.today(now))
        standings = await _units_ranked(board) if view.side is Side.COLLECTIVE else None
        ladder = ranking.ladder(standings) if standings else await _ladder(board)
        page = await (_units_page(board, standings) if standings else _page(board, ladder))
        return _table(board, ladder, page)


async def whole(office: Office, actor_id: int, view: View, now: datetime) -> Whole:
    """Give every line: for a file, which takes its time."""
    async with office.db.read() as session:
        board = await _board(session, actor_id, view, office.today(now))
        entries = await _people(board)
        if view.side is Side.COLLECTIVE:
            entries = _units(board, entries)
        standings = ranking.rank(entries, *board.limits)
        page = ranking.page(_lines(standings), view.page)
        return Whole(_table(board, ranking.ladder(standings), page), standings)


@dataclass(frozen=True, slots=True)
class Units:
    """All units in a period, and how they stood in the one before."""

    period: Period
    campaign: Campaign
    calendar: Workdays
    now: ranking.Standings[Contender]
    before: ranking.Standings[Contender]
    """Of nobody where there was no report yet."""
    earlier: Period | None
    later: Period | None


async def units_in(session: AsyncSession, kind: periods.Kind, day: date, today: date) -> Units:
    """Rank the units of a month, quarter or year; who may see it is the caller's to know."""
    board = await _open_board(session, View(Side.COLLECTIVE, kind, day), today)
    earlier, later = _neighbours(board)
    before: ranking.Standings[Contender] = ranking.Standings((), ())
    if earlier and (period_id := await summed.period_id(session, earlier)):
        then = replace(board, period=earlier, whole=earlier, period_id=period_id)
        before = await _units_ranked(then)
    if board.period_id is None:  # nothing was summed up
        now = ranking.rank(_units(board, await _people(board)), *board.limits)
    else:
        now = await _units_ranked(board)
    return Units(board.period, board.campaign, board.calendar, now, before, earlier, later)


async def explain(
    office: Office, actor_id: int, view: View, contender_id: int, now: datetime
) -> Explained:
    """Give the numbers behind one line of the standings."""
    async with office.db.read() as session:
        board = await _board(session, actor_id, view, office.today(now))
        person = view.side is Side.INDIVIDUAL
        found = await _people(
            board, (OfficialRow.id if person else OfficialRow.unit_id) == contender_id
        )
        if not found:
            raise Refusal("Không còn trong bảng xếp hạng này.")
        ladder = await _ladder(board) if person else ranking.ladder(await _units_ranked(board))
        (entry,) = found if person else _units(board, found)
        item = ladder.line(entry, *board.limits)
        table = _table(board, ladder, ranking.Page((item,), 1, 1))
        if person:
            counts = await count_criteria(session, table.period, contender_id)
            return Explained(table, item, Numbers(entry.tally, counts), ())
        return Explained(table, item, None, tuple(sorted(found, key=_order)))


async def units_of_block(
    session: AsyncSession, block: str, period: Period, today: date
) -> ranking.Standings[Contender]:
    """Rank a block's units, whoever asks: whose place anybody may see is not decided here."""
    every = await units.every(session)
    board = _Board(
        session=session,
        view=View(Side.COLLECTIVE, period.kind, period.first),
        today=today,
        first=period.first,
        campaign=(await campaigns.in_force(session)).campaign,
        calendar=await overrides.workdays(session),
        period=period,
        whole=period,
        period_id=await summed.period_id(session, period),
        names={unit.id: unit.name for unit in every},
        block_of=inherited_blocks(every),
        block=block,
    )
    return await _units_ranked(board)


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


@dataclass(frozen=True, slots=True)
class _Board:
    """What every part of a table is made from."""

    session: AsyncSession
    view: View
    today: date
    first: date
    """Of the first report."""
    campaign: Campaign
    calendar: Workdays
    period: Period
    whole: Period
    """The period with all its days to come, as it is summed up."""
    period_id: int | None
    names: Mapping[int, str]
    block_of: Mapping[int, str | None]
    block: str | None

    @property
    def limits(self) -> tuple[int, int]:
        return self.campaign.scoring.min_days_due, self.campaign.scoring.min_rate

    @property
    def within(self) -> Sequence[int] | None:
        if self.block is None:
            return None
        return [unit_id for unit_id, block in self.block_of.items() if block == self.block]


async def _board(session: AsyncSession, actor_id: int, view: View, today: date) -> _Board:
    actor = await officials.get(session, actor_id)
    if not actor.is_council or actor.left_on is not None:
        raise CouncilOnly
    return await _open_board(session, view, today)


async def _open_board(session: AsyncSession, view: View, today: date) -> _Board:
    campaign = (await campaigns.in_force(session)).campaign
    first = min(await kept.first_day(session) or today, today)
    view = replace(view, day=min(max(view.day, first), today))
    period = period_of(view.kind, view.day, campaign, today)
    whole = summaries.movement(campaign) if view.kind is periods.Kind.MOVEMENT else period
    every = await units.every(session)
    block_of = inherited_blocks(every)
    return _Board(
        session=session,
        view=view,
        today=today,
        first=first,
        campaign=campaign,
        calendar=await overrides.workdays(session),
        period=period,
        whole=whole,
        period_id=await summed.period_id(session, whole),
        names={unit.id: unit.name for unit in every},
        block_of=block_of,
        block=block_of.get(view.block),
    )


def _neighbours(board: _Board) -> tuple[Period | None, Period | None]:
    """Give the periods before and after, as far as there may be reports."""
    if board.view.kind is periods.Kind.MOVEMENT:
        return None, None
    earlier, later = board.period.previous(), board.period.next()
    return (
        earlier if earlier.last >= board.first else None,
        later if later.first <= board.today else None,
    )


def _table(board: _Board, ladder: Ladder, page: ranking.Page[Item]) -> Table:
    earlier, later = _neighbours(board)
    return Table(
        view=replace(board.view, page=page.number, block=board.view.block if board.block else 0),
        period=board.period,
        campaign=board.campaign,
        block=board.block,
        blocks=_blocks(board.block_of),
        ranked=sum(ladder.ranked.values()),
        unranked=ladder.unranked,
        page=page,
        earlier=earlier,
        later=later,
    )


async def _ladder(board: _Board) -> Ladder:
    """Count people by their scores."""
    if board.period_id is None:
        members = await shown.members(board.session, board.within)
        return Ladder({}, sum(members.values()))
    steps = await shown.steps(board.session, board.today, board.within, board.period_id)
    ranked = {1000 - step.lost: step.ranked for step in steps if step.lost is not None}
    return Ladder(ranked, sum(step.unranked for step in steps))


async def _page(board: _Board, ladder: Ladder) -> ranking.Page[Item]:
    ranked = sum(ladder.ranked.values())
    places = ranking.page(range(ranked + ladder.unranked), board.view.page)
    above = [place for place in places.items if place < ranked]
    below = [place - ranked for place in places.items if place >= ranked]
    ids: list[int] = []
    whose = board.session, board.today, board.within
    if above and board.period_id is not None:
        ids += await shown.ranked(*whose, board.period_id, start=above[0], size=len(above))
    if below:
        ids += await shown.unranked(*whose, board.period_id, start=below[0], size=len(below))
    found = {one.key.id: one for one in await _people(board, OfficialRow.id.in_(ids))}
    # Who left the office between two queries is not found any more.
    lines = [ladder.line(found[id_], *board.limits) for id_ in ids if id_ in found]
    return ranking.Page(tuple(lines), places.number, places.pages)


async def _units_ranked(board: _Board) -> ranking.Standings[Contender]:
    """Rank the units that have people of their own."""
    sums: Sequence[UnitSum]
    if board.period_id is None:
        members = await shown.members(board.session, board.within)
        sums = [UnitSum(unit_id, count) for unit_id, count in sorted(members.items())]
    else:
        asked = board.today, board.within, board.period_id, board.whole, board.calendar
        sums = await shown.units(board.session, *asked)
    means = {one.id: ranking.printed_mean(one.scores, one.scored) for one in sums if one.scored}
    unclear = [unit_id for unit_id, mean in means.items() if mean is None]
    exact = await _people(board, OfficialRow.unit_id.in_(unclear)) if unclear else ()
    entries = {one.id: _unit(board, one, means.get(one.id)) for one in sums}
    entries |= {one.key.id: one for one in _units(board, exact)}
    return ranking.rank(entries.values(), *board.limits)


async def _units_page(board: _Board, standings: ranking.Standings[Contender]) -> ranking.Page[Item]:
    page = ranking.page(_lines(standings), board.view.page)
    if board.period_id is not None:
        return page
    ids = [item.entry.key.id for item in page.items]  # nothing was summed up, but for these
    people = await _people(board, OfficialRow.unit_id.in_(ids))
    ladder = ranking.ladder(standings)
    lines = [ladder.line(unit, *board.limits) for unit in sorted(_units(board, people), key=_order)]
    return replace(page, items=tuple(lines))


async def _people(board: _Board, *who: ColumnElement[bool]) -> Sequence[Entry[Contender]]:
    """Give the people of the table, by id."""
    if board.within is not None:
        who = (*who, OfficialRow.unit_id.in_(board.within))
    asked = board.today, board.period_id, board.whole, board.calendar
    return [
        ranking.person_entry(
            Contender(
                one.id,
                one.code,
                one.name,
                board.names[one.unit_id],
                board.block_of[one.unit_id],
                one.unit_id,
            ),
            one.name,
            one.tally,
            signed_up=one.joined_on is not None,
        )
        for one in await shown.people(board.session, *asked, *who)
    ]


def _units(board: _Board, people: Sequence[Entry[Contender]]) -> Sequence[Entry[Contender]]:
    """Give the units of these people, by id."""
    members = defaultdict(list)
    for entry in people:
        members[entry.key.unit_id].append(entry)
    return [
        ranking.unit_entry(_contender(board, unit_id, len(own)), board.names[unit_id], own)
        for unit_id, own in sorted(members.items())
    ]


def _unit(board: _Board, one: UnitSum, mean: int | None) -> Entry[Contender]:
    """Give a unit whose score is as exact as it is printed."""
    name = board.names[one.id]
    return Entry(
        _contender(board, one.id, one.members),
        name,
        ranking.text_key(name),
        one.tally,
        None if mean is None else Fraction(mean, 10),
        signed_up=one.signed_up > 0,
    )


def _contender(board: _Board, unit_id: int, members: int) -> Contender:
    return Contender(
        unit_id, "", board.names[unit_id], "", board.block_of[unit_id], unit_id, members
    )


def _lines(standings: ranking.Standings[Contender]) -> Sequence[Item]:
    return [*standings.ranked, *standings.unranked]


def _order(entry: Entry[Contender]) -> ranking.Order:
    return entry.order


def period_of(kind: periods.Kind, day: date, campaign: Campaign, today: date) -> Period:
    if kind is periods.Kind.MOVEMENT:
        return periods.movement(campaign.period.first_day, campaign.period.last_day, today)
    return periods.around(kind, day)


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
