"""What every use case stands on: the database and the office's time zone."""

from collections.abc import Sequence
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
    chain = await units.chain(session, author.unit.id)
    benches = await officials.benches(session, chain, today)
    council = await officials.council(session)
    ids = people.deciders(author.id, author.role, [benches[unit_id] for unit_id in chain], council)
    found = await officials.by_ids(session, ids)
    return sorted(found.values(), key=lambda official: official.id)
