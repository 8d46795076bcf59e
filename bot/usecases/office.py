"""What every use case stands on: the database and the office's time zone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import escalation, people, periods
from bot.rules.people import Official
from bot.rules.workdays import Workdays
from db import campaigns, officials, overrides, units
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Office:
    db: Database
    zone: ZoneInfo

    def today(self, now: datetime) -> date:
        return periods.local_day(now, self.zone)


async def deciders(
    session: AsyncSession, author: Official, today: date, level: int = 0
) -> Sequence[Official]:
    """Give those who may decide on the author's reports of one level of escalation today."""
    return (await deciders_of(session, [(author, level)], today))[author.id, level]


async def deciders_of(
    session: AsyncSession, waiting: Collection[tuple[Official, int]], today: date
) -> Mapping[tuple[int, int], Sequence[Official]]:
    """Ask the same for many authors at once; the answers are by the author's id and the level."""
    if not waiting:
        return {}
    parents = await units.above(session, {author.unit.id for author, _ in waiting})
    benches = await officials.benches(session, parents, today)
    council = await officials.council(session)
    ids = {
        (author.id, level): people.deciders(
            author.id,
            author.role,
            [benches[unit_id] for unit_id in people.way_up(author.unit.id, parents)],
            council,
            level,
        )
        for author, level in waiting
    }
    found = await officials.by_ids(session, frozenset().union(*ids.values()))
    return {key: [found[one] for one in sorted(may)] for key, may in ids.items()}


async def escalation_steps(
    session: AsyncSession, today: date, calendar: Workdays | None = None
) -> tuple[date, ...]:
    """Give the days before which reports that still wait must have been sent to go up."""
    after = (await campaigns.in_force(session)).campaign.clock.escalate_after
    return escalation.steps(today, calendar or await overrides.workdays(session), after)
