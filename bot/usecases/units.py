"""The units, and the times of day that a unit has for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import spelling
from bot.rules.events import UnitTimes
from bot.rules.people import Unit
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


async def set_times(office: Office, name: str, times: UnitTimes) -> Timed:
    """Give a unit times of its own; None takes the movement's again."""
    if times.prompt_at and times.remind_at and times.remind_at <= times.prompt_at:
        raise Refusal("Giờ nhắc phải sau giờ gửi thẻ.")
    async with office.db.begin() as session:
        unit = await _named(session, name)
        await units.set_times(session, unit.id, times)
        return Timed(unit, times)


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
