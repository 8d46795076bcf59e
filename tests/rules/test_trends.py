"""The message over a digest's picture, and the month's weeks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import periods, trends
from bot.rules.trends import Course, Headline, Share, Trend

WEEKS = st.lists(
    st.integers(0, 40).flatmap(
        lambda counted: st.integers(0, counted).map(lambda met: Share(met, counted))
    ),
    min_size=1,
    max_size=6,
)


def trend(key: str, *weeks: int, before: int | None = None, answers: int = 100) -> Trend:
    """Give per cents met, a week each, and of the month before."""
    shares = tuple(Share(met * answers // 100, answers) for met in weeks)
    return Trend(key, shares, Share() if before is None else Share(before, 100))


def test_a_fall_in_the_last_two_weeks_is_the_news() -> None:
    found = trends.headline([trend("C1", 98, 98, 92, 92), trend("C2", 96, 96, 92, 92)])
    assert found == Headline(Course.FELL_LATELY, "C1", 6)


def test_a_week_without_answers_is_none_of_the_last_two() -> None:
    falling = trend("C1", 98, 98, 92, 92)
    to_come = Trend("C1", (*falling.weeks, Share()), Share())
    assert trends.headline([to_come]) == trends.headline([falling])


def test_what_falls_goes_before_what_rises() -> None:
    found = trends.headline([trend("C1", 80, before=70), trend("C2", 80, before=84)])
    assert found == Headline(Course.FELL, "C2", 4)
    assert trends.headline([trend("C1", 80, before=70)]) == Headline(Course.ROSE, "C1", 10)


@pytest.mark.parametrize("before", [78, 80, 82, None])
def test_less_than_three_points_are_no_news(before: int | None) -> None:
    found = trends.headline([trend("C1", 80, before=before), trend("C2", 90, before=90)])
    assert found == Headline(Course.WEAKEST, "C1")


def test_a_handful_of_answers_is_no_ground_to_compare() -> None:
    few = Trend("C1", (Share(4, 4), Share(0, 4), Share(0, 4)), Share())
    assert trends.headline([few]) == Headline(Course.WEAKEST, "C1")


def test_a_month_that_met_everything_says_so() -> None:
    assert trends.headline([trend("C1", 100), trend("C2", 100)]) == Headline(Course.ALL_MET)
    assert trends.headline([]) == Headline(Course.NOTHING)
    assert trends.headline([Trend("C1", (Share(),), Share())]) == Headline(Course.NOTHING)


@given(st.lists(WEEKS, min_size=1, max_size=5), st.integers(0, 100))
def test_every_month_has_a_message_about_one_of_its_criteria(
    months: list[list[Share]], before: int
) -> None:
    found = [
        Trend(f"C{number}", tuple(weeks), Share(before, 100)) for number, weeks in enumerate(months)
    ]
    said = trends.headline(found)
    answered = {one.key for one in found if one.total.counted}
    assert said.key in answered | {""}
    assert (said.course is Course.NOTHING) == (not answered)
    assert 0 <= said.points <= 100


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_the_weeks_of_a_month_are_its_days_in_order(day: date) -> None:
    month = periods.month_of(day)
    weeks = trends.weeks_of(month)
    assert [day for week in weeks for day in week] == list(month)
    assert len(weeks) <= 6
    assert all(week.first.weekday() == 0 for week in weeks[1:])
