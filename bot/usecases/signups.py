"""How many people have not signed up, for the one who hands out the links."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import ranking
from bot.rules.deliveries import Kind, Wanted
from bot.rules.events import Event
from bot.rules.people import Role
from bot.usecases.office import Office
from db import board, deliveries, officials, units
from db import plan as kept


@dataclass(frozen=True, slots=True)
class Missing:
    today: date
    people: int
    """Everybody in office."""
    units: tuple[tuple[str, int], ...]
    """Units of whom some have not signed up, and how many; the most first."""

    @property
    def count(self) -> int:
        return sum(count for _, count in self.units)


async def recipients(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Tell one person a week: a secretary who is there, else somebody of the council."""
    if not await board.not_signed_up(session):
        return ()
    council = await officials.council(session)
    letters = {
        one: Wanted(Kind.SIGNUPS, one, event.day.isoformat(), event.due_at, event.expires_at)
        for one in await _in_order(session, council)
    }
    known = await deliveries.known(session, [letter.key for letter in letters.values()])
    told = [letter for letter in letters.values() if letter.key in known]
    there = await kept.there(session, council, office.today(now))
    return (told or [letter for one, letter in letters.items() if one in there])[:1]


async def _in_order(session: AsyncSession, council: Collection[int]) -> Sequence[int]:
    """Put secretaries first."""
    known = (await officials.by_ids(session, council)).values()
    return [
        one.id for one in sorted(known, key=lambda one: (one.role is not Role.SECRETARY, one.id))
    ]


async def look(office: Office, now: datetime) -> Missing:
    async with office.db.read() as session:
        missing = await board.not_signed_up(session)
        names = {unit.id: unit.name for unit in await units.every(session)}
        everybody = await board.members(session, None)
    found = [(names[unit_id], count) for unit_id, count in missing.items()]
    found.sort(key=lambda one: (-one[1], ranking.text_key(one[0])))
    return Missing(office.today(now), sum(everybody.values()), tuple(found))
