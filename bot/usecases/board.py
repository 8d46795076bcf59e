"""The board that standings are read from: a period, its units, and what people come to in it.

It holds the people who are in office now, each in the unit of now: somebody who was transferred
takes his own numbers along, and somebody who left is in no table any more. Who may see it is the
caller's to know.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import periods, ranking, summaries
from bot.rules.campaign import Campaign, Side
from bot.rules.people import Unit, way_up
from bot.rules.periods import Period
from bot.rules.ranking import Entry
from bot.rules.workdays import Workdays
from db import board as kept
from db import campaigns, overrides, sets, units
from db import standings as ledger
from db import summaries as summed
from db.board import UnitSum
from db.tables import OfficialRow


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
class Board:
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

    @property
    def neighbours(self) -> tuple[Period | None, Period | None]:
        """Give the periods before and after, as far as there may be reports."""
        if self.view.kind is periods.Kind.MOVEMENT:
            return None, None
        earlier, later = self.period.previous(), self.period.next()
        return (
            earlier if earlier.last >= self.first else None,
            later if later.first <= self.today else None,
        )

    async def units_ranked(self) -> ranking.Standings[Contender]:
        """Rank the units that have people of their own."""
        sums: Sequence[UnitSum]
        if self.period_id is None:
            members = await kept.members(self.session, self.within)
            sums = [UnitSum(unit_id, count) for unit_id, count in sorted(members.items())]
        else:
            asked = self.today, self.within, self.period_id, self.whole, self.calendar
            sums = await kept.units(self.session, *asked)
        means = {one.id: ranking.printed_mean(one.scores, one.scored) for one in sums if one.scored}
        unclear = [unit_id for unit_id, mean in means.items() if mean is None]
        if unclear and self.period_id is not None:
            exact = await kept.scores(self.session, self.period_id, unclear)
            means |= {unit_id: ranking.exact_mean(scores) for unit_id, scores in exact.items()}
        return ranking.rank((self._unit(one, means.get(one.id)) for one in sums), *self.limits)

    async def people(self, *who: ColumnElement[bool]) -> Sequence[Entry[Contender]]:
        """Give the people of the table, by id."""
        if (within := self.within) is not None:
            who = (*who, sets.within(OfficialRow.unit_id, within))
        asked = self.today, self.period_id, self.whole, self.calendar
        return [
            ranking.person_entry(
                Contender(
                    one.id,
                    one.code,
                    one.name,
                    self.names[one.unit_id],
                    self.block_of[one.unit_id],
                    one.unit_id,
                ),
                one.name,
                one.tally,
                signed_up=one.joined_on is not None,
            )
            for one in await kept.people(self.session, *asked, *who)
        ]

    def units_of(self, people: Sequence[Entry[Contender]]) -> Sequence[Entry[Contender]]:
        """Give the units of these people, by id."""
        members = defaultdict(list)
        for entry in people:
            members[entry.key.unit_id].append(entry)
        return [
            ranking.unit_entry(self._contender(unit_id, len(own)), self.names[unit_id], own)
            for unit_id, own in sorted(members.items())
        ]

    def _unit(self, one: UnitSum, mean: int | None) -> Entry[Contender]:
        """Give a unit whose score is as exact as it is printed."""
        name = self.names[one.id]
        return Entry(
            self._contender(one.id, one.members),
            name,
            ranking.text_key(name),
            one.tally,
            None if mean is None else Fraction(mean, 10),
            signed_up=one.signed_up > 0,
        )

    def _contender(self, unit_id: int, members: int) -> Contender:
        return Contender(
            unit_id, "", self.names[unit_id], "", self.block_of[unit_id], unit_id, members
        )


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
    board = await open_board(session, View(Side.COLLECTIVE, kind, day), today)
    earlier, later = board.neighbours
    before: ranking.Standings[Contender] = ranking.Standings((), ())
    if earlier and (period_id := await summed.period_id(session, earlier)):
        then = replace(board, period=earlier, whole=earlier, period_id=period_id)
        before = await then.units_ranked()
    if board.period_id is None:  # nothing was summed up
        now = ranking.rank(board.units_of(await board.people()), *board.limits)
    else:
        now = await board.units_ranked()
    return Units(board.period, board.campaign, board.calendar, now, before, earlier, later)


async def units_of_block(
    session: AsyncSession, block: str, period: Period, today: date
) -> ranking.Standings[Contender]:
    """Rank a block's units, whoever asks: whose place anybody may see is not decided here."""
    every = await units.every(session)
    board = Board(
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
    return await board.units_ranked()


async def open_board(session: AsyncSession, view: View, today: date) -> Board:
    campaign = (await campaigns.in_force(session)).campaign
    first = min(await ledger.first_day(session) or today, today)
    view = replace(view, day=min(max(view.day, first), today))
    period = period_of(view.kind, view.day, campaign, today)
    whole = summaries.movement(campaign) if view.kind is periods.Kind.MOVEMENT else period
    every = await units.every(session)
    block_of = inherited_blocks(every)
    return Board(
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

    return {unit.id: unit.block or block(unit) for unit in every}
