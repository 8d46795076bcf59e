"""At which hours of a day people are written to: by season, by unit, by their own choice."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.rules import campaign
from bot.rules.events import UnitTimes

INBOX_AFTER_REMINDER = timedelta(minutes=20)
"""Who was reminded has had the time to send."""
STEP = timedelta(minutes=30)
"""Between the hours that a person is offered."""

_LAST = time(23, 59)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a day."""

    prompt_at: time
    remind_at: time
    inbox_at: time


def times(own: UnitTimes, clock: campaign.Clock, day: date) -> Times:
    """Give a unit's times of a day: its season's, else its own, else the movement's by season.

    A prompt moved behind the reminder takes the reminder along, at the movement's distance.
    """
    unit_season = next((season for season in own.seasons if season.covers(day)), None)
    season = next((season for season in clock.seasons if season.covers(day)), None)
    usual_prompt = (season and season.prompt_at) or clock.prompt_at
    usual_remind = (season and season.remind_at) or clock.remind_at
    prompt_at = (unit_season and unit_season.prompt_at) or own.prompt_at or usual_prompt
    remind_at = (unit_season and unit_season.remind_at) or own.remind_at or usual_remind
    if remind_at <= prompt_at:
        remind_at = _later(prompt_at, _distance(clock.prompt_at, clock.remind_at))
    return Times(prompt_at, remind_at, _later(remind_at, INBOX_AFTER_REMINDER))


def at_own_hour(times: Times, hour: time, clock: campaign.Clock) -> Times:
    """Give a unit's times for somebody who chose an hour for the card.

    The reminder stays the unit's unless the card would come no sooner; then it follows at the
    unit's distance.
    """
    earliest, latest = _window(times, clock)
    prompt_at = min(max(hour, earliest), latest)
    if prompt_at < times.remind_at:
        return replace(times, prompt_at=prompt_at)
    distance = _distance(times.prompt_at, times.remind_at)
    return replace(times, prompt_at=prompt_at, remind_at=_later(prompt_at, distance))


def apart(times: Times, clock: campaign.Clock) -> timedelta:
    """Give how long a card is to be there before a reminder of it comes.

    That is half the distance between the two, as a card that many get may take its time; of one
    that comes hours earlier than the movement's it is not more than of the movement's.
    """
    theirs = _distance(times.prompt_at, times.remind_at)
    return min(theirs, _distance(clock.prompt_at, clock.remind_at)) / 2


def own_hours(times: Times, clock: campaign.Clock) -> tuple[time, ...]:
    """Give the hours that a person of a unit may choose for the card, the unit's own left out."""
    earliest, latest = _window(times, clock)
    offered = []
    hour = earliest
    while hour <= latest and hour not in offered:
        offered.append(hour)
        hour = _later(hour, STEP)
    return tuple(hour for hour in offered if hour != times.prompt_at)


def _window(times: Times, clock: campaign.Clock) -> tuple[time, time]:
    """Give the movement's window; a unit's own hour outside of it widens it."""
    return min(clock.earliest, times.prompt_at), max(clock.latest, times.prompt_at)


def _later(at: time, by: timedelta) -> time:
    """Give a time of the same day, its last minute at the latest."""
    moved = datetime.combine(date.min, at) + by
    return moved.time() if moved.date() == date.min else _LAST


def _distance(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)
