"""The office's events: what is due in a span of time, and until when it is worth doing.

| event | due | about | worth doing until |
|---|---|---|---|
| prompts | `prompt_at`, or one's own hour | the day | `close_at` of the next working day |
| reminders | `remind_at`, or after one's own hour | the day | midnight |
| approvals | 20 minutes after the unit's reminder | the day | noon of the next working day |
| escalations | 08:30 of a working day | the day | midnight |
| digest-month, … | 08:30 of the first working day after | the period | 7 days later |
| milestones | 08:30, 30 and 7 days ahead, or a bit more | its last day | its last day's end |
| signups | 08:30 of a week's first working day | the Monday | the next working day's end |

The unit's times of a day follow from the season: `bot.rules.hours`. A card that came late, as after
downtime, has no reminder at its heels. Of the periods that close on one day the council is sent the
longest alone. On days off nothing is due but prompts, reminders and approvals for those who are on
duty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.rules import hours, periods
from bot.rules.events import ANY, Agenda, Chosen, Event, EventKind, OwnHour
from bot.rules.hours import Times
from bot.rules.periods import Period
from scheduling.triggers import Days, OfficeTrigger, Openings, WeekOpenings, WorkingDays

MORNING = time(8, 30)
INBOX_UNTIL = time(12)
DIGEST_WORTH = timedelta(days=7)
AHEAD = (timedelta(days=30), timedelta(days=7))
"""How long before a milestone's last day it is spoken of."""

PERIODS = {
    EventKind.DIGEST_MONTH: periods.Kind.MONTH,
    EventKind.DIGEST_QUARTER: periods.Kind.QUARTER,
    EventKind.DIGEST_YEAR: periods.Kind.YEAR,
}

_DAY = timedelta(days=1)
_ORDER = list(EventKind)


def events(agenda: Agenda, since: datetime, until: datetime) -> Sequence[Event]:
    """Give what is due after `since`, up to and with `until`, in order."""
    found = [
        *_daily(agenda, since, until),
        *_escalations(agenda, since, until),
        *_digests(agenda, since, until),
        *_milestones(agenda, since, until),
        *_signups(agenda, since, until),
    ]
    return sorted(found, key=lambda event: (event.due_at, _ORDER.index(event.kind)))


def by_hand(agenda: Agenda, kind: EventKind, day: date, now: datetime) -> Event:
    """Give an event that a person does now for some day, a day off or a past one too.

    It is worth doing until the office's present day ends. The period of a digest is the one that
    had closed by that day; a milestone is the next one, on that day or after it. On a day off it
    means those on duty or, where nobody is, everybody. A card or a reminder of a day that has
    closed opens it again.
    """
    midnight = _midnight_after(agenda, periods.local_day(now, agenda.zone))
    subject = _subject(agenda, kind, day)
    closing = agenda.workdays.closing(day, agenda.clock.close_at, agenda.zone)
    return Event(
        kind,
        subject,
        due_at=now,
        expires_at=midnight,
        unit_ids=_everybody(agenda),
        duty=subject in _duties(agenda),
        reopens=kind in (EventKind.PROMPTS, EventKind.REMINDERS) and now >= closing,
    )


def _subject(agenda: Agenda, kind: EventKind, day: date) -> date:
    if kind in PERIODS:
        return periods.around(PERIODS[kind], day).previous().first
    if kind is EventKind.SIGNUPS:
        return periods.monday_of(day)
    if kind is EventKind.MILESTONES:
        return min((stone for stone in agenda.milestones if stone >= day), default=day)
    return day


def _daily(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Event]:
    last = periods.local_day(until, agenda.zone)
    day = periods.local_day(since, agenda.zone)
    duties = _duties(agenda)
    while day <= last:
        if agenda.workdays.is_working(day) or day in duties:
            on_duty = frozenset(duties[day]) if day in duties else None
            for event in _of_day(agenda, day, on_duty):
                if since < event.due_at <= until:
                    yield event
        day += _DAY


