"""The outbox as a sender works through it: take, then settle or put off."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import Delivery, Kind, waits_until
from bot.rules.people import Official
from bot.usecases.office import Office
from db import deliveries, officials, overrides, plan
from db.tables import DeliveryState


@dataclass(frozen=True, slots=True)
class Taken:
    letters: tuple[tuple[Delivery, Official], ...]
    """What the sender has to deliver now, and to whom."""
    late: Counter[Kind]
    """What was dropped because it came too late."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of some deliveries."""

    sent: int
    dropped: int
    waiting: int


async def is_due(office: Office, now: datetime) -> bool:
    async with office.db.read() as session:
        due_at = await deliveries.next_due(session)
        return due_at is not None and due_at <= now


async def take(office: Office, now: datetime, limit: int) -> Taken:
    async with office.db.begin() as session:
        await deliveries.recover(session, now)
        late = await deliveries.expire(session, now)
        claimed = await _disturbing_nobody(
            session, office, await deliveries.claim(session, now, limit), now
        )
        to = await officials.by_ids(session, {delivery.official_id for delivery in claimed})
        return Taken(tuple((one, to[one.official_id]) for one in claimed), late)


async def _disturbing_nobody(
    session: AsyncSession, office: Office, claimed: Sequence[Delivery], now: datetime
) -> Sequence[Delivery]:
    """Put off what is late and would come at night or on a day off; give the rest."""
    workdays = await overrides.workdays(session)
    at_once = []
    for delivery in claimed:
        until = waits_until(delivery, workdays, office.zone, now)
        if until is None:
            at_once.append(delivery)
        else:
            await deliveries.postpone(session, delivery.id, until, delivery.trouble)
    return at_once


async def sent(office: Office, delivery: Delivery, now: datetime) -> None:
    async with office.db.begin() as session:
        await deliveries.settle(session, delivery.id, now)


async def drop(office: Office, delivery: Delivery, reason: str, now: datetime) -> None:
    async with office.db.begin() as session:
        await deliveries.settle(session, delivery.id, now, error=reason)


async def put_off(office: Office, delivery: Delivery, until: datetime, trouble: str | None) -> None:
    async with office.db.begin() as session:
        await deliveries.postpone(session, delivery.id, until, trouble)


async def standing(office: Office, delivery_ids: Collection[int]) -> Standing:
    async with office.db.read() as session:
        states = await deliveries.states(session, delivery_ids)
    sent, dropped = states[DeliveryState.SENT], states[DeliveryState.DROPPED]
    return Standing(sent, dropped, len(delivery_ids) - sent - dropped)


async def still_asked(office: Office, official: Official, day: date) -> bool:
    """Tell whether the person is there on that day and has not sent the report yet."""
    async with office.db.read() as session:
        authors = await plan.authors(session, [official.unit.id], day)
    return any(author.official_id == official.id and not author.sent for author in authors)
