"""A day whose events came due already is planned anew: keys keep single what was planned."""

from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import periods
from bot.rules.deliveries import Kind
from bot.usecases.office import Office
from db import plan

MARK = "planner"
"""The clock that plans."""

OF_THE_DAY = (Kind.PROMPT, Kind.REMINDER, Kind.INBOX)
"""What is not sent any more about a day off to who is not on duty."""
NOBODY_ASKED = "a day off without duty"
"""Why it was called off, whichever came last: the day off or the end of the duty."""


async def look_again(session: AsyncSession, office: Office, day: date, now: datetime) -> None:
    """Have the next tick begin with today's midnight, where the day that changed is today."""
    if day == office.today(now):
        midnight = periods.moment_of(day, time.min, office.zone)
        await plan.set_back(session, MARK, midnight)
