"""People choose the hour of their card and pause reminders; duty is said in the chat."""

from datetime import date, timedelta

import pytest

from bot.app import Nep
from bot.rules.people import Role
from bot.rules.workdays import Override, OverrideKind
from bot.sandbox.people import Person
from bot.speech import buttons
from bot.usecases import calendar, duties
from db import officials
from tests.scheduling.conftest import DAY, Moved, said
from tests.support.builders import Commune, an_official

NEXT = DAY + timedelta(days=1)
SATURDAY = date(2026, 11, 28)


async def test_the_card_comes_at_ones_own_hour(moved: Moved) -> None:
    lan, minh = moved.commune.lan, moved.commune.minh
    await lan.says("/reminders")
    assert "Nguyễn Thị Lan · Phòng Văn hóa – Xã hội" in lan.sees()
    assert "Thẻ đến lúc 16:30 các ngày làm việc, như cả đơn vị." in lan.sees()
    assert lan.buttons()[0] == ["◀ Sớm hơn: 16:00", "Muộn hơn: 17:00 ▶"]
    await lan.taps("Muộn hơn")
    await lan.taps("Muộn hơn")
    assert "Thẻ đến lúc 17:30 các ngày làm việc, theo giờ đồng chí chọn (đơn vị: 16:30)." in (
        lan.sees()
    )
    await moved.to("17:29")
    assert len(said(minh)) == 1  # the card; a reminder at its heels would be too much
    assert len(said(lan)) == 1
    await moved.to("17:30")
    assert "Tự đánh giá" in lan.sees()
    await lan.taps("Như đơn vị: 16:30")
    await moved.to("16:30", NEXT)
    assert "26/11/2026" in lan.sees()


async def test_an_hour_that_has_passed_brings_the_card_at_once(moved: Moved) -> None:
    lan = moved.commune.lan
    await lan.says("/gionhac")
    await moved.to("16:10")
    await lan.taps("Sớm hơn")
    await moved.to("16:11")
    assert "Tự đánh giá" in lan.sees()
    await moved.to("16:30")
    assert len(said(lan)) == 2


async def test_reminders_pause_and_come_again(moved: Moved) -> None:
    lan = moved.commune.lan
    await lan.says("/reminders")
    await lan.taps("Không nhắc 1 tuần")
    assert "không nhắc đến hết ngày 02/12/2026" in lan.sees()
    assert "thẻ vẫn đến" in lan.sees()
    await moved.to("16:30")
    await moved.to("18:00")
    assert [m.text.startswith("📋") for m in said(lan)] == [False, True]
    await lan.taps("Nhắc lại")
    assert "nhắc một lần, không chuông, lúc 17:10" in lan.sees(said(lan)[0])
    await lan.taps("Không nhắc nữa")
    await moved.to("16:30", NEXT)
    await moved.to("18:00", NEXT)
    assert len(said(lan)) == 3
    await lan.taps("Nhắc lại")
    following = NEXT + timedelta(days=1)
    await moved.to("16:30", following)
    await moved.to("18:00", following)
    assert "chưa gửi" in lan.sees()
    assert len(said(lan)) == 5


async def test_no_hour_outside_the_window(moved: Moved) -> None:
    lan = moved.commune.lan
    await lan.says("/reminders")
    for hour in ("00:00", "14:30", "16:01", "16:00:00.5", "16:00+07:00", "19:30"):
        await lan.taps_data(f"1|h|{hour}", on=lan.message)
        assert "trong khoảng 15:00 – 19:00" in lan.toast
    for _ in range(3):
        await lan.taps("Sớm hơn")
    assert lan.buttons()[0] == ["Muộn hơn: 15:30 ▶"]


