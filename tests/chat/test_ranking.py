"""The council's standings, as they are chatted."""

import re
from datetime import date, datetime
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import update

from bot.app import Nep
from bot.rules.people import Role
from bot.rules.workdays import Workdays
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from bot.sandbox.world import World
from db.tables import OfficialRow
from tests.support.builders import Commune, an_official
from tests.support.reports import missing, some_days

WORKING = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 24))
NASTY = "Lê <b>Văn</b> & “Cường” 😀"
LONG = "Công Tằng Tôn Nữ Hoàng Phương Thảo Nguyệt Ánh Quỳnh Như Ý Mai Khôi Ngọc"


@pytest.fixture
async def reported(nep: Nep, commune: Commune) -> Commune:
    """Give a month: `minh` met all, `lan` and `dung` are tied, `binh` reported too little."""
    first, second = WORKING[3], WORKING[8]
    for name, days, weak in (
        ("minh", WORKING, {}),
        ("lan", WORKING, {first: missing("C1")}),
        ("dung", WORKING, {second: missing("C5")}),
        ("binh", WORKING[:5], {}),
    ):
        await some_days(
            nep.office,
            commune.ids[name],
            days,
            by=commune.ids["chair"],
            unit_id=commune.division,
            weak=weak,
        )
    return commune


def table(person: Person) -> Message:
    """Give the only message with a picture."""
    (found,) = [message for message in person.messages if message.photo]
    return found


async def test_one_message_shows_picture_and_the_same_lines(reported: Commune) -> None:
    council = reported.council
    await council.says("/xephang")
    assert table(council).photo
    lines = council.sees().splitlines()
    assert lines[0] == "Xếp hạng cá nhân · Tháng 11/2026"
    assert lines[3:6] == [
        "1. Võ Minh: 100,0 · 100,0 %",
        "2. Lê Thị Dung: 98,8 · 100,0 %",
        "2. Nguyễn Thị Lan: 98,8 · 100,0 %",
    ]
    assert lines[6:] == [
        "Chưa xếp hạng",
        "– Trần Văn Bình: tỷ lệ báo cáo 29,4 %, cần 80 %",
        "– Phạm Văn Chính: chưa có báo cáo được duyệt để tính điểm",
        "– Hoàng Thị Hội: chưa có báo cáo được duyệt để tính điểm",
    ]


async def test_namesakes_are_told_apart_by_their_units(nep: Nep, reported: Commune) -> None:
    namesake = await an_official(nep.office, "X1", "Võ Minh", reported.top, telegram_id=500)
    await some_days(
        nep.office,
        namesake.id,
        WORKING,
        by=reported.ids["chair"],
        unit_id=reported.top,
        weak={WORKING[0]: missing("C1")},
    )
    await reported.council.says("/xephang")
    first, *others = reported.council.sees().splitlines()[3:7]
    assert first == "1. Võ Minh (Phòng Văn hóa – Xã hội): 100,0 · 100,0 %"
    assert sum(line.startswith("2. Võ Minh (") for line in others) == 1


