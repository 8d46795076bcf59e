"""The office's calendar: what it says of a day over the statutory one."""

from collections.abc import Mapping
from datetime import date, datetime

from bot.errors import Refusal
from bot.rules.deliveries import Kind
from bot.rules.workdays import Override, OverrideKind, Workdays
from bot.usecases.office import Office
from db import deliveries, overrides, summaries

OF_THE_DAY = (Kind.PROMPT, Kind.REMINDER, Kind.INBOX)
"""What is not sent any more about a day that became a day off."""


async def workdays(office: Office) -> Workdays:
    async with office.db.read() as session:
        return await overrides.workdays(session)


async def said(office: Office) -> Mapping[date, Override]:
    """Give every day that the office has said something of."""
    async with office.db.read() as session:
        return await overrides.every(session)


async def say(office: Office, day: date, override: Override, now: datetime) -> int:
    """Make a day off or a working day; give how many messages were called off by it."""
    async with office.db.begin() as session:
        await overrides.put(session, day, override)
        await summaries.recount(session, day)
        if override.kind is OverrideKind.WORKING:
            return 0
        return await deliveries.call_off(session, OF_THE_DAY, day.isoformat(), now, "a day off")


async def take_back(office: Office, day: date) -> None:
    async with office.db.begin() as session:
        if not await overrides.remove(session, day):
            raise Refusal("Cơ quan chưa ghi gì riêng cho ngày {day}.", day=day)
        await summaries.recount(session, day)
