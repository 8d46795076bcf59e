"""When a person's card comes and whether a reminder follows, as far as the person chooses."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import hours
from bot.rules.people import Official
from bot.usecases import replanning
from bot.usecases.office import Office
from db import campaigns, officials, units


@dataclass(frozen=True, slots=True)
class Habits:
    official: Official
    usual: time
    """The unit's hour for the card."""
    chosen: bool
    """Whether the hour is the person's own."""
    times: hours.Times
    """The person's times of today."""
    choices: tuple[time, ...]
    """The hours that may be chosen, the unit's own among them."""
    unreminded_until: date | None
    """The last day without a reminder, `date.max` where it has no end; None: reminders come."""


async def look(office: Office, official_id: int, now: datetime) -> Habits:
    async with office.db.read() as session:
        return await _habits(session, official_id, office.today(now))


async def choose_hour(office: Office, official_id: int, hour: time, now: datetime) -> Habits:
    """Have the card come at an hour of the person's own; the unit's is kept as none."""
    today = office.today(now)
    async with office.db.begin() as session:
        habits = await _habits(session, official_id, today)
        if hour not in habits.choices:
            raise Refusal(
                "Giờ nhận thẻ chọn trong khoảng {first} – {last}.",
                first=habits.choices[0],
                last=habits.choices[-1],
            )
        own = None if hour == habits.usual else hour
        await officials.update_one(session, official_id, prompt_at=own)
        await replanning.look_again(session, office, today, now)
        return await _habits(session, official_id, today)


async def pause(office: Office, official_id: int, until: date | None, now: datetime) -> Habits:
    """Send no reminder up to and with a day; the card comes all the same."""
    async with office.db.begin() as session:
        await officials.update_one(session, official_id, unreminded_until=until)
        return await _habits(session, official_id, office.today(now))


async def _habits(session: AsyncSession, official_id: int, today: date) -> Habits:
    official = await officials.get(session, official_id)
    own, unreminded_until = await officials.habits(session, official_id)
    clock = (await campaigns.in_force(session)).campaign.clock
    times = hours.times((await units.times(session))[official.unit.id], clock, today)
    paused = unreminded_until is not None and unreminded_until >= today
    return Habits(
        official=official,
        usual=times.prompt_at,
        chosen=own is not None,
        times=hours.at_own_hour(times, own, clock) if own else times,
        choices=tuple(sorted({*hours.own_hours(times, clock), times.prompt_at})),
        unreminded_until=unreminded_until if paused else None,
    )