async def test_everything_turns_in_place(reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    assert council.buttons()[:3] == [
        ["• Cá nhân", "Đơn vị"],
        ["• Tháng", "Quý"],
        ["Năm", "Cả phong trào"],
    ]
    picture = table(council).photo
    await council.taps("Đơn vị")
    assert "1. Phòng Văn hóa – Xã hội: 99,4 · 82,4 %" in council.sees()
    assert council.buttons()[0] == ["Cá nhân", "• Đơn vị"]
    assert table(council).photo != picture
    for label, title in (
        ("Quý", "Xếp hạng đơn vị · Quý IV/2026"),
        ("Năm", "Xếp hạng đơn vị · Năm 2026"),
        ("Cả phong trào", "Xếp hạng đơn vị · Cả phong trào"),
        ("Tháng", "Xếp hạng đơn vị · Tháng 11/2026"),
    ):
        await council.taps(label)
        assert council.sees().startswith(title)
    assert len([m for m in council.messages if m.sender_id == council.world.bot.id]) == 1


async def test_a_block_is_chosen_and_given_back(reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    await council.taps("Khối: Tất cả")
    assert council.buttons() == [
        ["• Tất cả"],
        ["Khối chuyên môn"],
        ["Khối quản lý"],
        ["◀ Quay lại"],
    ]
    await council.taps("Khối quản lý")
    assert "Khối quản lý · 0 được xếp hạng, 2 chưa" in council.sees()
    await council.taps("Khối quản lý")
    await council.taps("Tất cả")
    assert "Tất cả các khối" in council.sees()


async def test_other_months_are_a_tap_away_as_far_as_there_are_reports(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    clock.set(datetime(2026, 12, 10, 9, tzinfo=nep.office.zone))
    council = reported.council
    await council.says("/ranking")
    assert council.sees().startswith("Xếp hạng cá nhân · Tháng 11/2026")  # December has none yet
    assert ["Tháng 12/2026 ▶"] in council.buttons()
    await council.taps("Tháng 12/2026")
    assert council.sees().startswith("Xếp hạng cá nhân · Tháng 12/2026")
    assert ["◀ Tháng 11/2026"] in council.buttons()


async def test_why_tells_a_persons_own_numbers_in_the_words_of_the_rule(reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    await council.taps("Vì sao?")
    assert ["2. Nguyễn Thị Lan", "Trần Văn Bình"] in council.buttons()
    await council.taps("Nguyễn Thị Lan")
    said = council.sees()
    assert "Vì sao? Nguyễn Thị Lan" in said
    assert "Hạng 2 trong 3" in said
    assert "Tỷ lệ báo cáo = 17 ngày đã duyệt ÷ 17 ngày phải báo cáo = 100,0 %." in said
    assert "• Đúng giờ, kỷ luật (trọng số 1): 16 đạt, 1 chưa đạt → 16/17" in said
    assert "Điểm = 100 × 84 ÷ 85 = 98,8." in said
    assert "Điểm = 100 × trọng số các câu trả lời đạt ÷" in said
    await council.taps("Trần Văn Bình")
    assert "Chưa xếp hạng: tỷ lệ báo cáo 29,4 %, cần 80 %." in council.sees()


async def test_why_of_a_unit_is_the_mean_of_its_members(reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    await council.taps("Đơn vị")
    await council.taps("Vì sao?")
    await council.taps("Phòng Văn hóa")
    said = council.sees()
    assert "• Nguyễn Thị Lan: 100 × 84 ÷ 85 = 98,8" in said
    assert "÷ 4 = 99,4." in said


async def test_the_workbook_holds_everybody_and_the_rule(reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    await council.taps("Xuất Excel")
    document = council.message.document
    assert document
    assert document.name == "xep-hang-ca-nhan-20261101-20261130.xlsx"
    sheet = openpyxl.load_workbook(BytesIO(document.data)).active
    rows = [[cell for cell in row if cell is not None] for row in sheet.values]
    block = "Khối chuyên môn"
    division = "Phòng Văn hóa – Xã hội"
    assert [1, "VH04", "Võ Minh", division, block, 100, 1, 17, 17] in rows
    assert [2, "VH03", "Nguyễn Thị Lan", division, block, 98.8, 1, 17, 17] in rows
    assert ["VH01", "Trần Văn Bình", division, block, "tỷ lệ báo cáo 29,4 %, cần 80 %"] in rows
    assert any(str(row[0]).startswith("Điểm = 100 × trọng số") for row in rows if row)


@pytest.mark.parametrize("name", ["lan", "binh", "dung", "chair"])
async def test_nobody_outside_the_council_sees_a_line(reported: Commune, name: str) -> None:
    person: Person = getattr(reported, name)
    await person.says("/ranking")
    assert person.sees() == "Xếp hạng chỉ dành cho Hội đồng và Thường trực Hội đồng."
    await reported.council.says("/ranking")
    for button in (button for row in table(reported.council).keyboard for button in row):
        assert button.callback_data
        await person.taps_data(button.callback_data, on=person.message)
        assert person.toast.startswith("Xếp hạng chỉ dành cho Hội đồng")
    assert len(person.messages) == 2


async def test_the_buttons_die_with_the_role(nep: Nep, reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    before = council.sees()
    async with nep.office.db.begin() as session:
        await session.execute(
            update(OfficialRow)
            .where(OfficialRow.id == reported.ids["council"])
            .values(role=Role.OFFICIAL)
        )
    for label in ("Đơn vị", "Vì sao?", "Xuất Excel", "Khối"):
        await council.taps(label)
        assert council.toast.startswith("Xếp hạng chỉ dành cho Hội đồng")
    assert council.sees() == before


async def test_a_group_gets_no_line_of_it(reported: Commune, world: World) -> None:
    council = reported.council
    await council.says("/ranking")
    why = table(council)
    await council.taps("Vì sao?")
    data = why.keyboard[0][0].callback_data
    group = world.add_group("Cả xã", [council.id, reported.lan.id])
    there = council.within(group.id)
    asked = await there.says("/ranking@nep_bot")
    assert "Võ Minh" not in there.sees()
    assert data
    said = len(there.messages)
    await there.taps_data(data, on=asked)
    assert "trò chuyện riêng" in there.toast
    assert len(there.messages) == said


async def test_long_and_odd_names_are_shown_as_written_within_the_measure(
    nep: Nep, commune: Commune
) -> None:
    for number in range(10):
        name = f"{NASTY} {number}" if number % 2 else f"{LONG} {LONG} {LONG} {number}"
        one = await an_official(
            nep.office, f"X{number}", name, commune.division, telegram_id=500 + number
        )
        await some_days(
            nep.office, one.id, WORKING, by=commune.ids["chair"], unit_id=commune.division
        )
    council = commune.council
    await council.says("/ranking")
    said = council.sees()
    assert len(said.encode("utf-16-le")) // 2 <= 1024
    assert len(re.findall(r"^1\. ", said, re.MULTILINE)) == 10
    assert f"1. {NASTY} 3" in said
    await council.taps("Vì sao?")
    await council.taps(NASTY[:12])
    assert f"Vì sao? {NASTY}" in council.sees()


async def test_why_of_a_large_unit_stays_within_one_message(nep: Nep, commune: Commune) -> None:
    for number in range(33):
        one = await an_official(
            nep.office, f"X{number}", f"{LONG} {number}", commune.top, telegram_id=500 + number
        )
        await some_days(
            nep.office, one.id, WORKING[:5], by=commune.ids["chair"], unit_id=commune.top
        )
    council = commune.council
    await council.says("/ranking")
    await council.taps("Đơn vị")
    await council.taps("Vì sao?")
    await council.taps("UBND xã")
    assert council.sees().count("100 × 25 ÷ 25 = 100,0") == 30
    assert "… và 3 người khác." in council.sees()


async def test_a_deleted_message_comes_anew(reported: Commune) -> None:
    council = reported.council
    await council.says("/ranking")
    gone = table(council)
    data = gone.keyboard[0][1].callback_data
    council.deletes(gone)
    assert data
    await council.taps_data(data, on=gone)
    assert council.sees().startswith("Xếp hạng đơn vị")


async def test_an_empty_office_has_a_table_too(nep: Nep, commune: Commune) -> None:
    await commune.council.says("/ranking")
    assert "0 được xếp hạng, 6 chưa" in commune.council.sees()
