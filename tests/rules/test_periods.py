from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import periods
from bot.rules.periods import Kind, Period

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SUNDAY = date(2026, 11, 22)
DAYS = st.dates(date(2001, 1, 1), date(2098, 12, 31))
OF = {Kind.MONTH: periods.month_of, Kind.QUARTER: periods.quarter_of, Kind.YEAR: periods.year_of}
KINDS = st.sampled_from(list(OF))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_the_office_starts_its_day_at_its_own_midnight(moment: datetime, day: date) -> None:
    assert periods.local_day(moment, HANOI) == day


def test_a_moment_without_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        periods.local_day(datetime(2026, 11, 24, 12), HANOI)  # noqa: DTZ001 - that is the point


def test_a_moment_is_given_in_utc() -> None:
    moment = periods.moment_of(date(2026, 11, 25), time(6, 30), HANOI)
    assert moment == datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert moment.tzinfo is UTC


@given(DAYS, st.times(), st.sampled_from([HANOI, ZoneInfo("UTC"), ZoneInfo("Pacific/Auckland")]))
def test_a_moment_of_a_day_is_on_that_day(day: date, at: time, zone: ZoneInfo) -> None:
    assert periods.local_day(periods.moment_of(day, at, zone), zone) == day


@given(KINDS, DAYS)
def test_periods_tile_the_calendar(kind: Kind, day: date) -> None:
    """Neighbours touch without a gap or an overlap, and know each other."""
    period = OF[kind](day)
    assert day in period
    assert period.next().first - period.last == timedelta(days=1)
    assert period.next().previous() == period
    assert period.previous().next() == period


@given(st.integers(2001, 2098))
def test_a_year_is_twelve_months_and_four_quarters(year: int) -> None:
    whole = periods.year_of(date(year, 6, 15))
    months = {periods.month_of(day) for day in whole}
    quarters = {periods.quarter_of(day) for day in whole}
    assert (len(months), len(quarters)) == (12, 4)
    assert sorted(day for month in months for day in month) == list(whole)
    assert sorted(day for quarter in quarters for day in quarter) == list(whole)


def test_a_quarter_has_its_three_months() -> None:
    assert periods.quarter_of(date(2026, 11, 24)) == Period(
        Kind.QUARTER, date(2026, 10, 1), date(2026, 12, 31)
    )


def test_a_movement_that_is_run_past_its_end_still_counts() -> None:
    start, end = date(2019, 8, 26), date(2025, 12, 31)
    assert periods.movement(start, end, SUNDAY).last == SUNDAY
    assert periods.movement(start, end, date(2022, 1, 1)).last == end


def test_a_movement_has_no_neighbours() -> None:
    whole = periods.movement(date(2026, 1, 1), date(2030, 12, 31), SUNDAY)
    assert whole.previous() == whole.next() == whole


@given(KINDS, DAYS, DAYS, DAYS)
def test_clipping_keeps_the_days_that_both_have(kind: Kind, day: date, a: date, b: date) -> None:
    first, last = min(a, b), max(a, b)
    clipped = OF[kind](day).clip(first, last)
    assert list(clipped or []) == [one for one in OF[kind](day) if first <= one <= last]


