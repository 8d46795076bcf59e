"""The calendar of events, over whole years."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules import hours, periods
from bot.rules.campaign import Clock
from bot.rules.events import Agenda, Chosen, Event, EventKind, Season, UnitTimes
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
        reopens=True,
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


# Weeks, quarters, years, milestones, seasons, own hours, duties


def test_quarters_and_years_open_on_their_first_working_day() -> None:
    found = calendar.events(an_agenda(), *YEAR)
    quarters = of_kind(EventKind.DIGEST_QUARTER, found)
    assert [(event.day, event.due_at) for event in quarters] == [
        (date(2026, 1, 1), at(date(2026, 4, 1), "08:30")),
        (date(2026, 4, 1), at(date(2026, 7, 1), "08:30")),
        (date(2026, 7, 1), at(date(2026, 10, 1), "08:30")),
    ]
    years = of_kind(EventKind.DIGEST_YEAR, found)
    assert [(event.day, event.due_at) for event in years] == [
        (date(2025, 1, 1), at(date(2026, 1, 5), "08:30"))
    ]
    assert all(one.expires_at - one.due_at == timedelta(days=7) for one in (*quarters, *years))
    months = of_kind(EventKind.DIGEST_MONTH, found)
    assert {one.day.month for one in months if one.but_council} == {3, 6, 9, 12}


def test_each_week_that_is_worked_opens_once_and_tet_s_does_not() -> None:
    found = of_kind(EventKind.SIGNUPS, calendar.events(an_agenda(), *YEAR))
    mondays = {date(2025, 12, 29) + timedelta(weeks=week) for week in range(53)}
    tet, new_year = date(2026, 2, 16), date(2025, 12, 29)
    assert {event.day for event in found} == mondays - {tet, new_year}
    assert len(found) == len(mondays) - 2
    holiday = next(event for event in found if event.day == date(2026, 4, 27))
    assert holiday.due_at == at(date(2026, 4, 28), "08:30")
    assert holiday.expires_at == at(date(2026, 4, 30), "00:00")


def test_milestones_are_announced_twice_on_working_days() -> None:
    stones = (date(2026, 12, 5), date(2026, 3, 20))
    agenda = Agenda(ZONE, WORKDAYS, Clock(), {UnitTimes(): [1]}, milestones=stones)
    found = of_kind(EventKind.MILESTONES, calendar.events(agenda, *YEAR))
    assert [(event.day, event.due_at, event.expires_at) for event in found] == [
        (stones[1], at(date(2026, 2, 13), "08:30"), at(date(2026, 3, 21), "00:00")),
        (stones[1], at(date(2026, 3, 13), "08:30"), at(date(2026, 3, 21), "00:00")),
        (stones[0], at(date(2026, 11, 5), "08:30"), at(date(2026, 12, 6), "00:00")),
        (stones[0], at(date(2026, 11, 27), "08:30"), at(date(2026, 12, 6), "00:00")),
    ]
    now = at(date(2026, 11, 25), "10:00")
    for asked, meant in ((date(2026, 3, 20), stones[1]), (date(2026, 3, 21), stones[0])):
        assert calendar.by_hand(agenda, EventKind.MILESTONES, asked, now).day == meant


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (EventKind.ESCALATIONS, date(2026, 11, 22)),
        (EventKind.DIGEST_QUARTER, date(2026, 7, 1)),
        (EventKind.DIGEST_YEAR, date(2025, 1, 1)),
        (EventKind.SIGNUPS, date(2026, 11, 16)),
    ],
)
def test_by_hand_each_kind_has_its_subject(kind: EventKind, subject: date) -> None:
    now = at(date(2026, 11, 25), "10:00")
    assert calendar.by_hand(an_agenda(), kind, date(2026, 11, 22), now).day == subject


WINTER = Season("10-16", "04-15", time(16), time(16, 30))
SUMMER, COLD = date(2026, 7, 1), date(2026, 12, 1)
SEASONAL = Clock.model_validate(
    {"seasons": [{"from": "10-16", "until": "04-15", "prompt_at": "16:10"}]}
)


@pytest.mark.parametrize(
    ("own", "clock", "day", "expected"),
    [
        (UnitTimes(), SEASONAL, SUMMER, ("16:30", "17:10")),
        (UnitTimes(), SEASONAL, COLD, ("16:10", "17:10")),
        (UnitTimes(time(15)), SEASONAL, COLD, ("15:00", "17:10")),
        (UnitTimes(time(15), None, (WINTER,)), SEASONAL, COLD, ("16:00", "16:30")),
        (UnitTimes(time(15), None, (WINTER,)), SEASONAL, SUMMER, ("15:00", "17:10")),
        (UnitTimes(seasons=(WINTER,)), Clock(), date(2026, 4, 15), ("16:00", "16:30")),
        (UnitTimes(seasons=(WINTER,)), Clock(), date(2026, 4, 16), ("16:30", "17:10")),
    ],
)
def test_a_unit_s_season_goes_before_its_own_times_and_those_before_the_movement_s(
    own: UnitTimes, clock: Clock, day: date, expected: tuple[str, str]
) -> None:
    times = hours.times(own, clock, day)
    assert (f"{times.prompt_at:%H:%M}", f"{times.remind_at:%H:%M}") == expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        (time(15), ("15:00", "17:10")),
        (time(17, 10), ("17:10", "17:50")),
        (time(18), ("18:00", "18:40")),
        (time(6), ("15:00", "17:10")),
        (time(22), ("19:00", "19:40")),
    ],
)
def test_an_own_hour_stays_in_the_window_and_may_take_the_reminder_along(
    hour: time, expected: tuple[str, str]
) -> None:
    usual = hours.times(UnitTimes(), Clock(), SUMMER)
    times = hours.at_own_hour(usual, hour, Clock())
    assert (f"{times.prompt_at:%H:%M}", f"{times.remind_at:%H:%M}") == expected
    offered = hours.own_hours(usual, Clock())
    assert (offered[0], offered[-1]) == (time(15), time(19))
    assert time(16, 30) not in offered


@settings(deadline=None)  # a busy machine is no fault of the calendar's
@given(
    st.dictionaries(st.times(), st.lists(st.sampled_from([1, 2, 3]), min_size=1), max_size=3),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 1, 31)), max_size=5),
)
def test_however_people_choose_each_unit_and_choice_has_one_card_a_day(
    chosen: dict[time, list[int]], duties: set[date]
) -> None:
    """On days off it is the unit on duty alone."""
    units = {UnitTimes(): [1], UnitTimes(time(11)): [2], UnitTimes(seasons=(WINTER,)): [3]}
    agenda = Agenda(ZONE, WORKDAYS, Clock(), units, chosen, duties=dict.fromkeys(duties, (2,)))
    january = (at(date(2026, 1, 1), "00:00"), at(date(2026, 2, 1), "00:00"))
    found = calendar.events(agenda, *january)
    for kind in (EventKind.PROMPTS, EventKind.REMINDERS):
        got = [
            (event.day, event.own_hour, unit_id)
            for event in of_kind(kind, found)
            for unit_id in event.unit_ids
        ]
        assert len(got) == len(set(got))
        assert set(got) == {
            (day, whose, unit_id)
            for day in periods.month_of(date(2026, 1, 1))
            for whose, among in ((Chosen.NONE, (1, 2, 3)), *chosen.items())
            for unit_id in among
            if WORKDAYS.is_working(day) or (day in duties and unit_id == 2)
        }
    for event in found:
        assert WORKDAYS.is_working(periods.local_day(event.due_at, ZONE)) is not event.duty
