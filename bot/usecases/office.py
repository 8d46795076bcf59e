"""What every use case stands on: the database and the office's time zone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import people, periods
from bot.rules.people import Official
from db import officials, units
from db.engine import Database


@dataclass(frozen=True, slots=True)
class Office:
    db: Database
    zone: ZoneInfo

    def today(self, now: datetime) -> date:
        return periods.local_day(now, self.zone)


async def deciders(session: AsyncSession, author: Official, today: date) -> Sequence[Official]:
    """Give those who may decide on the author's reports today."""
    return (await deciders_by_author(session, [author], today))[author.id]


async def deciders_by_author(
    session: AsyncSession, authors: Collection[Official], today: date
) -> Mapping[int, Sequence[Official]]:
    """Ask the same for many authors at once; the answers are by the author's id."""
    if not authors:
        return {}
    parents = await units.above(session, {author.unit.id for author in authors})
    benches = await officials.benches(session, parents, today)
    council = await officials.council(session)
    ids = {
        author.id: people.deciders(
            author.id,
            author.role,
            [benches[unit_id] for unit_id in people.way_up(author.unit.id, parents)],
            council,
        )
        for author in authors
    }
    found = await officials.by_ids(session, frozenset().union(*ids.values()))
    return {author_id: [found[one] for one in sorted(may)] for author_id, may in ids.items()}
