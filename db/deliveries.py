"""The outbox: what is to be sent, written in the transaction that decided it."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import AT_MOST_ONCE, Delivery, Kind, Trouble, Wanted
from db import sets, upsert
from db.tables import DeliveryRow, DeliveryState

LEASE = timedelta(seconds=15)
"""A sender that has not renewed it by then counts as killed."""

OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)
SETTLED = (DeliveryState.SENT, DeliveryState.DROPPED)


async def enqueue(session: AsyncSession, wanted: Sequence[Wanted], now: datetime) -> list[int]:
    """Write what is not there yet and give the ids of those rows."""
    if not wanted:
        return []
    written = await session.scalars(
        upsert.insert(session, DeliveryRow)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(DeliveryRow.id),
        [
            {
                "key": item.key,
                "official_id": item.official_id,
                "kind": item.kind,
                "subject": item.subject,
                "created_at": now,
                "due_at": item.due_at,
                "expires_at": item.expires_at,
                "state": DeliveryState.WAITING,
                "attempts": 0,
            }
            for item in wanted
        ],
    )
    return list(written)


async def recover(session: AsyncSession, now: datetime) -> None:
    """Take up what a killed sender left; what had left and must not come twice is given up.

    To be killed is no failed attempt: after several, the first real one would wait for minutes.
    """
    left_behind = (DeliveryRow.state == DeliveryState.SENDING, DeliveryRow.due_at <= now)
    await session.execute(
        update(DeliveryRow)
        .where(
            *left_behind,
            DeliveryRow.error == Trouble.INTERRUPTED,
            DeliveryRow.kind.in_(AT_MOST_ONCE),
        )
        .values(state=DeliveryState.DROPPED, settled_at=now)
    )
    await session.execute(
        update(DeliveryRow)
        .where(*left_behind)
        .values(state=DeliveryState.WAITING, attempts=DeliveryRow.attempts - 1)
    )


async def leave(session: AsyncSession, delivery_id: int) -> bool:
    """Note that a delivery leaves: how it ended takes the place of this, unless nobody is left.

    False for one that nobody has in hand any more.
    """
    noted = await session.scalar(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id, DeliveryRow.state == DeliveryState.SENDING)
        .values(error=Trouble.INTERRUPTED)
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return noted is not None


async def renew(session: AsyncSession, ids: Collection[int], now: datetime) -> None:
    await session.execute(
        update(DeliveryRow)
        .where(sets.within(DeliveryRow.id, ids), DeliveryRow.state == DeliveryState.SENDING)
        .values(due_at=now + LEASE)
        .execution_options(synchronize_session=False)
    )


async def expire(session: AsyncSession, now: datetime) -> Counter[Kind]:
    """Drop what came too late and count it."""
    kinds = await session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.expires_at <= now)
        .values(state=DeliveryState.DROPPED, settled_at=now, error="too late")
        .returning(DeliveryRow.kind)
    )
    return Counter(kinds)


async def claim(
    session: AsyncSession, now: datetime, limit: int, busy: Collection[int] = ()
) -> Sequence[Delivery]:
    """Take what is due, the oldest first, but nothing for whom something is on its way already.

    Each row goes to one taker.
    """
    due = await session.execute(
        select(DeliveryRow)
        .where(
            DeliveryRow.state == DeliveryState.WAITING,
            DeliveryRow.due_at <= now,
            DeliveryRow.official_id.not_in(busy),
        )
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = due.scalars().all()
    taken = [
        Delivery(
            id=row.id,
            official_id=row.official_id,
            kind=row.kind,
            subject=row.subject,
            attempts=row.attempts + 1,
            since=min(row.created_at, row.due_at),
            trouble=row.error,
        )
        for row in rows
    ]
    await session.execute(
        update(DeliveryRow)
        .where(sets.within(DeliveryRow.id, [delivery.id for delivery in taken]))
        .values(state=DeliveryState.SENDING, attempts=DeliveryRow.attempts + 1, due_at=now + LEASE)
        .execution_options(synchronize_session=False)
    )
    return taken


async def settle(
    session: AsyncSession, ids: Collection[int], now: datetime, *, error: str | None = None
) -> None:
    """Close deliveries: sent, or given up for the reason named."""
    await session.execute(
        update(DeliveryRow)
        .where(sets.within(DeliveryRow.id, ids))
        .execution_options(synchronize_session=False)
        .values(
            state=DeliveryState.DROPPED if error else DeliveryState.SENT,
            settled_at=now,
            error=error and error[:255],
        )
    )


async def postpone(
    session: AsyncSession, delivery_id: int, until: datetime, trouble: str | None
) -> None:
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(state=DeliveryState.WAITING, due_at=until, error=trouble)
    )


async def next_due(session: AsyncSession) -> datetime | None:
    """Give when there is something to do: to send, or to take up from a killed sender."""
    return await session.scalar(
        select(DeliveryRow.due_at)
        .where(DeliveryRow.state.in_(OPEN))
        .order_by(DeliveryRow.due_at)
        .limit(1)
    )


async def forget(session: AsyncSession, before: datetime, limit: int) -> int:
    """Forget some of what was settled long ago, and count it.

    By when it was due, as the index has it: that is never long after it was settled.
    """
    old = (
        select(DeliveryRow.id)
        .where(DeliveryRow.state.in_(SETTLED), DeliveryRow.due_at < before)
        .limit(limit)
    )
    forgotten = await session.scalars(
        delete(DeliveryRow)
        .where(DeliveryRow.id.in_(old))
        .returning(DeliveryRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(forgotten.all())


async def known(session: AsyncSession, keys: Sequence[str]) -> frozenset[str]:
    """Give those of the keys that were planned before."""
    found: set[str] = set()
    for start in range(0, len(keys), 1000):
        wanted = select(DeliveryRow.key).where(DeliveryRow.key.in_(keys[start : start + 1000]))
        found.update(await session.scalars(wanted))
    return frozenset(found)


async def states(session: AsyncSession, ids: Collection[int]) -> Counter[DeliveryState]:
    rows = await session.execute(
        select(DeliveryRow.state, func.count().label("total"))
        .where(sets.within(DeliveryRow.id, ids))
        .group_by(DeliveryRow.state)
    )
    return Counter({row.state: row.total for row in rows})


async def call_off(
    session: AsyncSession,
    kinds: Collection[Kind],
    subject: str,
    now: datetime,
    why: str,
    official_ids: Collection[int] | None = None,
    *,
    but: Collection[int] = (),
) -> int:
    """Drop what still waits about one subject, for some people or all, and count it."""
    dropped = await session.scalars(
        update(DeliveryRow)
        .where(
            DeliveryRow.state == DeliveryState.WAITING,
            ~sets.within(DeliveryRow.official_id, but),
            *_about(kinds, subject, official_ids),
        )
        .values(state=DeliveryState.DROPPED, settled_at=now, error=why)
        .returning(DeliveryRow.id)
    )
    return len(dropped.all())


async def take_up(
    session: AsyncSession,
    kinds: Collection[Kind],
    subject: str,
    why: str,
    official_ids: Collection[int] | None = None,
) -> None:
    """Have what was called off for some reason wait again: its key lets nothing take its place."""
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.state == DeliveryState.DROPPED,
            DeliveryRow.error == why,
            *_about(kinds, subject, official_ids),
        )
        .values(state=DeliveryState.WAITING, settled_at=None, error=None)
        .execution_options(synchronize_session=False)
    )


def _about(
    kinds: Collection[Kind], subject: str, official_ids: Collection[int] | None
) -> Sequence[ColumnElement[bool]]:
    about = [DeliveryRow.kind.in_(kinds), DeliveryRow.subject == subject]
    return (
        about
        if official_ids is None
        else [*about, sets.within(DeliveryRow.official_id, official_ids)]
    )
