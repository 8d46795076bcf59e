"""A unit's Saturdays: its leaders say who is on duty; all others are left in peace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules.people import Official, Unit
from bot.rules.workdays import Workdays
from bot.usecases import duties
from bot.usecases.office import Office
from db import officials, overrides

AHEAD = 5
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Rota:
    """The unit's next Saturdays off, and who is on duty."""

    unit: Unit
    days: Mapping[date, Sequence[Official]]
    members: Sequence[Official]
    """Everybody in office of the unit, by name."""


async def look(office: Office, leader_id: int, now: datetime, day: date | None = None) -> Rota:
    """Show the days; a refusal where the one that is wanted is none of them any more."""
    async with office.db.read() as session:
        leader, members = await _unit(session, leader_id)
        days = _saturdays(await overrides.workdays(session), office.today(now))
    if day is not None and day not in days:
        raise Refusal("Ngày này không còn là thứ Bảy nghỉ sắp tới để ghi trực.")
    on_duty = await duties.on_duty(office, leader.unit.id, days[0], days[-1])
    return Rota(leader.unit, {day: on_duty.get(day, ()) for day in days}, members)


async def change(
    office: Office, leader_id: int, official_id: int, day: date, *, on: bool, now: datetime
) -> Rota:
    """Put a member on duty or take one off, on one of the days that are shown."""
    rota = await look(office, leader_id, now, day)
    if official_id not in {member.id for member in rota.members}:
        raise Refusal("Chỉ ghi trực cho người trong đơn vị mình.")
    deed = duties.put if on else duties.take_off
    await deed(office, [official_id], day, now)
    return await look(office, leader_id, now)


async def _unit(session: AsyncSession, leader_id: int) -> tuple[Official, Sequence[Official]]:
    leader = await officials.get(session, leader_id)
    if not leader.leads:
        raise Refusal("Ghi trực thứ Bảy chỉ dành cho thủ trưởng và phó.")
    return leader, await officials.members(session, [leader.unit.id])


def _saturdays(workdays: Workdays, today: date) -> list[date]:
    day = today + timedelta(days=(_SATURDAY - today.weekday()) % 7)
    found: list[date] = []
    while len(found) < AHEAD:
        if not workdays.is_working(day):
            found.append(day)
        day += timedelta(weeks=1)
    return found
