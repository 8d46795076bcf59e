"""The office's calendar, as the secretary keeps it in the chat."""

from datetime import date, timedelta

import pytest

from bot.app import Nep
from bot.rules.people import Role
from bot.rules.workdays import Override, OverrideKind
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.speech import buttons
from bot.usecases import calendar
from db import officials
from tests.conftest import WEDNESDAY
from tests.scheduling.conftest import said
from tests.support.builders import Commune

OFF = OverrideKind.OFF


@pytest.fixture
async def secretary(nep: Nep, commune: Commune) -> Person:
    """The office has said nothing yet, not even what it begins with."""
    await _becomes(nep, commune.council, Role.SECRETARY)
    for day in await calendar.said(nep.office):
        await calendar.take_back(nep.office, day, nep.clock.now())
    return commune.council


async def test_a_day_off_is_entered_and_taken_back(nep: Nep, secretary: Person) -> None:
    await secretary.says("/calendar")
    assert "chưa ghi ngày nào riêng" in secretary.sees()
    await secretary.taps("Ghi một ngày")
    await secretary.says("hôm nào đó")
    assert "chưa hiểu ngày" in secretary.sees()
    await secretary.says("30/11")
    assert "Thứ Hai, 30/11/2026" in secretary.sees()
    assert "Hiện là ngày làm việc." in secretary.sees()
    await secretary.taps("Ghi là ngày nghỉ")
    await secretary.says("; 12/TB-UBND")
    assert "Vì sao?" in secretary.sees()
    await secretary.says("Nghỉ bù <lễ>; 12/TB-UBND ngày 20/11/2026")
    for words in ("Thứ Hai, 30/11/2026", "nghỉ · Nghỉ bù <lễ>", "Văn bản: 12/TB-UBND"):
        assert words in secretary.sees()
    assert dict(await calendar.said(nep.office)) == {
        date(2026, 11, 30): Override(OFF, "Nghỉ bù <lễ>", "12/TB-UBND ngày 20/11/2026")
    }
    await secretary.says("/lich")
    assert "Thứ Hai, 30/11/2026 · nghỉ · Nghỉ bù <lễ>" in secretary.sees()
    await secretary.taps("30/11/2026")
    assert "Hiện là ngày nghỉ: Nghỉ bù <lễ>." in secretary.sees()
    await secretary.taps("Bỏ ngày đã ghi")
    assert "30/11/2026 lại theo lịch nghỉ chung" in secretary.sees()
    assert await calendar.said(nep.office) == {}


async def test_a_day_that_may_be_off_is_named_until_the_office_has_said(
    nep: Nep, secretary: Person
) -> None:
    await secretary.says("/calendar")
    unsure = "24/11/2027 (Ngày Văn hóa Việt Nam): Nghị quyết 80-NQ/TW chọn là ngày nghỉ"
    assert unsure in secretary.sees()
    await secretary.taps("24/11/2027")
    assert "Hiện là ngày làm việc." in secretary.sees()
    assert unsure in secretary.sees()
    await secretary.taps("Ghi là ngày nghỉ")
    await secretary.says("Ngày Văn hóa Việt Nam")
    await secretary.says("/calendar")
    assert "chưa có văn bản" not in secretary.sees()
    assert "24/11/2027 · nghỉ · Ngày Văn hóa Việt Nam" in secretary.sees()


async def test_a_make_up_day_needs_no_document(nep: Nep, secretary: Person) -> None:
    await secretary.says("/calendar 28/11")
    assert "Hiện là ngày nghỉ: Thứ Bảy." in secretary.sees()
    await secretary.taps("Ghi là ngày làm")
    await secretary.says("Làm bù")
    assert "Chưa ghi số văn bản." in secretary.sees()
    override = Override(OverrideKind.WORKING, "Làm bù", None)
    assert dict(await calendar.said(nep.office)) == {date(2026, 11, 28): override}


async def test_what_waits_to_be_sent_about_a_day_off_is_called_off(
    nep: Nep, commune: Commune, secretary: Person
) -> None:
    await secretary.says("/calendar hôm nay")
    await secretary.taps("Ghi là ngày nghỉ")
    await nep.runner.tick()
    await secretary.says("Bão số 9")
    assert "Đã bỏ 6 tin chờ gửi của ngày đó." in secretary.sees()
    await nep.sender.drain()
    assert said(commune.lan) == []


async def test_many_days_have_pages_with_those_to_come_first(
    nep: Nep, secretary: Person, clock: SandboxClock
) -> None:
    for days in range(-3, 10):
        day = (WEDNESDAY + timedelta(days=days)).date()
        await calendar.say(nep.office, day, Override(OFF, "Bão"), clock.now())
    await secretary.says("/calendar")
    assert "24/11/2026" not in secretary.sees()
    assert "25/11/2026" in secretary.sees()
    await secretary.taps("Trang 2")
    listed = secretary.sees().splitlines()[1:]
    assert [line.split(" ·")[0][-10:] for line in listed] == [
        "24/11/2026",
        "23/11/2026",
        "22/11/2026",
    ]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECRETARY])
async def test_only_the_secretary_writes_it(nep: Nep, secretary: Person, role: Role) -> None:
    await secretary.says("/calendar 27/11")
    await secretary.taps("Ghi là ngày nghỉ")
    await _becomes(nep, secretary, role)
    await secretary.says("Nghỉ bù")
    assert "chỉ dành cho" in secretary.sees()
    day = date(2026, 11, 27)
    for button in (
        buttons.CalendarAdd(),
        buttons.CalendarSay(day, OFF),
        buttons.CalendarDay(buttons.CalendarAct.REMOVE, day),
    ):
        await secretary.taps_data(button.pack(), on=secretary.messages[0])
        assert "chỉ dành cho" in secretary.toast
    await secretary.says("/calendar")
    may_look = role is Role.COUNCIL
    assert ("chỉ dành cho" in secretary.sees()) is not may_look
    assert "calendar" in secretary.menu or not may_look
    assert await calendar.said(nep.office) == {}


async def test_a_day_far_off_and_a_note_too_long_are_refused(nep: Nep, secretary: Person) -> None:
    await secretary.says("/calendar 1/1/2090")
    assert "trong vòng hai năm" in secretary.sees()
    for day in (date.min, date.max):
        for act in buttons.CalendarAct:
            data = buttons.CalendarDay(act, day).pack()
            await secretary.taps_data(data, on=secretary.messages[-1])
            assert secretary.toast
            assert "trục trặc" not in secretary.toast
    await secretary.says("/calendar 27/11")
    await secretary.taps("Ghi là ngày nghỉ")
    await secretary.says("x" * 256)
    assert "255" in secretary.sees()
    assert await calendar.said(nep.office) == {}


async def _becomes(nep: Nep, person: Person, role: Role) -> None:
    async with nep.office.db.begin() as session:
        found = await officials.by_telegram(session, person.id)
        assert found
        await officials.update_one(session, found.id, role=role)
