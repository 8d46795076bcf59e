"""Events of the clock written as deliveries: the same event twice gives one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import periods
from bot.rules.deliveries import Wanted
from bot.rules.events import Agenda, Event
from bot.usecases.office import Office
from bot.usecases.recipients import RECIPIENTS
from db import campaigns, deliveries, overrides
from db import plan as kept

MARK = "planner"

Calendar = Callable[[Agenda, datetime, datetime], Sequence[Event]]
"""Gives the events after the first moment, up to and with the second."""


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
    return await RECIPIENTS[event.kind](session, office, event, now)
