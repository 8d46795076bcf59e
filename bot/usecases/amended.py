"""What changes a month whose digest was sent: the digest is changed too."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import periods
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Official
from bot.rules.periods import Period
from bot.rules.reports import Status
from bot.usecases.office import Office
from db import deliveries, digests
from db.tables import OfficialRow

AFTER_THE_HOUR = timedelta(hours=1, minutes=1)
"""From an hour's beginning: all that it decided goes into one change, also what committed late."""


@dataclass(frozen=True, slots=True)
class News:
    """What was decided since a digest was drawn; nothing, where it is all in it already."""

    approved: int
    returned: int


async def note(
    session: AsyncSession, decided: Iterable[tuple[int, date]], today: date, now: datetime
) -> None:
    """Have the digests changed that these reports, by author and day, were part of."""
    closed: dict[Period, set[int]] = defaultdict(set)
    for author_id, day in decided:
        if (day.year, day.month) < (today.year, today.month):
            closed[periods.month_of(day)].add(author_id)
    hour = now.replace(minute=0, second=0, microsecond=0)
    for month, authors in closed.items():
        readers = await digests.readers(session, authors, _subjects(month))
        changes = [
            Wanted(
                Kind.DIGEST_CHANGED,
                official_id,
                subject,
                due_at=hour + AFTER_THE_HOUR,
                round=f"{hour:%Y%m%dT%H}",
            )
            for official_id, subject in readers
        ]
        await deliveries.enqueue(session, changes, now)


async def news(office: Office, official: Official, period: Period, subject: str) -> News | None:
    """Count what was decided since this person's digest was drawn; None where none was sent."""
    async with office.db.read() as session:
        since = await digests.sent_at(session, official.id, subject)
        if since is None:
            return None
        counts = await digests.decided_since(session, period, since, *_shown_to(official))
    return News(counts[Status.APPROVED], counts[Status.RETURNED])


def _subjects(month: Period) -> tuple[str, ...]:
    quarter, year = periods.quarter_of(month.first), periods.year_of(month.first)
    return (
        month.first.isoformat(),
        f"{quarter.kind}:{quarter.first.isoformat()}",
        f"{year.kind}:{year.first.isoformat()}",
    )


def _shown_to(official: Official) -> tuple[ColumnElement[bool], ...]:
    """Narrow the people to those whose reports are in this person's digest."""
    if official.is_council:
        return ()
    if official.leads:
        return (OfficialRow.unit_id == official.unit.id,)
    return (OfficialRow.id == official.id,)