def _of_day(agenda: Agenda, day: date, on_duty: frozenset[int] | None) -> Iterator[Event]:
    """Give one day's events, each with the units and people whose times come out the same."""
    groups: dict[tuple[EventKind, time, OwnHour, timedelta], set[int]] = {}

    def put(
        kind: EventKind,
        at: time,
        whose: OwnHour,
        unit_ids: frozenset[int],
        apart: timedelta = timedelta(),
    ) -> None:
        groups.setdefault((kind, at, whose, apart), set()).update(unit_ids)

    for own, ids in agenda.units.items():
        unit_ids = frozenset(ids) if on_duty is None else on_duty.intersection(ids)
        usual = hours.times(own, agenda.clock, day)
        theirs: list[tuple[OwnHour, Times, frozenset[int]]] = [(Chosen.NONE, usual, unit_ids)]
        theirs += [
            (hour, hours.at_own_hour(usual, hour, agenda.clock), unit_ids.intersection(among))
            for hour, among in agenda.own_hours.items()
        ]
        for whose, times, meant in theirs:
            put(EventKind.PROMPTS, times.prompt_at, whose, meant)
            apart = hours.apart(times, agenda.clock)
            put(EventKind.REMINDERS, times.remind_at, whose, meant, apart)
        put(EventKind.APPROVALS, usual.inbox_at, ANY, unit_ids)
    for (kind, at, whose, apart), found in groups.items():
        if found:
            yield Event(
                kind,
                day,
                due_at=periods.moment_of(day, at, agenda.zone),
                expires_at=_expiry(agenda, kind, day),
                unit_ids=frozenset(found),
                own_hour=whose,
                duty=on_duty is not None,
                apart=apart,
            )


def _expiry(agenda: Agenda, kind: EventKind, day: date) -> datetime:
    if kind is EventKind.REMINDERS:
        return _midnight_after(agenda, day)
    if kind is EventKind.PROMPTS:
        return agenda.workdays.closing(day, agenda.clock.close_at, agenda.zone)
    return periods.moment_of(agenda.workdays.next_working(day), INBOX_UNTIL, agenda.zone)


def _escalations(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Event]:
    trigger = WorkingDays(MORNING, agenda.workdays, agenda.zone)
    for day, moment in _days(trigger, agenda, since, until):
        yield _to_all(agenda, EventKind.ESCALATIONS, day, moment, _midnight_after(agenda, day))


def _digests(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Event]:
    for kind, period in PERIODS.items():
        trigger = Openings(period, MORNING, agenda.workdays, agenda.zone)
        for day, moment in _days(trigger, agenda, since, until):
            closed = periods.around(period, day).previous()
            covered = _is_covered(closed)
            if kind is EventKind.DIGEST_MONTH or not covered:  # nobody else gets the others
                event = _to_all(agenda, kind, closed.first, moment, moment + DIGEST_WORTH)
                yield replace(event, but_council=covered)


def _is_covered(period: Period) -> bool:
    """Tell whether a longer period ends with it, of which the council hears in its place."""
    kinds = list(PERIODS.values())
    longer = kinds[kinds.index(period.kind) + 1 :]
    return any(periods.around(kind, period.last).last == period.last for kind in longer)


def _milestones(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Event]:
    for stone in sorted(agenda.milestones):
        ahead = [agenda.workdays.previous_working(stone - by + _DAY) for by in AHEAD]
        trigger = Days(ahead, MORNING, agenda.workdays, agenda.zone)
        for moment in trigger.between(since, until):
            worth = _midnight_after(agenda, stone)
            yield _to_all(agenda, EventKind.MILESTONES, stone, moment, worth)


def _signups(agenda: Agenda, since: datetime, until: datetime) -> Iterator[Event]:
    trigger = WeekOpenings(MORNING, agenda.workdays, agenda.zone)
    for day, moment in _days(trigger, agenda, since, until):
        worth = _midnight_after(agenda, agenda.workdays.next_working(day))
        yield _to_all(agenda, EventKind.SIGNUPS, periods.monday_of(day), moment, worth)


def _days(
    trigger: OfficeTrigger, agenda: Agenda, since: datetime, until: datetime
) -> Iterator[tuple[date, datetime]]:
    for moment in trigger.between(since, until):
        yield periods.local_day(moment, agenda.zone), moment


def _to_all(
    agenda: Agenda, kind: EventKind, day: date, due_at: datetime, expires_at: datetime
) -> Event:
    return Event(kind, day, due_at, expires_at, _everybody(agenda))


def _duties(agenda: Agenda) -> dict[date, frozenset[int]]:
    """Leave out what became a working day, on which everybody is meant."""
    return {
        day: frozenset(unit_ids)
        for day, unit_ids in agenda.duties.items()
        if not agenda.workdays.is_working(day)
    }


def _everybody(agenda: Agenda) -> frozenset[int]:
    return frozenset().union(*agenda.units.values())


def _midnight_after(agenda: Agenda, day: date) -> datetime:
    return periods.moment_of(day + _DAY, time.min, agenda.zone)
