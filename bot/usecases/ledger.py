"""Handing out the ledger of reports."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.rules.reports import Status
from bot.usecases.office import Office
from db import ledger
from db.ledger import Entry


async def hand_out(
    office: Office, first: date, last: date, take: Callable[[Iterable[Entry]], None]
) -> None:
    """Let `take` go through the answers of some days, both included, in the office's own time.

    The answers stream out of one transaction: a year of a province does not fit into memory.
    """
    if first > last:
        raise Refusal(
            "Ngày đầu {first} sau ngày cuối {last}. Hãy đổi lại --from và --to.",
            first=first,
            last=last,
        )
    async with office.db.read() as session:
        await session.run_sync(
            lambda inner: take(_as_told(ledger.entries(inner, first, last), office.zone))
        )


def _as_told(entries: Iterable[Entry], zone: ZoneInfo) -> Iterator[Entry]:
    """Put moments into the office's zone; a draft taken back for changes is not sent any more."""
    for entry in entries:
        sent = None if entry.status is Status.DRAFT else entry.submitted_at
        yield entry._replace(
            submitted_at=_local(sent, zone), decided_at=_local(entry.decided_at, zone)
        )


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return moment and moment.astimezone(zone)
