"""What a unit's month is compared with: its own past, and the other units of its block."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import ranking
from bot.rules.people import Unit
from bot.rules.periods import Period
from bot.rules.ranking import Entry
from bot.rules.workdays import Workdays
from bot.usecases import board
from db import board as shown
from db import summaries, units
from db.standings import Summed
from db.tables import OfficialRow

MONTHS = 6
LEAST_UNITS = 3
"""Of fewer units a median would tell one neighbour's score."""


@dataclass(frozen=True, slots=True)
class PastMonth:
    period: Period
    entry: Entry[int]


@dataclass(frozen=True, slots=True)
class Block:
    name: str
    ranked: int
    """How many of its units are ranked in the month, this one among them."""
    median: Decimal | None
    """Of their printed scores; None where they are too few."""


async def past(
    session: AsyncSession,
    unit: Unit,
    known: Sequence[Entry[int]],
    period: Period,
    first: date,
    calendar: Workdays,
    today: date,
) -> tuple[PastMonth, ...]:
    """Give the last months, oldest first, as far as anybody reported; `known` are the newest."""
    found: list[PastMonth] = []
    while len(found) < MONTHS and (not found or period.last >= first):
        if len(found) < len(known):
            own = known[-1 - len(found)]
        else:
            own = entry(
                unit,
                await shown.people(
                    session,
                    today,
                    await summaries.period_id(session, period),
                    period,
                    calendar,
                    OfficialRow.unit_id == unit.id,
                ),
            )
        found.append(PastMonth(period, own))
        period = period.previous()
    return tuple(reversed(found))


async def block(session: AsyncSession, unit_id: int, period: Period, today: date) -> Block | None:
    name = board.inherited_blocks(await units.every(session)).get(unit_id)
    if name is None:
        return None
    ranked = (await board.units_of_block(session, name, period, today)).ranked
    enough = len(ranked) >= LEAST_UNITS
    return Block(name, len(ranked), median(place.score for place in ranked) if enough else None)


def entry(unit: Unit, members: Sequence[Summed]) -> Entry[int]:
    """Give the unit's score and rate as in the standings."""
    return ranking.unit_entry(
        unit.id,
        unit.name,
        [
            ranking.person_entry(one.id, one.name, one.tally, signed_up=one.joined_on is not None)
            for one in members
        ],
    )
