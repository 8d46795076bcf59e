"""What is kept of a person's reports tells the same as summing them up on any later day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.rules import periods, ranking, scoring, summaries
from bot.rules.campaign import Scoring
from bot.rules.periods import Period
from bot.rules.ranking import Reason
from bot.rules.scoring import DueDays, Tally
from bot.rules.summaries import Approved, Summary
from bot.rules.workdays import Override, OverrideKind, Workdays

START = date(2026, 10, 1)
CALENDAR = Workdays(
    {
        date(2026, 10, 17): Override(OverrideKind.WORKING, "Làm bù"),
        date(2026, 11, 12): Override(OverrideKind.OFF, "Hội thao"),
    }
)
CALENDAR.is_working(START)  # loads the library, for which no example has the time

DAYS = st.integers(0, 70).map(lambda days: START + timedelta(days=days))
PERIODS = st.builds(
    lambda around, day: around(day),
    st.sampled_from([periods.month_of, periods.quarter_of, periods.year_of]),
    DAYS,
)


@dataclass(frozen=True)
class Life:
    joined_on: date | None
    away: Sequence[tuple[date, date]]
    approved: Sequence[Approved]
    today: date


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Draw somebody whose last approved report is of today at the latest."""
    joined = draw(st.none() | DAYS)
    starts = draw(st.lists(st.tuples(DAYS, st.integers(0, 9)), max_size=3))
    away = [(first, first + timedelta(days=days)) for first, days in starts]
    days = sorted(draw(st.sets(DAYS, max_size=45)))
    weights = draw(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), min_size=45))
    approved = [
        Approved(day, met, met + missed)
        for day, (met, missed) in zip(days, weights[: len(days)], strict=True)
    ]
    today = max([*days, joined or START]) + timedelta(days=draw(st.integers(0, 60)))
    return Life(joined, away, approved, today)


def expected_in(period: Period, life: Life) -> Sequence[date]:
    return DueDays.whole(period, CALENDAR).expected(life.joined_on, None, life.away)


def counted(period: Period, life: Life) -> Tally:
    """Sum up the reports themselves."""
    reports = [report for report in life.approved if report.day in period]
    due = DueDays(period, CALENDAR, life.today)
    return Tally(
        sum(report.met for report in reports),
        sum(report.counted for report in reports),
        len(reports),
        due.of(life.joined_on, None, life.away, [report.day for report in reports]),
    )


def summary_of(period: Period, life: Life) -> Summary:
    reports = [report for report in life.approved if report.day in period]
    return summaries.summed(reports, expected_in(period, life))


@given(lives(), PERIODS)
def test_a_summary_tells_what_the_reports_tell(life: Life, period: Period) -> None:
    tally = summary_of(period, life).tally(expected_in(period, life), life.today)
    assert tally == counted(period, life)


@given(lives(), PERIODS, st.integers(0, 12), st.integers(0, 100))
def test_who_is_ranked_on_a_day_is_known_ahead(
    life: Life, period: Period, min_days_due: int, min_rate: int
) -> None:
    assume(life.joined_on)
    entry = ranking.person_entry("", "", counted(period, life), signed_up=True)
    limits = Scoring(min_days_due=min_days_due, min_rate=min_rate)
    between = summaries.ranked_between(summary_of(period, life), expected_in(period, life), limits)
    ranked = between is not None and between[0] <= life.today < between[1]
    found = ranking.printed(entry, min_days_due, min_rate)
    assert ranked is not isinstance(found, Reason)


@given(lives(), PERIODS, st.integers(0, 45))
def test_reports_may_be_added_in_any_parts(life: Life, period: Period, cut: int) -> None:
    expected = expected_in(period, life)
    parts = [
        summaries.summed(part, expected) for part in (life.approved[cut:], life.approved[:cut])
    ]
    assert parts[0] + parts[1] == summaries.summed(life.approved, expected)


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 100))
def test_days_due_are_too_many_when_the_printed_rate_is_too_low(
    approved: int, due: int, min_rate: int
) -> None:
    most = ranking.most_days_due(approved, min_rate)
    low = scoring.display(Fraction(100 * approved, due)) < min_rate
    assert low is (most is not None and due > most)


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=60))
def test_a_mean_of_floats_is_printed_as_the_exact_one_or_not_at_all(
    parts: list[tuple[int, int]],
) -> None:
    scores = [Fraction(min(met, counted), counted) for met, counted in parts]
    exact = scoring.tenths(100 * sum(scores, Fraction()) / len(scores))
    assert ranking.printed_mean(sum(map(float, scores)), len(scores)) in {exact, None}


def test_a_mean_right_at_a_half_is_left_to_exact_numbers() -> None:
    assert ranking.printed_mean(float(Fraction(9985, 10000)), 1) is None
    assert ranking.printed_mean(2.0, 2) == 1000
