"""The office's calendar in the chat: the council reads it, its standing member writes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules.people import Role
from bot.rules.workdays import Override, Unconfirmed, Workdays
from bot.usecases import calendar
from bot.usecases.office import Office
from db import officials, overrides

YEARS_AROUND = 2
"""A day further off is a slip of the finger."""
LONGEST = 255
"""What the database keeps of a note, and of a document's number."""


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """What counts for a day; `said` is the office's own word, where it has one."""

    day: date
    working: bool
    why_off: str | None
    said: Override | None
    may_change: bool
    unconfirmed: Unconfirmed | None = None
    """It may be off, and the office has not said."""


@dataclass(frozen=True, slots=True)
class Days:
    """Every day that the office has said something of: those to come, then the latest past."""

    days: Sequence[OfficeDay]
    may_change: bool
    unconfirmed: Sequence[OfficeDay] = ()
    """Days of the coming year that may be off."""


async def look(office: Office, actor_id: int, now: datetime) -> Days:
    today = office.today(now)
    async with office.db.read() as session:
        may_change = await _may_change(session, actor_id)
        workdays = await overrides.workdays(session)
    coming = sorted(day for day in workdays.overrides if day >= today)
    past = sorted((day for day in workdays.overrides if day < today), reverse=True)
    return Days(
        [_day(workdays, day, may_change) for day in coming + past],
        may_change,
        [
            _day(workdays, day, may_change)
            for day in workdays.unconfirmed(today, today + calendar.A_YEAR)
        ],
    )


async def day(office: Office, actor_id: int, day: date, now: datetime) -> OfficeDay:
    _check_near(day, office.today(now))
    async with office.db.read() as session:
        may_change = await _may_change(session, actor_id)
        return _day(await overrides.workdays(session), day, may_change)


async def say(office: Office, actor_id: int, day: date, override: Override, now: datetime) -> int:
    """Make a day off or a working day; give how many messages were called off by it."""
    _check_near(day, office.today(now))
    if max(len(override.note), len(override.document or "")) > LONGEST:
        raise Refusal("Lý do và số văn bản dài nhất là {count} ký tự mỗi phần.", count=LONGEST)
    await check(office, actor_id)
    return await calendar.say(office, day, override, now)


async def take_back(office: Office, actor_id: int, day: date, now: datetime) -> int:
    """Leave a day to the common calendar again; give how many messages were called off by it."""
    await check(office, actor_id)
    return await calendar.take_back(office, day, now)


async def check(office: Office, actor_id: int) -> None:
    """Refuse whoever may not write the calendar."""
    async with office.db.read() as session:
        if not await _may_change(session, actor_id):
            raise Refusal("Ghi lịch cơ quan chỉ dành cho Thường trực Hội đồng.")


async def _may_change(session: AsyncSession, actor_id: int) -> bool:
    actor = await officials.get(session, actor_id)
    if not actor.is_council:
        raise Refusal("Lịch cơ quan chỉ dành cho Hội đồng và Thường trực.")
    return actor.role is Role.SECRETARY


def _check_near(day: date, today: date) -> None:
    if abs(day.year - today.year) > YEARS_AROUND:
        raise Refusal("Lịch cơ quan chỉ ghi ngày trong vòng hai năm.")


def _day(workdays: Workdays, day: date, may_change: bool) -> OfficeDay:
    said = workdays.overrides.get(day)
    return OfficeDay(
        day,
        workdays.is_working(day),
        workdays.why_off(day),
        said,
        may_change,
        workdays.unconfirmed(day, day).get(day),
    )
