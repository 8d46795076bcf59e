"""Reports that wait too long go up: one message to whoever may decide on them now as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import escalation, people, periods
from bot.rules.deliveries import Kind, Wanted
from bot.rules.events import Event
from bot.rules.people import Official, Unit
from bot.usecases import inboxes
from bot.usecases.office import Office, escalation_steps
from db import officials, units
from db import plan as kept


@dataclass(frozen=True, slots=True)
class Overdue:
    """Reports of one unit that waited too long, for somebody who may decide on them now."""

    official: Official
    unit: Unit
    count: int
    oldest: date
    """The day of the oldest of them."""


async def wanted(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Tell each person whom the escalation brings in, once about what waits at a unit.

    While the oldest report waits it is the same message, which is sent only once.
    """
    today = office.today(now)
    steps = await escalation_steps(session, today)
    if not steps:
        return []
    before = periods.moment_of(steps[0], time.min, office.zone)
    every = await units.every(session)
    parents = {unit.id: unit.parent_id for unit in every}
    benches = await officials.benches(session, parents, today)
    council = await officials.council(session)
    oldest: dict[tuple[int, int, int], date] = {}
    for one in await kept.overdue(session, event.unit_ids, before):
        author, sent_on = one.author, office.today(one.submitted_at)
        chain = [benches[unit_id] for unit_id in people.way_up(author.unit_id, parents)]
        may = [
            people.deciders(author.official_id, author.role, chain, council, level)
            for level in range(escalation.level(sent_on, steps) + 1)
        ]
        for level, (before_it, at_it) in enumerate(pairwise(may), 1):
            for official_id in at_it - before_it:
                oldest.setdefault((official_id, author.unit_id, level), sent_on)
    there = await kept.there(session, {official_id for official_id, _, _ in oldest}, today)
    return [
        Wanted(
            Kind.ESCALATION,
            official_id,
            str(unit_id),
            event.due_at,
            event.expires_at,
            round=f"{level}:{sent_on}",
        )
        for (official_id, unit_id, level), sent_on in oldest.items()
        if official_id in there
    ]


async def overdue(office: Office, official_id: int, unit_id: int, now: datetime) -> Overdue | None:
    """Give what waits too long at a unit for this person; None where nothing does."""
    async with office.db.read() as session:
        actor = await officials.get(session, official_id)
        waiting = await inboxes.gone_up(session, office, actor, unit_id, now)
        if not waiting:
            return None
        every = {unit.id: unit for unit in await units.every(session)}
    oldest = min(report.day for report in waiting)
    return Overdue(actor, every[unit_id], len(waiting), oldest)
