"""Standings for the council: who stands where in a period, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import periods, ranking
from bot.rules.campaign import Campaign, Criterion, Side
from bot.rules.periods import Period
from bot.rules.ranking import Entry, Ladder, Place, Unranked
from bot.rules.reports import Answer
from bot.rules.scoring import Tally
from bot.usecases.board import Board, Contender, View, open_board
from bot.usecases.office import Office
from db import board as shown
from db import campaigns, officials
from db import standings as kept
from db.tables import OfficialRow


class CouncilOnly(Refusal):
    def __init__(self) -> None:
        super().__init__("Xếp hạng chỉ dành cho Hội đồng và Thường trực Hội đồng.")


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
        standings = await board.units_ranked() if view.side is Side.COLLECTIVE else None
        ladder = ranking.ladder(standings) if standings else await _ladder(board)
        page = await (_units_page(board, standings) if standings else _page(board, ladder))
        return _table(board, ladder, page)


async def whole(office: Office, actor_id: int, view: View, now: datetime) -> Whole:
    """Give every line: for a file, which takes its time."""
    async with office.db.read() as session:
        board = await _board(session, actor_id, view, office.today(now))
        entries = await board.people()
        if view.side is Side.COLLECTIVE:
            entries = board.units_of(entries)
        standings = ranking.rank(entries, *board.limits)
        page = ranking.page(_lines(standings), view.page)
        return Whole(_table(board, ranking.ladder(standings), page), standings)


async def explain(
    office: Office, actor_id: int, view: View, contender_id: int, now: datetime
) -> Explained:
    """Give the numbers behind one line of the standings."""
    async with office.db.read() as session:
        board = await _board(session, actor_id, view, office.today(now))
        person = view.side is Side.INDIVIDUAL
        found = await board.people(
            (OfficialRow.id if person else OfficialRow.unit_id) == contender_id
        )
        if not found:
            raise Refusal("Không còn trong bảng xếp hạng này.")
        ladder = await _ladder(board) if person else ranking.ladder(await board.units_ranked())
        (entry,) = found if person else board.units_of(found)
        item = ladder.line(entry, *board.limits)
        table = _table(board, ladder, ranking.Page((item,), 1, 1))
        if person:
            counts = await count_criteria(session, table.period, contender_id)
            return Explained(table, item, Numbers(entry.tally, counts), ())
        return Explained(table, item, None, tuple(sorted(found, key=_order)))


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


async def _board(session: AsyncSession, actor_id: int, view: View, today: date) -> Board:
    actor = await officials.get(session, actor_id)
    if not actor.is_council or actor.left_on is not None:
        raise CouncilOnly
    return await open_board(session, view, today)


def _table(board: Board, ladder: Ladder, page: ranking.Page[Item]) -> Table:
    earlier, later = board.neighbours
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


async def _ladder(board: Board) -> Ladder:
    """Count people by their scores."""
    if board.period_id is None:
        members = await shown.members(board.session, board.within)
        return Ladder({}, sum(members.values()))
    steps = await shown.steps(board.session, board.today, board.within, board.period_id)
    ranked = {1000 - step.lost: step.ranked for step in steps if step.lost is not None}
    return Ladder(ranked, sum(step.unranked for step in steps))


async def _page(board: Board, ladder: Ladder) -> ranking.Page[Item]:
    ranked = sum(ladder.ranked.values())
    places = ranking.page(range(ranked + ladder.unranked), board.view.page)
    above = [place for place in places.items if place < ranked]
    below = [place - ranked for place in places.items if place >= ranked]
    ids: list[int] = []
    whose = board.session, board.today, board.within
    if above and board.period_id is not None:
        score, before = ladder.step(above[0])
        ids += await shown.ranked(
            *whose,
            board.period_id,
            lost=1000 - score,
            start=above[0] - before,
            size=len(above),
        )
    if below:
        ids += await shown.unranked(
            *whose, board.period_id, start=below[0], size=len(below), count=ladder.unranked
        )
    found = {one.key.id: one for one in await board.people(OfficialRow.id.in_(ids))}
    # Who left the office between two queries is not found any more.
    lines = [ladder.line(found[id_], *board.limits) for id_ in ids if id_ in found]
    return ranking.Page(tuple(lines), places.number, places.pages)


async def _units_page(board: Board, standings: ranking.Standings[Contender]) -> ranking.Page[Item]:
    page = ranking.page(_lines(standings), board.view.page)
    if board.period_id is not None:
        return page
    ids = [item.entry.key.id for item in page.items]  # nothing was summed up, but for these
    people = await board.people(OfficialRow.unit_id.in_(ids))
    ladder = ranking.ladder(standings)
    lines = [
        ladder.line(unit, *board.limits) for unit in sorted(board.units_of(people), key=_order)
    ]
    return replace(page, items=tuple(lines))


def _lines(standings: ranking.Standings[Contender]) -> Sequence[Item]:
    return [*standings.ranked, *standings.unranked]


def _order(entry: Entry[Contender]) -> ranking.Order:
    return entry.order


def _blocks(block_of: Mapping[int, str | None]) -> tuple[Block, ...]:
    first = {name: unit_id for unit_id, name in sorted(block_of.items(), reverse=True) if name}
    return tuple(Block(first[name], name) for name in sorted(first, key=ranking.text_key))
