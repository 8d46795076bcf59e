"""A unit's month, as its head and the council see it."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from bot import bulletins
from bot.app import Nep
from bot.rules.periods import month_of
from bot.rules.reports import Answer, Status
from bot.rules.workdays import Workdays
from bot.sandbox.clock import SandboxClock
from bot.sandbox.methods import METHODS
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from bot.speech.buttons import CouncilPart, DigestPart
from bot.usecases import digest, enrol
from bot.usecases.comparison import Block
from db.tables import AnswerRow, ReportRow
from tests.support.builders import Commune, a_unit, an_official
from tests.support.reports import a_report, missing, some_days

WORKING = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 24))


@pytest.fixture
async def reported(nep: Nep, commune: Commune) -> Commune:
    """Give a month in which `C1` fell lately; `minh` sent too few, one of his reports waits."""
    office, ids = nep.office, commune.ids
    by, unit = ids["chair"], commune.division
    late = dict.fromkeys(WORKING[-4:], missing("C1"))
    for name in ("binh", "dung", "lan"):
        await some_days(office, ids[name], WORKING, by=by, unit_id=unit, weak=late)
    await some_days(office, ids["minh"], WORKING[:7], by=by, unit_id=unit)
    await a_report(office, ids["minh"], WORKING[7], by=by, unit_id=unit, status=Status.SUBMITTED)
    return commune


async def test_a_head_sees_the_units_month_with_what_to_do(reported: Commune) -> None:
    binh = reported.binh
    await binh.says("/digest")
    assert binh.message.photo
    assert binh.sees().splitlines() == [
        "📊 Phòng Văn hóa – Xã hội · Tháng 11/2026",
        "Đã gửi 59/68 báo cáo (86,8 %) · đã duyệt 85,3 %",
        "Tốt nhất: Trang phục 100,0 % · yếu nhất: Đúng giờ 79,3 %",
        "Điểm đơn vị 96,5 · tháng trước chưa có",
        "Chờ duyệt: 1 báo cáo",
        "Nên trao đổi riêng: Võ Minh (thiếu 9 ngày)",
        "Bản tin tới: 01/12/2026",
    ]


async def test_the_second_picture_takes_the_place_of_the_first(reported: Commune) -> None:
    binh = reported.binh
    await binh.says("/bantin")
    first = binh.message.photo
    await binh.taps("Nhịp báo cáo")
    assert binh.buttons()[0] == ["Tiêu chí", "• Nhịp báo cáo"]
    assert binh.message.photo != first
    assert len([message for message in binh.messages if message.photo]) == 1


async def test_a_month_is_compared_with_the_block_where_it_has_three_ranked_units(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    """The median is of printed scores, the unit's own among them."""
    office, now = nep.office, clock.now()

    async def block() -> Block | None:
        shown = await digest.show(office, reported.ids["binh"], reported.division, None, now)
        return shown.block

    assert await block() == Block("Khối chuyên môn", 1, None)
    for number, lost in ((2, 1), (3, 5)):
        unit = await a_unit(office, f"Phòng {number}", parent=reported.top, block="Khối chuyên môn")
        someone = await an_official(
            office, f"P{number}", f"Người {number}", unit, telegram_id=9_000 + number
        )
        weak = dict.fromkeys(WORKING[:lost], missing("C1"))
        await some_days(
            office, someone.id, WORKING, by=reported.ids["chair"], unit_id=unit, weak=weak
        )
    assert await block() == Block("Khối chuyên môn", 3, Decimal("96.5"))
    await reported.binh.says("/digest")
    await reported.binh.taps("So sánh")
    assert reported.binh.buttons()[1] == ["• So sánh", "📄 Xuất Excel"]


async def test_the_workbook_has_a_line_for_everybody(reported: Commune) -> None:
    await reported.binh.says("/digest")
    await reported.binh.taps("Xuất Excel")
    document = reported.binh.message.document
    assert document
    assert document.name == "ban-tin-phong-van-hoa-xa-hoi-202611.xlsx"
    assert "Phòng Văn hóa – Xã hội · Tháng 11/2026" in reported.binh.sees()
    book = load_workbook(BytesIO(document.data))
    assert book.sheetnames == ["Tổng hợp", "Từng người", "Tiêu chí"]
    rows = list(book["Từng người"].iter_rows(min_row=5, max_row=8, values_only=True))
    due = len(WORKING)
    assert [row[:7] for row in rows] == [
        ("VH01", "Trần Văn Bình", due, due, 0, due, 0),
        ("VH02", "Lê Thị Dung", due, due, 0, due, 0),
        ("VH03", "Nguyễn Thị Lan", due, due, 0, due, 0),
        ("VH04", "Võ Minh", due, 8, 0, 7, 0),
    ]
    assert rows[2][7:12] == (4, 0, 0, 0, 0)
    assert rows[3][-1] == pytest.approx(0.412)


async def test_whom_to_talk_to_is_for_the_head_alone(reported: Commune) -> None:
    await reported.dung.says("/digest")
    assert "Phòng Văn hóa" in reported.dung.sees()
    await reported.council.says("/digest")
    await reported.council.taps("Phòng Văn hóa")
    assert "Chờ duyệt: 1 báo cáo" in reported.council.sees()
    for person in (reported.dung, reported.council):
        assert "Võ Minh" not in person.sees()


