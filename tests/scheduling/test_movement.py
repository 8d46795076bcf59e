"""Letters about the movement: a milestone that comes near, who has not signed up."""

from datetime import date

import pytest

from bot.rules.events import EventKind
from bot.rules.people import Role
from bot.rules.reports import Status
from bot.sandbox.people import Person
from scheduling import planner
from tests.scheduling.conftest import Moved, at, said
from tests.support.builders import a_unit, an_official
from tests.support.reports import a_report, some_days

MILESTONE = date(2026, 12, 5)
"""A Saturday: two things fall due on it."""
MONDAY = date(2026, 11, 30)


def texts(moved: Moved, key: str = "council") -> list[str]:
    person: Person = getattr(moved.commune, key)
    return [person.sees(message) for message in said(person)]


async def by_hand(moved: Moved, kind: EventKind, day: date, hour: str = "10:00") -> int:
    moved.clock.set(at(day, hour))
    now = moved.clock.now()
    planned = await planner.by_hand(moved.nep.office, kind, day, now)
    await moved.nep.sender.drain()
    return len(planned.delivery_ids)


async def test_the_council_hears_of_a_milestone_and_of_what_is_missing(moved: Moved) -> None:
    office, commune = moved.nep.office, moved.commune
    ids, day = commune.ids, date(2026, 11, 24)
    await an_official(office, "MM01", "Người Chưa Vào", commune.division)
    await an_official(office, "MM02", "Người Chưa Vào Nữa", await a_unit(office, "Trạm Y tế"))
    for back in (24, 23):
        await a_report(
            office,
            ids["lan"],
            date(2026, 11, back),
            by=ids["binh"],
            unit_id=commune.division,
            status=Status.SUBMITTED,
        )
    await some_days(office, ids["minh"], [day], by=ids["binh"], unit_id=commune.division)
    assert await by_hand(moved, EventKind.MILESTONES, date(2026, 12, 1)) == 2
    stone, route = texts(moved)
    assert stone.splitlines() == [
        "Mốc của phong trào: Báo cáo kết quả thực hiện phong trào trong năm",
        "Thi đua thực hiện văn hóa công sở",
        "Hạn: Thứ Bảy, 05/12/2026 · còn 4 ngày",
        "",
        "Đến hôm nay còn:",
        "• 2 báo cáo chờ duyệt, cũ nhất ngày 23/11/2026",
        "• 2 người chưa đăng ký",
        "• 2/3 đơn vị báo cáo dưới mức 80 % trong năm 2026",
        "• 1 đơn vị chưa có thủ trưởng",
        route.splitlines()[-1],
    ]
    assert "mục của tệp phong trào còn phải điền:" in route
    assert route.startswith("Mốc của phong trào: các phòng, ban, đơn vị → ")
    assert not any(name in stone for name in ("Lan", "Minh", "Người Chưa Vào"))
    for key in ("binh", "dung", "lan", "chair"):
        assert not any("Mốc của" in text for text in texts(moved, key))
    assert await by_hand(moved, EventKind.MILESTONES, date(2026, 12, 1), "11:00") == 0
    assert await by_hand(moved, EventKind.MILESTONES, date(2026, 12, 2)) == 2


async def test_what_has_passed_before_its_letter_leaves_is_not_said(moved: Moved) -> None:
    moved.clock.set(at(date(2026, 12, 4), "10:00"))
    now = moved.clock.now()
    planned = await planner.by_hand(moved.nep.office, EventKind.MILESTONES, MILESTONE, now)
    assert len(planned.delivery_ids) == 2
    moved.clock.set(at(date(2026, 12, 7), "10:00"))
    await moved.nep.sender.drain()
    assert not any("Mốc của" in text for text in texts(moved))


async def test_one_of_the_council_hears_once_a_week_who_has_not_signed_up(moved: Moved) -> None:
    office, commune = moved.nep.office, moved.commune
    other = await an_official(
        office, "HD02", "Thường Trực", commune.top, Role.SECRETARY, telegram_id=None
    )
    await an_official(office, "HD03", "Ủy Viên Khác", commune.top, Role.COUNCIL, telegram_id=777)
    for number in range(12):
        unit = await a_unit(office, f"Tổ {number}")
        for one in range(1 + (number == 7)):
            await an_official(office, f"N{number}{one}", "Người Chưa Vào", unit)
    assert other.joined_on is None
    assert await by_hand(moved, EventKind.SIGNUPS, MONDAY) == 1
    (letter,) = texts(moved)
    assert letter.splitlines()[:3] == [
        "Còn 14/21 người chưa đăng ký · Thứ Hai, 30/11/2026",
        "• Tổ 7: 2",
        "• Tổ 0: 1",
    ]
    assert "… và 3 đơn vị khác: 3 người" in letter
    assert "nep roster links" in letter
    assert "Người Chưa Vào" not in letter
    assert await by_hand(moved, EventKind.SIGNUPS, date(2026, 12, 4)) == 0
    assert await by_hand(moved, EventKind.SIGNUPS, date(2026, 12, 7)) == 1


@pytest.mark.parametrize("present", [True, False])
async def test_the_standing_member_hears_before_the_others(moved: Moved, present: bool) -> None:
    office, commune = moved.nep.office, moved.commune
    await an_official(office, "MM01", "Người Chưa Vào", commune.division)
    chat = commune.minh.id + 900 if present else None
    await an_official(office, "HD02", "Thường Trực", commune.top, Role.SECRETARY, telegram_id=chat)
    assert await by_hand(moved, EventKind.SIGNUPS, MONDAY) == 1
    assert bool(texts(moved)) is not present


async def test_nothing_is_said_where_everybody_has_signed_up(moved: Moved) -> None:
    assert await by_hand(moved, EventKind.SIGNUPS, MONDAY) == 0


async def test_the_clock_says_both_by_itself(moved: Moved) -> None:
    await an_official(moved.nep.office, "MM01", "Người Chưa Vào", moved.commune.division)
    await moved.to("08:30", MONDAY)
    assert any("người chưa đăng ký" in text for text in texts(moved))
    before = len(texts(moved))
    await moved.to("08:31", MONDAY)
    assert len(texts(moved)) == before
