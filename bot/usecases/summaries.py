"""The summaries against the ledger: made from it, or compared with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rules.periods import Period
from bot.usecases.office import Office
from db import summaries, summing, totals
from db.summaries import Difference


@dataclass(frozen=True, slots=True)
class Compared:
    periods: int
    missing: Sequence[Period]
    """Periods with approved reports of which nothing is kept."""
    differences: Sequence[Difference]
    totals: int
    """How many sums of units, and of answers, are others than what they are made of."""


async def ensure(office: Office) -> None:
    """Sum up a ledger that is older than the summaries."""
    async with office.db.read() as session:
        if not await summaries.lacking_totals(session):
            return
    async with office.db.begin() as session:
        if await summaries.lacking(session):
            await summaries.rebuild(session)
        elif await summaries.lacking_totals(session):
            await summaries.add_up(session)


async def prepare(office: Office, now: datetime) -> None:
    """Begin tomorrow's periods, some people at a time, so that no decision has to for everybody."""
    tomorrow = office.today(now) + timedelta(days=1)
    async with office.db.begin() as session:
        batches = await summaries.prepare(session, tomorrow)
    for some in batches:
        async with office.db.begin() as session:
            await summaries.prepare_some(session, tomorrow, some)
    async with office.db.begin() as session:
        await summaries.prepared(session, tomorrow)


async def rebuild(office: Office) -> None:
    """Sum up everything anew, some people at a time, so that no decision waits for long."""
    async with office.db.begin() as session:
        await summaries.align(session)
        batches = await summing.batches(session)
    for some in batches:
        async with office.db.begin() as session:
            await summaries.renew(session, some)
    async with office.db.begin() as session:
        await summaries.add_up(session)


async def compare(office: Office) -> Compared:
    """Compare some people at a time; nothing is changed."""
    async with office.db.begin() as session:
        missing = await summaries.missing(session)
        periods = len((await summing.opened(session)).kept)
        batches = await summing.batches(session)
    differences: list[Difference] = []
    for some in batches:
        async with office.db.begin() as session:
            differences += await summaries.differences(session, some)
    async with office.db.begin() as session:
        wrong_totals = await totals.differences(session)
    in_order = sorted(missing, key=lambda period: (period.first, period.last))
    return Compared(periods, in_order, differences, wrong_totals)
