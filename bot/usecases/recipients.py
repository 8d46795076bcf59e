"""Whom an event of the clock means, and what each of them is to be sent."""

from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import people, periods
from bot.rules.deliveries import Kind, Wanted
from bot.rules.events import Event, EventKind
from bot.usecases import escalation, milestones, signups
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
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Leave out who wants none, who has had the day's second message, or only just a card.

    The card comes late after downtime, or where its hour was moved into the past of its day.
    """
    missing = await _missing(session, event)
    spared = await unreminded(session, office, missing, event, now)
    spared |= await kept.just_asked(session, missing, event.day, now - event.apart)
    return _each(Kind.REMINDER, event, [one for one in missing if one not in spared])


async def unreminded(
    session: AsyncSession, office: Office, ids: Sequence[int], event: Event, now: datetime
) -> frozenset[int]:
    paused = await kept.unreminded(session, ids, event.day)
    return paused | await with_second(session, office, ids, now)


async def with_second(
    session: AsyncSession, office: Office, ids: Sequence[int], now: datetime
) -> frozenset[int]:
    """Give those who have today's second message: a digest, or a reminder of an earlier day."""
    today = office.today(now)
    midnight = periods.moment_of(today, time.min, office.zone)
    after = periods.moment_of(today + timedelta(days=1), time.min, office.zone)
    return await kept.written_to(session, ids, today, midnight, after)


async def approvals(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Leave out, on a day off, deciders who are not on duty themselves."""
    found = await _deciders(session, office, event, now)
    if event.duty:
        found = await kept.on_duty(session, found, event.day)
    return _each(Kind.INBOX, event, sorted(found))


async def digests(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Everybody who is there gets one: the letter knows which by the person's role."""
    members = await officials.members(session, event.unit_ids)
    ids = [one.id for one in members if not (event.but_council and one.is_council)]
    return _each(Kind.DIGEST, event, sorted(await kept.there(session, ids, office.today(now))))


async def councils_digests(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    council = await officials.council(session)
    readers = sorted(await kept.there(session, council, office.today(now)))
    period = event.kind.removeprefix("digest-")
    return _each(Kind.DIGEST, event, readers, f"{period}:{event.day.isoformat()}")


def _each(
    kind: Kind, event: Event, official_ids: Iterable[int], subject: str | None = None
) -> Sequence[Wanted]:
    """Say the same to all of them, about the event's day unless it is about something else.

    What opens a closed day is said, once, to those as well who had a card while it was open.
    """
    about, again = subject or event.day.isoformat(), "reopened" if event.reopens else ""
    return [
        Wanted(kind, official_id, about, event.due_at, event.expires_at, again)
        for official_id in official_ids
    ]


async def _missing(session: AsyncSession, event: Event) -> Sequence[int]:
    authors = await kept.authors(
        session, event.unit_ids, event.day, event.own_hour, duty=event.duty
    )
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
    for author in await kept.authors(session, event.unit_ids, event.day, duty=event.duty):
        found |= decide_on(author, ())
    for author in await kept.waiting(session, event.unit_ids):
        found |= decide_on(author, council)
    return await kept.there(session, found, today)


RECIPIENTS: Mapping[EventKind, Recipients] = {
    EventKind.PROMPTS: prompts,
    EventKind.REMINDERS: reminders,
    EventKind.APPROVALS: approvals,
    EventKind.ESCALATIONS: escalation.wanted,
    EventKind.DIGEST_MONTH: digests,
    EventKind.DIGEST_QUARTER: councils_digests,
    EventKind.DIGEST_YEAR: councils_digests,
    EventKind.MILESTONES: milestones.recipients,
    EventKind.SIGNUPS: signups.recipients,
}
