"""The inbox that a head was sent today follows what happens after it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import Kind, Wanted
from db import deliveries, plan

MINUTE = timedelta(minutes=1)


async def follow(
    session: AsyncSession,
    author_ids: Collection[int],
    today: date,
    now: datetime,
    *,
    but: int = 0,
) -> None:
    """Have the inboxes that went out today show how things stand with these people now.

    Once a minute at most, and not to the one who did it, whose message shows it already.
    """
    if not author_ids:
        return
    due_at = now.replace(second=0, microsecond=0) + MINUTE
    edits = [
        Wanted(Kind.INBOX_CHANGED, leader_id, today.isoformat(), due_at, round=f"{due_at:%H%M}")
        for leader_id in await plan.with_inbox(session, author_ids, today)
        if leader_id != but
    ]
    await deliveries.enqueue(session, edits, now)
