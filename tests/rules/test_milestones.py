"""On which days a movement's milestones fall due."""

from datetime import date

from bot.presets import text
from bot.rules import campaign as campaigns
from bot.rules import milestones
from bot.rules.milestones import Due

TEMPLATE = campaigns.load(text("mau-2026"), "mau-2026")


def days(first: date, last: date) -> list[tuple[str, date]]:
    return [(due.code, due.last_day) for due in milestones.last_days(TEMPLATE, first, last)]


def test_what_is_yearly_comes_back_and_what_names_a_year_only_ends_with_it() -> None:
    assert days(date(2027, 11, 1), date(2028, 12, 31)) == [
        ("binh-xet-nam", date(2027, 11, 30)),
        ("bao-cao-nam", date(2027, 12, 5)),
        ("bao-cao:1", date(2027, 12, 5)),
        ("binh-xet-nam", date(2028, 11, 30)),
        ("bao-cao-nam", date(2028, 12, 5)),
        ("bao-cao:1", date(2028, 12, 5)),
        ("so-ket", date(2028, 12, 31)),
    ]


def test_both_ends_of_the_days_asked_for_count() -> None:
    assert [code for code, _ in days(date(2026, 11, 30), date(2026, 12, 4))] == ["binh-xet-nam"]
    assert days(date(2026, 12, 1), date(2026, 12, 4)) == []
    assert len(days(date(2026, 12, 5), date(2026, 12, 5))) == 2


def test_nothing_comes_back_outside_the_movement() -> None:
    assert days(date(2025, 1, 1), date(2025, 12, 31)) == []
    assert days(date(2031, 1, 1), date(2031, 12, 31)) == []


def test_a_subject_names_one_day_again_and_only_that_of_the_movement_in_force() -> None:
    due = Due("bao-cao-nam", "Báo cáo kết quả thực hiện phong trào trong năm", date(2026, 12, 5))
    assert milestones.of(TEMPLATE, due.subject) == due
    route = milestones.of(TEMPLATE, "bao-cao:1:2026-12-05")
    assert route is not None
    assert route.name.startswith("các phòng, ban, đơn vị → ")
    for gone in ("so-ket:2026-12-05", "bao-cao:2:2026-12-05", "bao-cao-nam:2026-13-01", "so-ket"):
        assert milestones.of(TEMPLATE, gone) is None
