"""The units, and the times of day that a unit has for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import spelling
from bot.rules.events import Season, UnitTimes
from bot.rules.people import Unit
from bot.usecases import replanning
from bot.usecases.office import Office
from db import units


@dataclass(frozen=True, slots=True)
class Timed:
    unit: Unit
    times: UnitTimes


async def every(office: Office) -> Sequence[Timed]:
    async with office.db.read() as session:
        times = await units.times(session)
        return [Timed(unit, times[unit.id]) for unit in await units.every(session)]


async def set_times(office: Office, name: str, times: UnitTimes, now: datetime) -> Timed:
    """Give a unit times of its own for the whole year; None takes the movement's again."""
    _in_order(times.prompt_at, times.remind_at)
    async with office.db.begin() as session:
        unit = await _named(session, name)
        await units.set_times(session, unit.id, times)
        return await _changed(session, office, unit, now)


async def set_season(office: Office, name: str, season: Season, now: datetime) -> Timed:
    """Give a unit times for a part of every year."""
    _in_order(season.prompt_at, season.remind_at)
    async with office.db.begin() as session:
        unit = await _named(session, name)
        for other in (await units.times(session))[unit.id].seasons:
            if other.first != season.first and _meet(other, season):
                raise Refusal(
                    "Đơn vị đã có mùa từ {first} đến {last}; bỏ mùa đó trước nếu muốn đổi.",
                    first=spoken(other.first),
                    last=spoken(other.last),
                )
        await units.put_season(session, unit.id, season)
        return await _changed(session, office, unit, now)


async def end_season(office: Office, name: str, first: str, now: datetime) -> Timed:
    """Take away the season that begins on a day of the year."""
    async with office.db.begin() as session:
        unit = await _named(session, name)
        if not await units.remove_season(session, unit.id, first):
            raise Refusal("Đơn vị không có mùa nào bắt đầu từ {first}.", first=spoken(first))
        return await _changed(session, office, unit, now)


def spoken(day: str) -> str:
    """Give a season's day as it is written in the office: `16/10`."""
    month, of_month = day.split("-")
    return f"{of_month}/{month}"


async def _changed(session: AsyncSession, office: Office, unit: Unit, now: datetime) -> Timed:
    """Show a unit's new times; an hour that has passed today already is not lost by them."""
    await replanning.look_again(session, office, office.today(now), now)
    return Timed(unit, (await units.times(session))[unit.id])


def _in_order(prompt_at: time | None, remind_at: time | None) -> None:
    if prompt_at and remind_at and remind_at <= prompt_at:
        raise Refusal("Giờ nhắc phải sau giờ gửi thẻ.")


def _meet(one: Season, other: Season) -> bool:
    some_leap_year = date(2024, 1, 1)
    days = (some_leap_year + timedelta(days=ahead) for ahead in range(366))
    return any(one.covers(day) and other.covers(day) for day in days)


async def named(office: Office, name: str) -> Unit:
    """Find a unit however its name was typed; a refusal names those that come near."""
    async with office.db.read() as session:
        return await _named(session, name)


async def _named(session: AsyncSession, name: str) -> Unit:
    found = {spelling.name_key(unit.name): unit for unit in await units.every(session)}
    key = spelling.name_key(name)
    if key in found:
        return found[key]
    near = get_close_matches(key, found, n=5, cutoff=0.4)
    if not near:
        raise Refusal("Không có đơn vị nào tên “{name}”.", name=name)
    raise Refusal(
        "Không có đơn vị nào tên “{name}”. Có phải là: {near}?",
        name=name,
        near=", ".join(found[one].name for one in near),
    )
