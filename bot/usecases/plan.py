"""Events of the clock written as deliveries: the same event twice gives one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import milestones, periods
from bot.rules.deliveries import Wanted
from bot.rules.events import Agenda, Event
from bot.usecases.office import Office
from bot.usecases.recipients import RECIPIENTS
from bot.usecases.replanning import MARK
from db import campaigns, deliveries, duties, overrides
from db import plan as kept

HORIZON = 10
"""Years in which milestones are looked for: longer than any movement has run."""

Calendar = Callable[[Agenda, datetime, datetime], Sequence[Event]]
"""Gives the events after the first moment, up to and with the second."""


@dataclass(frozen=True, slots=True)
class Planned:
    delivery_ids: tuple[int, ...] = ()
    """What was not planned before."""
    skipped: tuple[Event, ...] = ()
    """What came due while nobody looked and is not worth doing any more."""
    reopens: bool = False
    """What is planned opens a day that has closed."""


async def agenda(office: Office, first: date) -> Agenda:
    """Give what the events of a day and those after it follow from."""
    async with office.db.read() as session:
        return await _agenda(session, office, first)


async def tick(office: Office, calendar: Calendar, now: datetime) -> Planned:
    """Plan what came due since the last time; mark and deliveries are one transaction.

    An office that starts takes up its day from midnight. A clock that was put back goes on from
    where it stands: what was planned before has its key.
    """
    async with office.db.begin() as session:
        last = await kept.mark(session, MARK)
        since = last or periods.moment_of(office.today(now), time.min, office.zone)
        since = min(since, now)
        due = calendar(await _agenda(session, office, office.today(since)), since, now)
        useful = [event for event in due if event.expires_at > now]
        ids = await _write(session, office, useful, now)
        await kept.set_mark(session, MARK, now)
        return Planned(tuple(ids), tuple(event for event in due if event not in useful))


async def write(office: Office, event: Event, now: datetime) -> Planned:
    """Plan one event, whatever the clock says."""
    async with office.db.begin() as session:
        ids = await _write(session, office, [event], now)
        return Planned(tuple(ids), reopens=event.reopens)


async def _agenda(session: AsyncSession, office: Office, first: date) -> Agenda:
    version = await campaigns.in_force(session)
    named = milestones.last_days(
        version.campaign, first, first.replace(first.year + HORIZON, day=1)
    )
    return Agenda(
        zone=office.zone,
        workdays=await overrides.workdays(session),
        clock=version.campaign.clock,
        units=await kept.unit_times(session),
        own_hours=await kept.own_hours(session),
        duties=await duties.units(session, first),
        milestones={due.last_day for due in named},
    )


async def _write(
    session: AsyncSession, office: Office, events: Sequence[Event], now: datetime
) -> list[int]:
    """Write them one by one: a reminder is left out for the sake of a card of the same moment."""
    ids: list[int] = []
    for event in events:
        found = await wanted(session, office, event, now)
        ids += await deliveries.enqueue(session, found, now)
    return ids


async def wanted(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Give what an event sends, whether it was planned before or not."""
    return await RECIPIENTS[event.kind](session, office, event, now)
