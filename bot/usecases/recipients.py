"""Whom an event of the clock means, and what each of them is to be sent."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import people
from bot.rules.deliveries import Kind, Wanted
from bot.rules.events import Event, EventKind
from bot.usecases.office import Office
from db import officials, units
from db import plan as kept
from db.plan import Author

Recipients = Callable[
    [AsyncSession, Office, Event, datetime], Coroutine[Any, Any, Sequence[Wanted]]
]
"""Gives what an event sends, whether it was planned before or not."""


async def prompts(
    session: AsyncSession, _: Office, event: Event, _now: datetime
) -> Sequence[Wanted]:
    return _each(Kind.PROMPT, event, await _missing(session, event))


async def reminders(
    session: AsyncSession, _: Office, event: Event, _now: datetime
) -> Sequence[Wanted]:
    return _each(Kind.REMINDER, event, await _missing(session, event))


async def approvals(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    return _each(Kind.INBOX, event, sorted(await _deciders(session, office, event, now)))


async def digests(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    return _each(Kind.DIGEST, event, sorted(await _readers(session, office, event, now)))


def _each(kind: Kind, event: Event, official_ids: Iterable[int]) -> Sequence[Wanted]:
    """Say the same to all of them."""
    return [
        Wanted(kind, official_id, event.day.isoformat(), event.due_at, event.expires_at)
        for official_id in official_ids
    ]


async def _missing(session: AsyncSession, event: Event) -> Sequence[int]:
    authors = await kept.authors(session, event.unit_ids, event.day)
    return [author.official_id for author in authors if not author.sent]


async def _deciders(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> frozenset[int]:
    """Give the leaders of whoever reports that day, and all who have something to decide.

    Members of the council, who decide where a unit has no leader, are told only of what waits.
    """
    today = office.today(now)
    every = await units.every(session)
    benches = await officials.benches(session, [unit.id for unit in every], today)
    parents = {unit.id: unit.parent_id for unit in every}
    council = await officials.council(session)

    def decide_on(author: Author, council: Collection[int]) -> frozenset[int]:
        chain = [benches[unit_id] for unit_id in people.way_up(author.unit_id, parents)]
        return people.deciders(author.official_id, author.role, chain, council)

    found: set[int] = set()
    for author in await kept.authors(session, event.unit_ids, event.day):
        found |= decide_on(author, ())
    for author in await kept.waiting(session, event.unit_ids):
        found |= decide_on(author, council)
    return await kept.there(session, found, today)


async def _readers(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> frozenset[int]:
    """Give the head of each unit, the deputies where no head is there, and the council."""
    today = office.today(now)
    benches = await officials.benches(session, event.unit_ids, today)
    leaders = (people.on_duty(bench) for bench in benches.values())
    council = await kept.there(session, await officials.council(session), today)
    return council.union(*leaders)


RECIPIENTS: Mapping[EventKind, Recipients] = {
    EventKind.PROMPTS: prompts,
    EventKind.REMINDERS: reminders,
    EventKind.APPROVALS: approvals,
    EventKind.DIGEST_MONTH: digests,
}
