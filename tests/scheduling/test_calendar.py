"""The calendar of events, over whole years."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import hours, periods
from bot.rules.campaign import Clock
from bot.rules.events import Agenda, Event, EventKind, UnitTimes
from bot.rules.workdays import Override, OverrideKind, Workdays
from scheduling import calendar
from scheduling.triggers import Openings, WorkingDays
from tests.conftest import ZONE
from tests.scheduling.conftest import at
from tests.support.workdays import SHIPPED

WORKDAYS = Workdays(SHIPPED)
YEAR = (at(date(2026, 1, 1), "00:00"), at(date(2027, 1, 1), "00:00"))


def an_agenda(
    units: dict[UnitTimes, Sequence[int]] | None = None, workdays: Workdays = WORKDAYS
) -> Agenda:
    return Agenda(ZONE, workdays, Clock(), units or {UnitTimes(): [1, 2]})


def of_kind(kind: EventKind, found: Sequence[Event]) -> list[Event]:
    return [event for event in found if event.kind is kind]


@pytest.mark.parametrize(
    ("kind", "hour"),
    [
        (EventKind.PROMPTS, "16:30"),
        (EventKind.REMINDERS, "17:10"),
        (EventKind.APPROVALS, "17:30"),
    ],
)
def test_every_working_day_of_a_year_has_each_event_once(kind: EventKind, hour: str) -> None:
    found = of_kind(kind, calendar.events(an_agenda(), *YEAR))
    expected = WORKDAYS.working_days(date(2026, 1, 1), date(2026, 12, 31))
    assert [event.day for event in found] == expected
    assert [event.due_at for event in found] == [at(day, hour) for day in expected]


def test_days_off_have_no_event_and_swapped_saturdays_have() -> None:
    days = {event.day for event in calendar.events(an_agenda(), *YEAR)}
    tet = [date(2026, 2, 16) + timedelta(days=ahead) for ahead in range(5)]
    assert not days & {*tet, date(2026, 1, 2), date(2026, 4, 30), date(2026, 11, 28)}
    assert date(2026, 1, 10) in days


def test_the_office_s_own_day_off_counts() -> None:
    off = Workdays({date(2026, 11, 25): Override(OverrideKind.OFF, "Đại hội")})
    found = calendar.events(an_agenda(workdays=off), *YEAR)
    assert date(2026, 11, 25) not in {event.day for event in found}


def test_a_digest_comes_on_each_month_s_first_working_day() -> None:
    found = of_kind(EventKind.DIGEST_MONTH, calendar.events(an_agenda(), *YEAR))
    assert [event.day.month for event in found] == [12, *range(1, 12)]
    opened = {event.due_at.astimezone(ZONE).date() for event in found}
    assert {date(2026, 1, 5), date(2026, 5, 4), date(2026, 9, 3), date(2026, 11, 2)} <= opened
    assert all(WORKDAYS.is_working(day) for day in opened)
    assert all(event.expires_at - event.due_at == timedelta(days=7) for event in found)


def test_a_friday_s_events_are_worth_doing_until() -> None:
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    found = calendar.events(an_agenda(), at(friday, "00:00"), at(friday, "23:59"))
    assert {event.kind: event.expires_at for event in found} == {
        EventKind.ESCALATIONS: at(date(2026, 11, 28), "00:00"),
        EventKind.PROMPTS: at(monday, "09:00"),
        EventKind.REMINDERS: at(date(2026, 11, 28), "00:00"),
        EventKind.APPROVALS: at(monday, "12:00"),
    }


def test_units_have_their_own_times() -> None:
    early = UnitTimes(time(10), time(11))
    agenda = an_agenda({UnitTimes(): [1], early: [2], UnitTimes(time(16, 30)): [3]})
    day = date(2026, 11, 25)
    found = calendar.events(agenda, at(day, "09:00"), at(day, "23:59"))
    assert [(event.kind, event.due_at, set(event.unit_ids)) for event in found] == [
        (EventKind.PROMPTS, at(day, "10:00"), {2}),
        (EventKind.REMINDERS, at(day, "11:00"), {2}),
        (EventKind.APPROVALS, at(day, "11:20"), {2}),
        (EventKind.PROMPTS, at(day, "16:30"), {1, 3}),
        (EventKind.REMINDERS, at(day, "17:10"), {1, 3}),
        (EventKind.APPROVALS, at(day, "17:30"), {1, 3}),
    ]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        (UnitTimes(time(18)), ("18:00", "18:40", "19:00")),
        (UnitTimes(None, time(16)), ("16:30", "17:10", "17:30")),
        (UnitTimes(time(23, 30)), ("23:30", "23:59", "23:59")),
    ],
)
def test_a_reminder_never_comes_before_its_prompt(
    own: UnitTimes, expected: tuple[str, str, str]
) -> None:
    times = hours.times(own, Clock(), date(2026, 11, 25))
    shown = (times.prompt_at, times.remind_at, times.inbox_at)
    assert tuple(f"{one:%H:%M}" for one in shown) == expected


@given(st.lists(st.integers(0, 60 * 24 * 40), min_size=2, max_size=6))
def test_however_time_is_cut_nothing_is_lost_or_double(minutes: list[int]) -> None:
    start = datetime(2026, 1, 20, tzinfo=UTC)
    moments = [start + timedelta(minutes=minute) for minute in sorted(minutes)]
    agenda = an_agenda({UnitTimes(): [1], UnitTimes(time(8)): [2]})
    pieces = [
        event
        for since, until in pairwise(moments)
        for event in calendar.events(agenda, since, until)
    ]
    assert pieces == list(calendar.events(agenda, moments[0], moments[-1]))


def test_the_moment_itself_is_due_and_the_last_look_is_not() -> None:
    prompt = at(date(2026, 11, 25), "16:30")
    second = timedelta(seconds=1)
    assert calendar.events(an_agenda(), prompt - second, prompt)
    assert not calendar.events(an_agenda(), prompt, prompt + second)
    assert not calendar.events(an_agenda(), prompt, prompt - timedelta(days=30))


def test_by_hand_even_a_day_off_is_worth_doing_today() -> None:
    now = at(date(2026, 11, 25), "10:00")
    event = calendar.by_hand(an_agenda(), EventKind.PROMPTS, date(2026, 11, 22), now)
    assert event == Event(
        EventKind.PROMPTS,
        date(2026, 11, 22),
        now,
        at(date(2026, 11, 26), "00:00"),
        frozenset({1, 2}),
    )
    digest = calendar.by_hand(an_agenda(), EventKind.DIGEST_MONTH, date(2026, 11, 22), now)
    assert digest.day == date(2026, 10, 1)


def test_triggers_answer_as_apscheduler_asks() -> None:
    """Without a previous time the present moment itself counts, after one only what is later."""
    daily = WorkingDays(time(16, 30), WORKDAYS, ZONE)
    now = at(date(2026, 11, 27), "16:30")
    assert daily.get_next_fire_time(None, now) == now
    assert daily.get_next_fire_time(now, now) == at(date(2026, 11, 30), "16:30")
    monthly = Openings(periods.Kind.MONTH, time(8, 30), WORKDAYS, ZONE)
    assert monthly.get_next_fire_time(None, now) == at(date(2026, 12, 1), "08:30")