def test_a_clipped_month_has_the_neighbours_of_the_whole() -> None:
    clipped = periods.month_of(date(2026, 11, 1)).clip(date(2026, 11, 10), date(2026, 11, 20))
    assert clipped
    assert clipped.previous() == periods.month_of(date(2026, 10, 1))
    assert clipped.next() == periods.month_of(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("25/11", date(2026, 11, 25)),
        ("25/11/2026", date(2026, 11, 25)),
        ("25-11-2026", date(2026, 11, 25)),
        ("25.11.26", date(2026, 11, 25)),
        ("2026-11-25", date(2026, 11, 25)),
        (" 25 / 11 ", date(2026, 11, 25)),
        ("ngày 25 tháng 11", date(2026, 11, 25)),
        ("25 tháng 11 năm 2026", date(2026, 11, 25)),
        ("5/1", date(2027, 1, 5)),
        ("hôm nay", SUNDAY),
        ("Hom nay", SUNDAY),
        ("mai", date(2026, 11, 23)),
        ("Ngày mai.", date(2026, 11, 23)),
        ("hôm qua", date(2026, 11, 21)),
        ("tomorrow", date(2026, 11, 23)),
        ("29/2", None),
        ("31/4/2026", None),
        ("25/13", None),
        ("25/11/2206", None),
        ("0/11", None),
        ("25", None),
        ("", None),
        ("25/11 nhé", None),
        ("không rõ", None),
        ("99999999999999/11", None),
    ],
)
def test_a_day_is_read_as_people_type_it(text: str, day: date | None) -> None:
    assert periods.parse_day(text, SUNDAY) == day


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("3/1", date(2026, 12, 20), date(2027, 1, 3)),
        ("28/12", date(2027, 1, 3), date(2026, 12, 28)),
        ("29/2", date(2028, 1, 10), date(2028, 2, 29)),
    ],
)
def test_a_missing_year_is_the_nearest(text: str, today: date, day: date) -> None:
    assert periods.parse_day(text, today) == day


@given(DAYS, DAYS, st.sampled_from(["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%d/%m/%y"]))
def test_a_written_day_reads_back(day: date, today: date, form: str) -> None:
    assert periods.parse_day(day.strftime(form), today) == day


@given(DAYS, st.integers(-180, 180))
def test_a_day_without_year_reads_back_when_it_is_near(today: date, distance: int) -> None:
    day = today + timedelta(days=distance)
    assert periods.parse_day(f"{day.day}/{day.month}", today) == day


WEEK = (date(2026, 11, 25), date(2026, 11, 28))


@pytest.mark.parametrize(
    "text",
    [
        "25/11-28/11",
        "25/11 - 28/11",
        "25/11 28/11",
        "25/11, 28/11",
        "25–28/11",
        "25 đến 28/11",
        "từ 25/11 đến 28/11",
        "Từ ngày 25/11 đến ngày 28/11",
        "nghỉ từ 25 tới 28 tháng 11",
        "25/11 → 28/11/2026",
        "25-11-2026-28-11-2026",
        "2026-11-25 2026-11-28",
        "from 25/11 to 28/11",
    ],
)
def test_a_range_is_read_as_people_type_it(text: str) -> None:
    assert periods.parse_range(text, SUNDAY) == WEEK


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("mai", (date(2026, 11, 23), date(2026, 11, 23))),
        ("25/11", (date(2026, 11, 25), date(2026, 11, 25))),
        ("mai - 28/11", (date(2026, 11, 23), date(2026, 11, 28))),
        ("28/12-3/1", (date(2026, 12, 28), date(2027, 1, 3))),
        ("28/12 - 3/1/2027", (date(2026, 12, 28), date(2027, 1, 3))),
        ("1/12 - 31/5", (date(2026, 12, 1), date(2027, 5, 31))),
        ("1/12/2026 - 30/11/2027", (date(2026, 12, 1), date(2027, 11, 30))),
        ("28/11-25/11", None),
        ("28/11/2026-25/11/2026", None),
        ("28-25/11", None),
        ("25-28", None),
        ("25/11 - 31/11", None),
        ("25/11-", None),
        ("", None),
    ],
)
def test_a_range_that_crosses_a_year_or_stands_the_wrong_way(
    text: str, span: tuple[date, date] | None
) -> None:
    assert periods.parse_range(text, SUNDAY) == span


@given(DAYS, st.integers(0, 400), st.sampled_from(["-", " - ", " ", " đến ", "–", " → "]))
def test_a_written_range_reads_back(first: date, length: int, between: str) -> None:
    last = min(first + timedelta(days=length), date(2099, 12, 31))
    text = f"{first:%d/%m/%Y}{between}{last:%d/%m/%Y}"
    assert periods.parse_range(text, SUNDAY) == (first, last)


@given(st.text(alphabet="0123456789/-. đếntừmaingày", max_size=30))
def test_whatever_is_typed_gives_days_in_order_or_nothing(text: str) -> None:
    span = periods.parse_range(text, SUNDAY)
    assert span is None or span[0] <= span[1]
