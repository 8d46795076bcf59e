"""The outbox: what is to be sent, written in the transaction that decided it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import Delivery, Kind, Wanted
from db.tables import DeliveryRow, DeliveryState


async def enqueue(session: AsyncSession, wanted: Sequence[Wanted], now: datetime) -> int:
    """Write what is not there yet and give how many rows that were."""
    if not wanted:
        return 0
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    written = 0
    for start in range(0, len(wanted), 1000):
        done = await session.execute(
            insert(DeliveryRow)
            .values(
                [
                    {
                        "key": item.key,
                        "official_id": item.official_id,
                        "kind": item.kind.value,
                        "subject": item.subject,
                        "created_at": now,
                        "due_at": item.due_at,
                        "expires_at": item.expires_at,
                        "state": DeliveryState.WAITING,
                        "attempts": 0,
                    }
                    for item in wanted[start : start + 1000]
                ]
            )
            .on_conflict_do_nothing(index_elements=["key"])
            .returning(DeliveryRow.id)
        )
        written += len(done.all())
    return written


async def claim(session: AsyncSession, now: datetime, limit: int) -> Sequence[Delivery]:
    """Take what is due; what came too late is dropped on the way. Each row goes to one taker."""
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.expires_at <= now)
        .values(state=DeliveryState.DROPPED, settled_at=now, error="too late")
    )
    due = (
        select(DeliveryRow.id)
        .where(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.due_at <= now)
        .order_by(DeliveryRow.due_at, DeliveryRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = await session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(due))
        .values(state=DeliveryState.SENDING, attempts=DeliveryRow.attempts + 1)
        .returning(DeliveryRow)
        .execution_options(populate_existing=True)
    )
    taken = sorted(rows, key=lambda row: (row.due_at, row.id))
    return [
        Delivery(row.id, row.official_id, Kind(row.kind), row.subject, row.attempts)
        for row in taken
    ]


async def settle(
    session: AsyncSession, delivery_id: int, now: datetime, *, error: str | None = None
) -> None:
    """Close a delivery: sent, or given up for the reason named."""
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(
            state=DeliveryState.DROPPED if error else DeliveryState.SENT,
            settled_at=now,
            error=error and error[:255],
        )
    )


async def postpone(
    session: AsyncSession, delivery_id: int, now: datetime, delay: timedelta, error: str
) -> None:
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == delivery_id)
        .values(state=DeliveryState.WAITING, due_at=now + delay, error=error[:255])
    )


async def next_due(session: AsyncSession) -> datetime | None:
    return await session.scalar(
        select(DeliveryRow.due_at)
        .where(DeliveryRow.state == DeliveryState.WAITING)
        .order_by(DeliveryRow.due_at)
        .limit(1)
    )