async def test_who_is_on_duty_on_saturday_gets_the_card_and_nobody_else(moved: Moved) -> None:
    nep, binh, lan = moved.nep, moved.commune.binh, moved.commune.lan
    override = Override(OverrideKind.WORKING, "Làm bù")
    await calendar.say(nep.office, date(2026, 12, 5), override, moved.clock.now())
    await binh.says("/duty")
    assert "Trực thứ Bảy · Phòng Văn hóa – Xã hội" in binh.sees()
    assert [label for row in binh.buttons() for label in row] == [
        "28/11/2026",
        "12/12/2026",
        "19/12/2026",
        "26/12/2026",
        "02/01/2027",
    ]
    await binh.taps("28/11/2026")
    await binh.taps("Võ Minh")
    await binh.taps("Nguyễn Thị Lan")
    await binh.taps("✓ Võ Minh")
    assert "Đang trực: Nguyễn Thị Lan." in binh.sees()
    await binh.taps("Các ngày khác")
    assert "Thứ Bảy, 28/11/2026: Nguyễn Thị Lan" in binh.sees()
    before = len(said(lan))
    await moved.to("16:30", SATURDAY)
    await moved.to("23:00", SATURDAY)
    assert "Thứ Bảy, 28/11/2026" in lan.messages[before].text
    assert said(moved.commune.minh) == []


async def test_a_large_unit_has_pages_and_a_second_tap_changes_nothing(
    nep: Nep, commune: Commune
) -> None:
    for number in range(9):
        await an_official(nep.office, f"VH1{number}", f"Đỗ Thị Anh {number}", commune.division)
    dung, minh = commune.dung, commune.ids["minh"]
    await dung.says("/truc")
    await dung.taps("28/11/2026")
    assert len(dung.buttons()) == 12
    await dung.taps("Trang 2")
    for act, on_duty in ((buttons.DutyAct.PUT, 1), (buttons.DutyAct.TAKE_OFF, 0)):
        for _ in range(2):
            data = buttons.Duty(act, minh, SATURDAY, 2).pack()
            await dung.taps_data(data, on=dung.message)
            found = await duties.on_duty(nep.office, None, SATURDAY, SATURDAY)
            assert len(found.get(SATURDAY, ())) == on_duty
            assert "Trang 1" in dung.buttons()[-2][0]


@pytest.mark.parametrize(
    ("who", "whom", "day", "refusal"),
    [
        ("lan", "lan", SATURDAY, "chỉ dành cho thủ trưởng và phó"),
        ("council", "lan", SATURDAY, "chỉ dành cho thủ trưởng và phó"),
        ("chair", "lan", SATURDAY, "người trong đơn vị mình"),
        ("binh", "chair", SATURDAY, "người trong đơn vị mình"),
        ("binh", "lan", DAY, "không còn là thứ Bảy"),
        ("binh", "lan", SATURDAY + timedelta(days=1), "không còn là thứ Bảy"),
        ("binh", "lan", SATURDAY - timedelta(days=7), "không còn là thứ Bảy"),
        ("binh", "lan", date.max, "không còn là thứ Bảy"),
    ],
)
async def test_nobody_else_and_no_other_day(
    nep: Nep, commune: Commune, who: str, whom: str, day: date, refusal: str
) -> None:
    person: Person = getattr(commune, who)
    await person.says("/help")
    for act in buttons.DutyAct:
        data = buttons.Duty(act, commune.ids[whom], day, 1).pack()
        await person.taps_data(data, on=person.message)
        assert refusal in person.toast
    assert await duties.on_duty(nep.office, None, date.min, date.max) == {}


async def test_old_buttons_die_with_the_role(nep: Nep, commune: Commune) -> None:
    binh = commune.binh
    await binh.says("/duty")
    await binh.taps("28/11/2026")
    async with nep.office.db.begin() as session:
        await officials.update_one(session, commune.ids["binh"], role=Role.OFFICIAL)
    for label in ("Võ Minh", "Các ngày khác"):
        await binh.taps(label)
        assert "chỉ dành cho thủ trưởng và phó" in binh.toast
    await binh.says("/duty")
    assert "chỉ dành cho thủ trưởng và phó" in binh.sees()
    assert "duty" not in binh.menu
