"""Who gets what of an event of the clock, written as deliveries: the same event twice gives one."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import people, periods
from bot.rules.deliveries import Kind, Wanted
from bot.rules.events import Agenda, Event, EventKind
from bot.usecases.office import Office
from db import campaigns, deliveries, officials, overrides, units
from db import plan as kept
from db.plan import Author

MARK = "planner"

Calendar = Callable[[Agenda, datetime, datetime], Sequence[Event]]
"""Gives the events after the first moment, up to and with the second."""

_KINDS = {
    EventKind.PROMPTS: Kind.PROMPT,
    EventKind.REMINDERS: Kind.REMINDER,
    EventKind.APPROVALS: Kind.INBOX,
    EventKind.DIGEST_MONTH: Kind.DIGEST,
}


@dataclass(frozen=True, slots=True)
class Planned:
    delivery_ids: tuple[int, ...] = ()
    """What was not planned before."""
    skipped: tuple[Event, ...] = ()
    """What came due while nobody looked and is not worth doing any more."""


async def agenda(office: Office) -> Agenda:
    async with office.db.read() as session:
        return await _agenda(session, office)


async def tick(office: Office, calendar: Calendar, now: datetime) -> Planned:
    """Plan what came due since the last time; mark and deliveries are one transaction.

    An office that starts takes up its day from midnight. A clock that was put back goes on from
    where it stands: what was planned before has its key.
    """
    async with office.db.begin() as session:
        last = await kept.mark(session, MARK)
        since = last or periods.moment_of(office.today(now), time.min, office.zone)
        due = calendar(await _agenda(session, office), min(since, now), now)
        useful = [event for event in due if event.expires_at > now]
        ids = await _write(session, office, useful, now)
        await kept.set_mark(session, MARK, now)
        return Planned(tuple(ids), tuple(event for event in due if event not in useful))


async def write(office: Office, event: Event, now: datetime) -> Planned:
    """Plan one event, whatever the clock says."""
    async with office.db.begin() as session:
        return Planned(tuple(await _write(session, office, [event], now)))


async def _agenda(session: AsyncSession, office: Office) -> Agenda:
    version = await campaigns.in_force(session)
    return Agenda(
        zone=office.zone,
        workdays=await overrides.workdays(session),
        clock=version.campaign.clock,
        units=await kept.unit_times(session),
    )


async def _write(
    session: AsyncSession, office: Office, events: Sequence[Event], now: datetime
) -> list[int]:
    every = [one for event in events for one in await wanted(session, office, event, now)]
    return await deliveries.enqueue(session, every, now)


async def wanted(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Give what an event sends, whether it was planned before or not."""
    return [
        Wanted(
            kind=_KINDS[event.kind],
            official_id=official_id,
            subject=event.day.isoformat(),
            due_at=event.due_at,
            expires_at=event.expires_at,
        )
        for official_id in await _recipients(session, office, event, now)
    ]


async def _recipients(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Iterable[int]:
    match event.kind:
        case EventKind.PROMPTS | EventKind.REMINDERS:
            authors = await kept.authors(session, event.unit_ids, event.day)
            return [author.official_id for author in authors if not author.sent]
        case EventKind.APPROVALS:
            return sorted(await _deciders(session, office, event, now))
        case EventKind.DIGEST_MONTH:
            return sorted(await _readers(session, office, event, now))


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