async def test_the_council_goes_from_unit_to_unit(nep: Nep, reported: Commune) -> None:
    for number in range(2, 13):
        await a_unit(nep.office, f"Tổ {number}", parent=reported.top)
    council = reported.council
    await council.says("/digest")
    assert council.buttons()[:2] == [["Toàn cơ quan"], ["Phòng Văn hóa – Xã hội"]]
    assert council.buttons()[-1] == ["Trang 2 ›"]
    await council.taps("Trang 2")
    assert council.buttons()[-1] == ["‹ Trang 1"]
    await council.taps("Tổ 12")
    assert council.sees().startswith("📊 Tổ 12 · Tháng 11/2026")
    await council.taps("Đơn vị khác")
    await council.taps("Phòng Văn hóa")
    assert council.sees().startswith("📊 Phòng Văn hóa")
    assert len([m for m in council.messages if m.sender_id == council.world.bot.id]) == 1


@pytest.mark.parametrize("name", ["lan", "binh", "dung"])
async def test_nobody_looks_into_another_unit(reported: Commune, name: str) -> None:
    """A head's button with another unit's number written into it."""
    person: Person = getattr(reported, name)
    await person.says("/help")
    for data in (
        f"1|d|criteria|{reported.top}|2026-11-01",
        f"1|d|days|{reported.top}|2026-11-01",
        "1|d|days|424242|2026-11-01",
        f"1|db|{reported.top}|2026-11-01",
    ):
        await person.taps_data(data, on=person.message)
        assert person.toast.startswith("Bản tin của đơn vị chỉ dành cho")
    assert len(person.messages) == 2


async def test_an_official_is_told_whom_digests_are_for(reported: Commune) -> None:
    await reported.lan.says("/digest")
    assert reported.lan.sees().startswith("Bản tin của đơn vị chỉ dành cho lãnh đạo")


async def test_the_numbers_are_those_of_the_ledger(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    """Counted anew from the rows themselves."""
    shown = await digest.show(
        nep.office, reported.ids["binh"], reported.division, None, clock.now()
    )
    async with nep.office.db.read() as session:
        reports = (await session.scalars(select(ReportRow))).all()
        answers = (
            await session.execute(
                select(AnswerRow.criterion, AnswerRow.answer)
                .join(ReportRow, ReportRow.id == AnswerRow.report_id)
                .where(ReportRow.status == Status.APPROVED)
            )
        ).all()
    assert sum(day.sent for day in shown.days) == len(reports) == 59
    assert sum(day.due for day in shown.days) == 4 * len(WORKING)
    for trend in shown.trends:
        given = [answer for code, answer in answers if code == trend.key]
        assert (trend.total.met, trend.total.counted) == (given.count(Answer.MET), len(given))


async def test_past_months_and_the_change_since(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    await some_days(
        nep.office,
        reported.ids["lan"],
        Workdays().working_days(date(2026, 12, 1), date(2026, 12, 10)),
        by=reported.ids["binh"],
        unit_id=reported.division,
    )
    clock.set(datetime(2026, 12, 11, 9, tzinfo=nep.office.zone))
    binh = reported.binh
    await binh.says("/digest")
    assert "Điểm đơn vị 100,0 (+3,5 so với tháng trước)" in binh.sees()
    await binh.taps("Tháng 11/2026")
    assert binh.sees().startswith("📊 Phòng Văn hóa – Xã hội · Tháng 11/2026")
    assert binh.buttons()[-1] == ["Tháng 12/2026 ▶"]


async def test_leaders_are_sent_the_units_month_the_council_the_offices_and_others_their_own(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    november = month_of(date(2026, 11, 1))
    clock.set(datetime(2026, 12, 1, 8, tzinfo=nep.office.zone))
    every = tuple(DigestPart)
    for person, title, parts in (
        (reported.binh, "📊 Phòng Văn hóa – Xã hội · Tháng 11/2026", every),
        (reported.dung, "📊 Phòng Văn hóa – Xã hội · Tháng 11/2026", every),
        (reported.lan, "📅 Tháng 11/2026 · Nguyễn Thị Lan", ("month",)),
        (reported.council, "Toàn cơ quan · Tháng 11/2026", tuple(CouncilPart)),
    ):
        official = await enrol.who(nep.office, person.id)
        assert official
        cards = await bulletins.send(
            nep.messenger, nep.office, official, november, "2026-11-01", clock.now()
        )
        assert person.sees(pictures_of(person)[0]).startswith(title)
        shown = {f"2026-11-01/{part}" for part in parts}
        assert {card.subject for card in cards} == shown
        assert [card.message_id for card in cards] == [one.id for one in pictures_of(person)]


def pictures_of(person: Person) -> list[Message]:
    return [message for message in person.messages if message.photo]


async def test_a_server_without_albums_gets_the_pictures_one_by_one(
    nep: Nep, reported: Commune, clock: SandboxClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(METHODS, "sendmediagroup")
    binh = await enrol.who(nep.office, reported.binh.id)
    assert binh
    month = month_of(date(2026, 11, 1))
    cards = await bulletins.send(nep.messenger, nep.office, binh, month, "x", clock.now())
    sent = pictures_of(reported.binh)
    assert [card.message_id for card in cards] == [one.id for one in sent]
    assert reported.binh.message.document
    assert [bool(one.text) for one in sent] == [True] + [False] * (len(sent) - 1)
    assert not any(one.album for one in sent)


async def test_who_joined_later_and_a_unit_before_its_first_report_have_no_month(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    october = month_of(date(2026, 10, 1))
    for person in (reported.binh, reported.lan):
        official = await enrol.who(nep.office, person.id)
        assert official
        with pytest.raises(bulletins.NothingToShow):
            await bulletins.send(nep.messenger, nep.office, official, october, "x", clock.now())
        assert not person.messages


async def test_a_unit_without_a_report_has_its_month_too(nep: Nep, commune: Commune) -> None:
    await commune.chair.says("/digest")
    assert commune.chair.message.photo
    assert "Đã gửi 0/34 báo cáo (0,0 %)" in commune.chair.sees()
    await commune.chair.taps("Nhịp báo cáo")
    assert commune.chair.message.photo
