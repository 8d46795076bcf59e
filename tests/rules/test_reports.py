"""A report's life against the clock: when its day closes, what is late, what a return opens."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.presets import text
from bot.rules import campaign, periods, reports
from bot.rules.reports import Answer, Report, Status, Terms
from bot.rules.workdays import Override, OverrideKind, Workdays
from tests.conftest import ZONE

ASKED = campaign.load(text("mau-2026"), "mau-2026").criteria.individual[:2]
DAY = date(2026, 11, 25)
CLOSING = datetime(2026, 11, 26, 2, tzinfo=UTC)
"""09:00 in the office."""
TERMS = Terms(tuple(ASKED), periods.end_of(DAY, ZONE), CLOSING)
EVENING = datetime(2026, 11, 25, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DRAFT = Report(
    id=1,
    official_id=7,
    unit_id=1,
    day=DAY,
    campaign_id=1,
    status=Status.DRAFT,
    answers={one.code: Answer.MET for one in ASKED},
    note=None,
    submitted_at=None,
    decided_by=None,
    decided_at=None,
    reason=None,
)


def sent(now: datetime) -> Report:
    return reports.submit(DRAFT, TERMS, now)


@pytest.mark.parametrize(
    ("now", "late"),
    [
        (EVENING, False),
        (TERMS.ends_at - timedelta(microseconds=1), False),
        (TERMS.ends_at, True),
        (CLOSING - timedelta(microseconds=1), True),
    ],
)
def test_what_is_sent_first_on_a_later_day_is_late(now: datetime, *, late: bool) -> None:
    assert sent(now).late is late


def test_a_correction_is_never_late_and_what_was_late_stays_so() -> None:
    for first, late in ((EVENING, False), (CLOSING - MINUTE, True)):
        taken_back = reports.reopen(sent(first), TERMS, CLOSING - MINUTE)
        assert reports.submit(taken_back, TERMS, CLOSING - MINUTE).late is late
        returned = replace(sent(first), status=Status.RETURNED, reopened=True)
        assert reports.submit(returned, TERMS, CLOSING + timedelta(days=9)).late is late


@pytest.mark.parametrize("report", [DRAFT, sent(EVENING)], ids=["draft", "sent"])
def test_from_the_closing_on_nothing_is_changed(report: Report) -> None:
    def noted(report: Report, terms: Terms, now: datetime) -> Report:
        return reports.write_note(report, terms, now, note="Đi họp")

    def answered(report: Report, terms: Terms, now: datetime) -> Report:
        return reports.answer(report, terms, now, criterion=ASKED[0].code, given=Answer.NA)

    unsent = (reports.meet_all, answered, reports.submit)
    for deed in (noted, reports.reopen, *(unsent if report is DRAFT else ())):
        deed(report, TERMS, CLOSING - timedelta(microseconds=1))
        with pytest.raises(reports.Closed) as refused:
            deed(report, TERMS, CLOSING)
        assert refused.value.values == {"day": DAY, "closed_at": CLOSING}
        deed(reports.open_anew(report, TERMS, CLOSING), TERMS, CLOSING + timedelta(days=30))


def test_a_second_tap_on_send_is_harmless_after_the_closing_too() -> None:
    report = sent(EVENING)
    assert reports.submit(report, TERMS, CLOSING) is report


def test_what_is_open_is_not_opened_anew() -> None:
    assert reports.open_anew(DRAFT, TERMS, EVENING) is DRAFT


HOURS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30, 59)))
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
OVERRIDES = st.dictionaries(
    DAYS, st.builds(Override, st.sampled_from(OverrideKind), st.just("Theo thông báo")), max_size=40
)


@settings(deadline=None)  # a year's holidays are read once, which takes a while
@given(day=DAYS, hour=HOURS, overrides=OVERRIDES)
def test_a_day_closes_on_the_next_day_that_the_office_works(
    day: date, hour: time, overrides: dict[date, Override]
) -> None:
    calendar = Workdays(overrides)
    closing = calendar.closing(day, hour, ZONE).astimezone(ZONE)
    assert closing.time() == hour
    assert closing.date() > day
    assert calendar.working_days(day + timedelta(days=1), closing.date()) == [closing.date()]


@settings(deadline=None)
@given(day=DAYS, hour=HOURS, overrides=OVERRIDES, added=DAYS)
def test_a_day_off_more_never_closes_a_day_earlier(
    day: date, hour: time, overrides: dict[date, Override], added: date
) -> None:
    off = Override(OverrideKind.OFF, "Nghỉ bù")
    before = Workdays(overrides).closing(day, hour, ZONE)
    assert Workdays({**overrides, added: off}).closing(day, hour, ZONE) >= before
