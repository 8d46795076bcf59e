from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import periods, scoring
from bot.rules.reports import Answer
from bot.rules.scoring import DueDays, Tally, Weighed
from bot.rules.workdays import Workdays
from tests.support.workdays import SHIPPED

CALENDAR = Workdays(SHIPPED)
NOVEMBER = periods.month_of(date(2026, 11, 1))
AFTER = date(2026, 12, 1)
LONG_AGO = date(2020, 1, 1)
DAYS = st.dates(date(2026, 10, 15), date(2026, 12, 15))
SPANS = st.tuples(DAYS, DAYS).map(lambda span: (min(span), max(span)))
CODES = st.sampled_from(["C1", "C2", "C3", "C4", "C5"])
ANSWERS = st.dictionaries(CODES, st.none() | st.sampled_from(Answer))
WEIGHTS = st.fixed_dictionaries({f"C{number}": st.integers(1, 100) for number in range(1, 6)})
TALLIES = st.tuples(
    st.integers(0, 500), st.integers(0, 500), st.integers(0, 300), st.integers(0, 300)
).map(lambda parts: Tally(parts[0], parts[0] + parts[1], parts[2], parts[2] + parts[3]))


def test_a_report_weighs_what_was_met_against_what_counted() -> None:
    answers = {
        "C1": Answer.MET,
        "C2": Answer.NOT_MET,
        "C3": Answer.NA,
        "C4": None,
        "C5": Answer.MET,
    }
    weights = {"C1": 1, "C2": 2, "C3": 4, "C4": 8, "C5": 16}
    assert scoring.weigh(answers, weights) == Weighed(met=17, counted=19)


@given(ANSWERS, WEIGHTS)
def test_what_does_not_apply_or_is_unanswered_changes_nothing(
    answers: Mapping[str, Answer | None], weights: Mapping[str, int]
) -> None:
    counting = {c: a for c, a in answers.items() if a in (Answer.MET, Answer.NOT_MET)}
    assert scoring.weigh(answers, weights) == scoring.weigh(counting, weights)


def test_a_score_worked_by_hand() -> None:
    """22 days of five criteria, two of them not met: 108 of 110."""
    tally = Tally(met=108, counted=110, approved_days=20, due_days=22)
    assert scoring.score(tally) == Fraction(1080, 11)
    assert scoring.rate(tally) == Fraction(10, 11)
    assert scoring.display(Fraction(1080, 11)) == Decimal("98.2")


def test_where_nothing_counts_there_is_no_score() -> None:
    assert scoring.score(Tally()) is None
    assert scoring.rate(Tally()) is None


@given(TALLIES)
def test_a_score_is_between_0_and_100(tally: Tally) -> None:
    score = scoring.score(tally)
    assert score is None or 0 <= score <= 100


@given(TALLIES, st.integers(1, 100))
def test_a_day_fully_met_never_lowers_a_score(tally: Tally, weight: int) -> None:
    before = scoring.score(tally)
    after = scoring.score(tally + Tally(weight, weight, 1, 1))
    assert after is not None
    assert before is None or after >= before


@given(TALLIES, st.integers(1, 100))
def test_a_day_not_met_never_raises_a_score(tally: Tally, weight: int) -> None:
    before = scoring.score(tally)
    after = scoring.score(tally + Tally(0, weight, 1, 1))
    assert after is not None
    assert before is None or after <= before


@given(TALLIES, TALLIES, TALLIES)
def test_tallies_add_in_any_order(a: Tally, b: Tally, c: Tally) -> None:
    assert (a + b) + c == c + (b + a)
    assert a + Tally() == a


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(0), "0.0"),
        (Fraction(100), "100.0"),
        (Fraction(9865, 100), "98.7"),
        (Fraction(98649, 1000), "98.6"),
        (Fraction(200, 3), "66.7"),
        (Fraction(5, 100), "0.1"),
        (Fraction(1999, 20), "100.0"),
    ],
)
def test_halves_are_rounded_up(value: Fraction, shown: str) -> None:
    assert str(scoring.display(value)) == shown


