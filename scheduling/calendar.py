"""The office's events: what is due in a span of time, and until when it is worth doing.

| event | due | about | worth doing until |
|---|---|---|---|
| prompts | the unit's `prompt_at` | the day | `close_at` of the next working day |
| reminders | the unit's `remind_at` | the day | midnight |
| approvals | 20 minutes after the reminder | the day | noon of the next working day |
| digest-month | 08:30 of a month's first working day | the month before | 7 days later |

On days off nothing is due.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.rules import campaign, periods
from bot.rules.events import Agenda, Event, EventKind, UnitTimes
from scheduling.triggers import MonthOpenings, WorkingDays

INBOX_AFTER_REMINDER = timedelta(minutes=20)
"""Who was reminded has had the time to send."""
INBOX_UNTIL = time(12)
DIGEST_AT = time(8, 30)
DIGEST_WORTH = timedelta(days=7)

_DAY = timedelta(days=1)
_LAST = time(23, 59)
_ORDER = list(EventKind)


@dataclass(frozen=True, slots=True)
class Times:
    """A unit's times of a working day."""

    prompt_at: time
    remind_at: time
    inbox_at: time


def times(own: UnitTimes, clock: campaign.Clock) -> Times:
    """Complete a unit's own times by the movement's.

    A prompt moved behind the reminder takes the reminder along, at the movement's distance.
    """
    prompt_at = own.prompt_at or clock.prompt_at
    remind_at = own.remind_at or clock.remind_at
    if remind_at <= prompt_at:
        remind_at = _later(prompt_at, _distance(clock.prompt_at, clock.remind_at))
    return Times(prompt_at, remind_at, _later(remind_at, INBOX_AFTER_REMINDER))


def events(agenda: Agenda, since: datetime, until: datetime) -> Sequence[Event]:
    """Give what is due after `since`, up to and with `until`, in order."""
    found = [
        event
        for unit_times, unit_ids in _groups(agenda).items()
        for event in _daily(agenda, unit_times, unit_ids, since, until)
    ]
    found += _digests(agenda, since, until)
    return sorted(found, key=lambda event: (event.due_at, _ORDER.index(event.kind)))


def by_hand(agenda: Agenda, kind: EventKind, day: date, now: datetime) -> Event:
    """Give an event that a person does now for some day, a day off or a past one too.

    It is worth doing until the office's present day ends. The month of a digest is the one that had
    closed by that day.
    """
    subject = periods.month_of(day).previous().first if kind is EventKind.DIGEST_MONTH else day
    midnight = _midnight_after(agenda, periods.local_day(now, agenda.zone))
    return Event(kind, subject, now, midnight, _everybody(agenda))


def _daily(
    agenda: Agenda, at: Times, unit_ids: frozenset[int], since: datetime, until: datetime
) -> Iterator[Event]:
    for kind, hour in (
        (EventKind.PROMPTS, at.prompt_at),
        (EventKind.REMINDERS, at.remind_at),
        (EventKind.APPROVALS, at.inbox_at),
    ):
        trigger = WorkingDays(hour, agenda.workdays, agenda.zone)
        for moment in trigger.between(since, until):
            day = periods.local_day(moment, agenda.zone)
            yield Event(kind, day, moment, _expiry(agenda, kind, day), unit_ids)


def _expiry(agenda: Agenda, kind: EventKind, day: date) -> datetime:
    if kind is EventKind.REMINDERS:
        return _midnight_after(agenda, day)
    until = agenda.clock.close_at if kind is EventKind.PROMPTS else INBOX_UNTIL
    return periods.moment_of(agenda.workdays.next_working(day), until, agenda.zone)


def _digests(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Event]:
    trigger = MonthOpenings(DIGEST_AT, agenda.workdays, agenda.zone)
    for moment in trigger.between(since, until):
        closed = periods.month_of(periods.local_day(moment, agenda.zone)).previous()
        yield Event(
            EventKind.DIGEST_MONTH,
            closed.first,
            moment,
            moment + DIGEST_WORTH,
            _everybody(agenda),
        )


def _groups(agenda: Agenda) -> dict[Times, frozenset[int]]:
    """Put together the units whose times come out the same."""
    groups: dict[Times, frozenset[int]] = {}
    for own, unit_ids in agenda.units.items():
        key = times(own, agenda.clock)
        groups[key] = groups.get(key, frozenset()) | frozenset(unit_ids)
    return groups


def _everybody(agenda: Agenda) -> frozenset[int]:
    return frozenset().union(*agenda.units.values())


def _midnight_after(agenda: Agenda, day: date) -> datetime:
    return periods.moment_of(day + _DAY, time.min, agenda.zone)


def _later(at: time, by: timedelta) -> time:
    """Give a time of the same day, its last minute at the latest."""
    moved = datetime.combine(date.min, at) + by
    return moved.time() if moved.date() == date.min else _LAST


def _distance(start: time, end: time) -> timedelta:
    return datetime.combine(date.min, end) - datetime.combine(date.min, start)
