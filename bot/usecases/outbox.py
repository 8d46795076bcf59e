"""The outbox as a sender works through it: take, then settle or put off."""

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import TakenOver
from bot.rules.conversation import Card
from bot.rules.deliveries import KEPT_FOR, Delivery, Kind, Trouble, Wanted, waits_until
from bot.rules.people import Official
from bot.usecases.office import Office, deciders
from db import cards, deliveries, officials, overrides, paces
from db.tables import DeliveryState

AT_A_TIME = 1000
"""Deliveries forgotten in one transaction."""


@dataclass(frozen=True, slots=True)
class Taken:
    letters: tuple[tuple[Delivery, Official], ...]
    """What the sender has to deliver now, and to whom."""
    late: Counter[Kind]
    """What was dropped because it came too late."""


@dataclass(frozen=True, slots=True)
class Said:
    delivery_id: int
    cards: Sequence[Card]
    at: datetime
    """Before anything of it was read: what is decided later may not be in it."""


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


async def take(office: Office, now: datetime, limit: int, busy: Collection[int] = ()) -> Taken:
    """Give a sender what it may deliver now; `busy` are those to whom it is delivering already."""
    async with office.db.begin() as session:
        await deliveries.recover(session, now)
        late = await deliveries.expire(session, now)
        claimed = await _disturbing_nobody(
            session, office, await deliveries.claim(session, now, limit, busy), now
        )
        to = await officials.by_ids(session, {delivery.official_id for delivery in claimed})
        await paces.forget(session)
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


def leaving(delivery: Delivery) -> Callable[[AsyncSession], Awaitable[None]]:
    """Give what notes that a delivery leaves: from then on it may have arrived.

    It raises TakenOver to a sender that was held up for longer than its lease.
    """

    async def note(session: AsyncSession) -> None:
        if not await deliveries.leave(session, delivery.id):
            raise TakenOver

    return note


async def renew(office: Office, delivery_ids: Collection[int], now: datetime) -> None:
    """Tell that a sender is still at work on what it took."""
    async with office.db.begin() as session:
        await deliveries.renew(session, delivery_ids, now)


async def sent(office: Office, delivery: Delivery, cards: Sequence[Card], now: datetime) -> None:
    """Settle what was said as things stood at a moment; remember the messages that it left."""
    await office.db.together(_settle, Said(delivery.id, cards, now))


async def _settle(session: AsyncSession, said: Sequence[Said]) -> Sequence[None]:
    now = min(one.at for one in said)
    await deliveries.settle(session, [one.delivery_id for one in said], now)
    await cards.remember(session, [card for one in said for card in one.cards], now)
    return [None] * len(said)


async def drop(office: Office, delivery: Delivery, reason: str, now: datetime) -> None:
    async with office.db.begin() as session:
        await deliveries.settle(session, [delivery.id], now, error=reason)


async def put_off(office: Office, delivery: Delivery, until: datetime, trouble: str | None) -> None:
    async with office.db.begin() as session:
        await deliveries.postpone(session, delivery.id, until, trouble)


async def give_up_on(office: Office, delivery: Delivery, reason: str, now: datetime) -> None:
    """Drop what nobody gets, and note that nothing reaches this person."""
    async with office.db.begin() as session:
        await deliveries.settle(session, [delivery.id], now, error=reason)
        await lose(session, office, delivery.official_id, now)


async def lose(session: AsyncSession, office: Office, official_id: int, now: datetime) -> None:
    """Note that nothing reaches a person, and have those told who decide on the reports."""
    lost = await officials.get(session, official_id)
    if not lost.reachable:
        return
    await officials.update_one(session, official_id, unreachable_since=now)
    today = office.today(now)
    told = [
        Wanted(Kind.UNREACHABLE, decider.id, str(official_id), due_at=now, round=today.isoformat())
        for decider in await deciders(session, lost, today)
    ]
    await deliveries.enqueue(session, told, now)


async def readdress(office: Office, delivery: Delivery, chat_id: int, now: datetime) -> None:
    """Keep the number that Telegram gave the chat, and have the delivery go there."""
    async with office.db.begin() as session:
        await officials.update_one(session, delivery.official_id, telegram_id=chat_id)
        await deliveries.postpone(session, delivery.id, now, Trouble.MOVED)


async def out_of_reach(office: Office, official_id: int) -> Official | None:
    """Give the person, unless the bot reaches them again or they have left."""
    async with office.db.read() as session:
        official = await officials.get(session, official_id)
    return None if official.reachable or official.left_on else official


async def purge(office: Office, now: datetime) -> None:
    """Forget what was settled long ago, some at a time, so that nobody waits for it."""
    forgotten = AT_A_TIME
    while forgotten == AT_A_TIME:
        async with office.db.begin() as session:
            forgotten = await deliveries.forget(session, now - KEPT_FOR, AT_A_TIME)


async def standing(office: Office, delivery_ids: Collection[int]) -> Standing:
    async with office.db.read() as session:
        states = await deliveries.states(session, delivery_ids)
    sent, dropped = states[DeliveryState.SENT], states[DeliveryState.DROPPED]
    return Standing(sent, dropped, len(delivery_ids) - sent - dropped)