@given(st.integers(0, 10**6))
def test_rounding_agrees_with_decimal_arithmetic(thousandths: int) -> None:
    exact = Decimal(thousandths) / 1000
    expected = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert scoring.display(Fraction(thousandths, 1000)) == expected


def due(
    *,
    joined_on: date | None = LONG_AGO,
    left_on: date | None = None,
    absences: Sequence[tuple[date, date]] = (),
    approved_days: Sequence[date] = (),
    today: date = AFTER,
) -> int:
    return DueDays(NOVEMBER, CALENDAR, today).of(joined_on, left_on, absences, approved_days)


def test_a_whole_month_is_its_working_days() -> None:
    assert due() == 21


def test_today_is_not_due_until_it_is_approved() -> None:
    today = date(2026, 11, 25)
    assert due(today=today) == 17
    assert due(today=today, approved_days=[today]) == 18


def test_days_count_from_joining_and_until_the_day_before_leaving() -> None:
    assert due(joined_on=date(2026, 11, 25)) == 4
    assert due(left_on=date(2026, 11, 4)) == 2
    assert due(joined_on=AFTER) == 0
    assert due(joined_on=None) == 0


def test_days_of_leave_are_not_due_however_they_overlap() -> None:
    week = (date(2026, 11, 9), date(2026, 11, 15))
    assert due(absences=[week]) == 16
    assert due(absences=[week, week, (date(2026, 11, 11), date(2026, 11, 17))]) == 14
    assert due(absences=[(date(2026, 10, 1), date(2027, 1, 1))]) == 0


def test_an_approved_day_is_always_due() -> None:
    """A Saturday on duty, a day of leave on which one came in, a day before signing up."""
    approved = [date(2026, 11, 7), date(2026, 11, 10), date(2026, 11, 2), date(2026, 11, 25)]
    assert (
        due(
            joined_on=date(2026, 11, 3),
            absences=[(date(2026, 11, 10), date(2026, 11, 10))],
            approved_days=approved,
        )
        == 19 + 3
    )


def test_approved_days_of_another_period_do_not_count() -> None:
    assert due(approved_days=[date(2026, 10, 30), date(2026, 12, 1)]) == 21


@given(
    joined_on=DAYS,
    left_on=st.none() | DAYS,
    absences=st.lists(SPANS, max_size=4),
    approved_days=st.lists(DAYS, max_size=20),
    today=DAYS,
)
def test_days_due_are_those_of_the_rule_read_day_by_day(
    joined_on: date,
    left_on: date | None,
    absences: list[tuple[date, date]],
    approved_days: list[date],
    today: date,
) -> None:
    expected = {
        day
        for day in NOVEMBER
        if day in approved_days
        or (
            CALENDAR.is_working(day)
            and joined_on <= day < today
            and (left_on is None or day < left_on)
            and not any(first <= day <= last for first, last in absences)
        )
    }
    found = due(
        joined_on=joined_on,
        left_on=left_on,
        absences=absences,
        approved_days=approved_days,
        today=today,
    )
    assert found == len(expected)
    assert found >= len({day for day in approved_days if day in NOVEMBER})


@given(st.lists(SPANS, max_size=4), st.sets(DAYS.filter(lambda day: day in NOVEMBER), min_size=1))
def test_leave_never_lowers_the_rate_of_reporting(
    absences: list[tuple[date, date]], approved_days: set[date]
) -> None:
    def rate(spans: Sequence[tuple[date, date]]) -> Fraction:
        days = due(absences=spans, approved_days=list(approved_days))
        found = scoring.rate(Tally(0, 0, len(approved_days), days))
        assert found is not None
        return found

    assert rate([]) <= rate(absences) <= 1


def test_the_days_expected_of_a_person_are_given_in_order() -> None:
    calendar = DueDays(NOVEMBER, CALENDAR, date(2026, 11, 6))
    monday = date(2026, 11, 2)
    tuesday = (monday + timedelta(days=1), monday + timedelta(days=1))
    assert calendar.expected(LONG_AGO, None, [tuesday]) == [
        date(2026, 11, 2),
        date(2026, 11, 4),
        date(2026, 11, 5),
    ]
    assert len(calendar.expected(LONG_AGO, None, [])) == 4  # asking for one leaves the next alone
