"""The office's calendar: what it says of a day over the statutory one."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules.workdays import Override, Unconfirmed, Workdays
from bot.usecases import replanning
from bot.usecases.office import Office
from bot.usecases.replanning import NOBODY_ASKED, OF_THE_DAY
from db import deliveries, duties, overrides, summaries

A_YEAR = timedelta(days=365)
"""So far ahead days are named that may be off."""


async def workdays(office: Office) -> Workdays:
    async with office.db.read() as session:
        return await overrides.workdays(session)


async def said(office: Office) -> Mapping[date, Override]:
    """Give every day that the office has said something of."""
    async with office.db.read() as session:
        return await overrides.every(session)


async def unconfirmed(office: Office, now: datetime) -> Mapping[date, Unconfirmed]:
    """Give the days of the coming year that may be off, of which the office has said nothing."""
    today = office.today(now)
    return (await workdays(office)).unconfirmed(today, today + A_YEAR)


async def say(office: Office, day: date, override: Override, now: datetime) -> int:
    """Make a day off or a working day; give how many messages were called off by it."""
    async with office.db.begin() as session:
        await overrides.put(session, day, override)
        await summaries.recount(session, day)
        return await _replan(session, office, day, now)


async def take_back(office: Office, day: date, now: datetime) -> int:
    """Leave a day to the common calendar again; give how many messages were called off by it."""
    async with office.db.begin() as session:
        if not await overrides.remove(session, day):
            raise Refusal("Cơ quan chưa ghi gì riêng cho ngày {day}.", day=day)
        await summaries.recount(session, day)
        return await _replan(session, office, day, now)


async def _replan(session: AsyncSession, office: Office, day: date, now: datetime) -> int:
    """Call off what waits about a day off for who is not on duty; look again at a working day's."""
    subject = day.isoformat()
    if not (await overrides.workdays(session)).is_working(day):
        on_duty = (await duties.between(session, day, day)).get(day, ())
        return await deliveries.call_off(
            session, OF_THE_DAY, subject, now, NOBODY_ASKED, but=on_duty
        )
    await deliveries.take_up(session, OF_THE_DAY, subject, NOBODY_ASKED)
    await replanning.look_again(session, office, day, now)
    return 0
