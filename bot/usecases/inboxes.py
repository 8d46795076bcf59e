"""The inbox that a head was sent today follows what happens after it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.deliveries import Kind, Wanted
from bot.usecases.office import deciders_of
from db import deliveries, officials

MINUTE = timedelta(minutes=1)


async def follow(
    session: AsyncSession,
    author_ids: Collection[int],
    today: date,
    now: datetime,
    *,
    but: int = 0,
) -> None:
    """Have the inboxes that went out today show what became of these people's reports.

    Once a minute at most, and not to the one who did it, whose message shows it already.
    """
    if not author_ids:
        return
    authors = await officials.by_ids(session, author_ids)
    found = await deciders_of(session, {(author, 0) for author in authors.values()}, today)
    decider_ids = {decider.id for may in found.values() for decider in may} - {but}
    sent = {
        Wanted(Kind.INBOX, decider_id, today.isoformat(), now).key: decider_id
        for decider_id in decider_ids
    }
    due_at = now.replace(second=0, microsecond=0) + MINUTE
    edits = [
        Wanted(
            Kind.INBOX_CHANGED,
            sent[key],
            today.isoformat(),
            due_at=due_at,
            expires_at=due_at + timedelta(hours=12),
            round=f"{due_at:%H%M}",
        )
        for key in await deliveries.known(session, list(sent))
    ]
    await deliveries.enqueue(session, edits, now)
