"""What the movement's next milestone still lacks, for the council: numbers, nobody's names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import campaign as campaigns_rules
from bot.rules import milestones
from bot.rules.campaign import Campaign
from bot.rules.deliveries import Kind, Wanted
from bot.rules.events import Event
from bot.rules.milestones import Due
from bot.rules.periods import Kind as PeriodKind
from bot.usecases import board
from bot.usecases.council import too_low
from bot.usecases.office import Office
from db import board as shown
from db import campaigns, officials
from db import plan as kept


@dataclass(frozen=True, slots=True)
class Ahead:
    """A milestone that comes near."""

    due: Due
    campaign: Campaign
    today: date
    waiting: int
    """Reports that wait for a decision, of any day."""
    oldest: date | None
    not_signed_up: int
    units: int
    """Units with people."""
    below: int
    """Those that report less this year than they have to."""
    headless: int
    """Those without a head."""
    to_fill: tuple[str, ...]
    """Keys of the movement's file that still hold the template's words."""

    @property
    def days_left(self) -> int:
        return (self.due.last_day - self.today).days


async def recipients(
    session: AsyncSession, office: Office, event: Event, now: datetime
) -> Sequence[Wanted]:
    """Tell the council who are there of each thing that falls due on the event's day."""
    campaign = (await campaigns.in_force(session)).campaign
    council = await officials.council(session)
    there = sorted(await kept.there(session, council, office.today(now)))
    said_on = office.today(event.due_at).isoformat()
    return [
        Wanted(Kind.MILESTONE, one, due.subject, event.due_at, event.expires_at, said_on)
        for due in milestones.last_days(campaign, event.day, event.day)
        for one in there
    ]


async def look(office: Office, subject: str, now: datetime) -> Ahead | None:
    """Give what is still missing; None where the day has passed or is none of the movement's."""
    today = office.today(now)
    async with office.db.read() as session:
        campaign = (await campaigns.in_force(session)).campaign
        due = milestones.of(campaign, subject)
        if due is None or due.last_day < today:
            return None
        found = await board.units_in(session, PeriodKind.YEAR, today, today)
        entries = [one.entry for one in found.now.ranked]
        entries += [one.entry for one in found.now.unranked]
        ids = [entry.key.id for entry in entries]
        waiting, oldest = await shown.waiting(session, ids)
        benches = await officials.benches(session, ids, today)
        return Ahead(
            due=due,
            campaign=campaign,
            today=today,
            waiting=waiting,
            oldest=oldest,
            not_signed_up=sum((await shown.not_signed_up(session)).values()),
            units=len(ids),
            below=sum(too_low(entry, campaign) for entry in entries),
            headless=sum(not bench.heads for bench in benches.values()),
            to_fill=campaigns_rules.to_fill(campaign),
        )
