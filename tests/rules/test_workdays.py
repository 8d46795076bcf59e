from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.campaign import Cadence
from bot.rules.workdays import Override, OverrideKind, Workdays
from tests.support.workdays import SHIPPED

CALENDAR = Workdays(SHIPPED)
CULTURE_DAY = date(2026, 11, 24)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 3), False),
        (date(2026, 1, 10), True),
        (date(2026, 4, 27), False),
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 29), False),
        (date(2026, 8, 31), False),
        (date(2026, 9, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 9, 3), True),
        (date(2026, 11, 24), True),
        (date(2026, 11, 25), True),
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2024, 5, 4), True),
    ],
)
def test_what_the_state_decided(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_tet_2026_is_nine_days_off() -> None:
    tet = [date(2026, 2, 14) + timedelta(days=step) for step in range(9)]
    assert not any(map(CALENDAR.is_working, tet))
    assert CALENDAR.previous_working(tet[0]) == date(2026, 2, 13)
    assert CALENDAR.next_working(tet[0]) == date(2026, 2, 23)


def test_without_its_overrides_the_library_misses_a_swap() -> None:
    """Goes red when the library learns the swap, so that the shipped one can go."""
    bare = Workdays()
    assert bare.is_working(date(2026, 1, 2))
    assert not bare.is_working(date(2026, 1, 10))


def test_a_day_not_certain_in_law_is_worked_until_the_office_says_so() -> None:
    assert all(CALENDAR.is_working(date(year, 11, 24)) for year in (2026, 2027, 2028))
    assert CALENDAR.is_working(date(2029, 11, 26))  # nor is there a day in lieu of it
    confirmed = Workdays({CULTURE_DAY: Override(OverrideKind.OFF, "Ngày Văn hóa Việt Nam")})
    assert not confirmed.is_working(CULTURE_DAY)
    assert confirmed.why_off(CULTURE_DAY) == "Ngày Văn hóa Việt Nam"


@given(DAYS, st.sampled_from(OverrideKind))
def test_the_office_has_the_last_word(day: date, kind: OverrideKind) -> None:
    office = Workdays({day: Override(kind, "Theo thông báo của cơ quan", "12/TB-UBND")})
    assert office.is_working(day) is (kind is OverrideKind.WORKING)
    if kind is OverrideKind.OFF:
        assert office.why_off(day) == "Theo thông báo của cơ quan"
    else:
        assert office.why_off(day) is None


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 2, 17), "Tết Nguyên Đán"),
        (date(2026, 4, 27), "Ngày Giỗ Tổ Hùng Vương (nghỉ bù)"),
        (date(2026, 9, 2), "Quốc khánh"),
        (date(2026, 1, 2), "Nghỉ Tết Dương lịch (làm bù thứ Bảy 10/01/2026)"),
        (date(2026, 11, 21), "Thứ Bảy"),
        (date(2026, 11, 22), "Chủ nhật"),
        (date(2026, 11, 23), None),
        (date(2026, 8, 22), None),
    ],
)
def test_a_day_off_has_its_reason(day: date, why: str | None) -> None:
    assert CALENDAR.why_off(day) == why


@given(DAYS)
def test_a_reason_is_there_exactly_on_days_off(day: date) -> None:
    assert (CALENDAR.why_off(day) is None) is CALENDAR.is_working(day)


def test_an_override_without_words_still_has_a_reason() -> None:
    day, holiday = date(2026, 11, 25), date(2026, 9, 2)
    silent = Override(OverrideKind.OFF, "")
    office = Workdays({day: silent, holiday: silent})
    assert office.why_off(day) == "Ngày nghỉ của cơ quan"
    assert office.why_off(holiday) == "Quốc khánh"


@pytest.mark.parametrize("year", range(2024, 2031))
def test_a_year_has_as_many_working_days_as_the_law_leaves(year: int) -> None:
    """Five days a week less at most eleven holidays; a swap moves a day, it takes none away."""
    days = CALENDAR.working_days(date(year, 1, 1), date(year, 12, 31))
    assert 248 <= len(days) <= 252
    assert all(map(CALENDAR.is_working, days))


def test_working_days_of_a_month() -> None:
    days = CALENDAR.working_days(date(2026, 9, 1), date(2026, 9, 30))
    assert days[0] == date(2026, 9, 3)
    assert len(days) == 20
    assert CALENDAR.working_days(date(2026, 9, 30), date(2026, 9, 1)) == []


@given(DAYS)
def test_neighbours_are_the_nearest_working_days(day: date) -> None:
    before, after = CALENDAR.previous_working(day), CALENDAR.next_working(day)
    assert before < day < after
    between = CALENDAR.working_days(before, after)
    assert between == ([before, day, after] if CALENDAR.is_working(day) else [before, after])


@given(st.integers(2024, 2030))
def test_each_week_and_month_is_asked_about_once(year: int) -> None:
    """Only a week without any working day is asked about never."""
    days = CALENDAR.working_days(date(year, 1, 1), date(year, 12, 31))
    weekly = [day for day in days if Cadence.WEEKLY in CALENDAR.cadences_due(day)]
    monthly = [day for day in days if Cadence.MONTHLY in CALENDAR.cadences_due(day)]
    weeks = {day.isocalendar()[:2] for day in days}
    assert {day.isocalendar()[:2] for day in weekly} | {days[-1].isocalendar()[:2]} == weeks
    assert len(weekly) in (len(weeks), len(weeks) - 1)  # New Year's week may end in next January
    assert [day.month for day in monthly] == list(range(1, 13))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 25), {Cadence.DAILY}),
        (date(2026, 11, 27), {Cadence.DAILY, Cadence.WEEKLY}),
        (date(2026, 11, 28), {Cadence.DAILY}),
        (date(2026, 11, 30), {Cadence.DAILY, Cadence.MONTHLY}),
        (date(2026, 7, 31), {Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY}),
        (date(2026, 8, 21), {Cadence.DAILY}),
        (date(2026, 8, 22), {Cadence.DAILY, Cadence.WEEKLY}),
        (date(2026, 4, 29), {Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY}),
        (date(2026, 2, 18), {Cadence.DAILY}),
    ],
)
def test_what_a_days_card_asks(day: date, due: set[Cadence]) -> None:
    assert CALENDAR.cadences_due(day) == due


def test_a_week_off_has_no_last_working_day() -> None:
    assert CALENDAR.last_working_of_week(date(2026, 2, 18)) is None
