"""The head's inbox, as it is chatted."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.absences import Kind
from bot.rules.people import Role
from bot.rules.reports import Status
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.usecases import leave
from db.tables import DeliveryRow, ReportEventRow, ReportRow
from tests.conftest import WEDNESDAY
from tests.support.builders import Commune, an_official


async def send_day(person: Person, *, late: bool = False, note: str = "") -> None:
    await person.says("/checkin")
    card = person.message
    await person.taps("Đạt tất cả")
    if late:
        await person.taps("Đúng giờ")
    if note:
        await person.replies(note, to=card)
    await person.taps("Gửi", on=card)


async def reports(nep: Nep) -> dict[int, ReportRow]:
    async with nep.office.db.read() as session:
        return {row.official_id: row for row in await session.scalars(select(ReportRow))}


async def test_all_without_exceptions_are_approved_at_once(nep: Nep, commune: Commune) -> None:
    await send_day(commune.lan)
    await send_day(commune.minh, late=True, note="Kẹt xe")
    await commune.binh.says("/approvals")
    binh = commune.binh
    assert "Phòng Văn hóa – Xã hội · Thứ Tư, 25/11/2026" in binh.sees()
    assert "2/3 đã gửi" in binh.sees()
    assert "Chưa gửi: Lê Thị Dung" in binh.sees()
    assert binh.buttons() == [
        ["✅ Duyệt tất cả không ngoại lệ (1)"],
        ["👁 Xem từng báo cáo (1)"],
    ]
    await binh.taps("Duyệt tất cả không ngoại lệ")
    assert binh.toast == "Đã duyệt 1 báo cáo."
    assert binh.buttons() == [["👁 Xem từng báo cáo (1)"]]
    kept = await reports(nep)
    assert kept[commune.ids["lan"]].status is Status.APPROVED
    assert kept[commune.ids["lan"]].decided_by == commune.ids["binh"]
    assert kept[commune.ids["minh"]].status is Status.SUBMITTED


async def test_one_report_is_read_and_approved(nep: Nep, commune: Commune) -> None:
    binh = commune.binh
    await send_day(commune.minh, late=True, note="Kẹt xe ở cầu")
    await binh.says("/duyet")
    await binh.taps("Xem từng báo cáo")
    assert "Võ Minh" in binh.sees()
    assert "⚠️ Đúng giờ, kỷ luật" in binh.sees()
    assert "Kẹt xe ở cầu" in binh.sees()
    await binh.taps("Duyệt")
    assert "Đã duyệt báo cáo ngày 25/11/2026 của Võ Minh." in binh.toast
    assert "Không còn báo cáo nào chờ duyệt." in binh.sees()
    assert binh.buttons() == []
    assert (await reports(nep))[commune.ids["minh"]].status is Status.APPROVED


async def test_a_returned_report_is_corrected_and_sent_again(nep: Nep, commune: Commune) -> None:
    binh, minh = commune.binh, commune.minh
    await send_day(minh, late=True)
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    assert ["Thiếu lý do", "Chưa đúng thực tế"] in binh.buttons()
    await binh.taps("Thiếu lý do")
    assert "Đã trả lại" in binh.toast
    row = (await reports(nep))[commune.ids["minh"]]
    assert (row.status, row.reason) == (Status.RETURNED, "Thiếu lý do")
    await nep.sender.drain()
    assert "Đã trả lại" in minh.sees()
    assert "Thiếu lý do" in minh.sees()
    await minh.replies("Xe hỏng giữa đường")
    await minh.taps("Gửi")
    row = (await reports(nep))[commune.ids["minh"]]
    assert (row.status, row.decided_by, row.note) == (
        Status.SUBMITTED,
        None,
        "Xe hỏng giữa đường",
    )
    async with nep.office.db.read() as session:
        history = list(await session.scalars(select(ReportEventRow.kind)))
    assert history == ["submitted", "returned", "submitted"]


async def test_a_reason_may_be_typed(nep: Nep, commune: Commune) -> None:
    binh = commune.binh
    await send_day(commune.minh, late=True)
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    await binh.says("Ghi rõ giờ đến <giúp> & người xác nhận")
    row = (await reports(nep))[commune.ids["minh"]]
    assert row.reason == "Ghi rõ giờ đến <giúp> & người xác nhận"
    await nep.sender.drain()
    assert "Ghi rõ giờ đến <giúp> & người xác nhận" in commune.minh.sees()


async def test_the_approved_card_says_who_and_when(nep: Nep, commune: Commune) -> None:
    await send_day(commune.lan)
    card = commune.lan.message
    await commune.binh.says("/approvals")
    await commune.binh.taps("Duyệt tất cả không ngoại lệ")
    await nep.sender.drain()
    assert "Đã duyệt" in commune.lan.sees(card)
    assert "Trưởng phòng Trần Văn Bình duyệt lúc 16:30, 25/11/2026." in commune.lan.sees(card)
    assert commune.lan.buttons(card) == []


async def test_an_approved_report_is_closed(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    tap = await lan.taps("Đạt tất cả")
    card = lan.message
    await lan.taps("Gửi")
    await commune.binh.says("/approvals")
    await commune.binh.taps("Duyệt tất cả không ngoại lệ")
    await lan.taps_data(tap.data, on=card)
    assert "đã được duyệt" in lan.toast
    assert "Đã duyệt" in lan.sees(card)


async def test_a_heads_own_report_goes_to_the_unit_above(nep: Nep, commune: Commune) -> None:
    await send_day(commune.binh)
    await commune.binh.says("/approvals")
    assert "Không còn báo cáo nào chờ duyệt." in commune.binh.sees()
    await commune.chair.says("/approvals")
    await commune.chair.taps("Duyệt tất cả không ngoại lệ")
    row = (await reports(nep))[commune.ids["binh"]]
    assert (row.status, row.decided_by) == (Status.APPROVED, commune.ids["chair"])


async def test_the_top_heads_report_goes_to_the_council(nep: Nep, commune: Commune) -> None:
    await send_day(commune.chair)
    await commune.council.says("/approvals")
    await commune.council.taps("Duyệt tất cả không ngoại lệ")
    row = (await reports(nep))[commune.ids["chair"]]
    assert row.decided_by == commune.ids["council"]


async def test_a_deputy_decides_only_while_the_head_is_away(nep: Nep, commune: Commune) -> None:
    await send_day(commune.lan)
    await commune.dung.says("/approvals")
    assert "không được phân công duyệt" in commune.dung.sees()
    today = date(2026, 11, 25)
    await leave.take(nep.office, commune.ids["binh"], today, today, Kind.MISSION, WEDNESDAY)
    await commune.dung.says("/approvals")
    await commune.dung.taps("Duyệt tất cả không ngoại lệ")
    row = (await reports(nep))[commune.ids["lan"]]
    assert row.decided_by == commune.ids["dung"]


async def test_a_deputys_own_report_waits_for_nobody_of_the_same_rank(
    nep: Nep, commune: Commune
) -> None:
    today = date(2026, 11, 25)
    await leave.take(nep.office, commune.ids["binh"], today, today, Kind.ANNUAL, WEDNESDAY)
    await send_day(commune.dung)
    await commune.dung.says("/approvals")
    assert "Chờ duyệt" not in commune.dung.sees()
    await commune.chair.says("/approvals")
    await commune.chair.taps("Duyệt tất cả không ngoại lệ")
    assert (await reports(nep))[commune.ids["dung"]].decided_by == commune.ids["chair"]


async def test_two_who_decide_at_once_make_one_decision(nep: Nep, commune: Commune) -> None:
    await send_day(commune.minh, late=True)
    await commune.binh.says("/approvals")
    await commune.binh.taps("Xem từng báo cáo")
    message = commune.binh.message
    approve = next(b for row in message.keyboard for b in row if "Duyệt" in b.text)
    report_id = (await reports(nep))[commune.ids["minh"]].id
    await asyncio.gather(
        commune.binh.taps_data(approve.callback_data, on=message),
        commune.binh.taps_data(f"1|b|{report_id}|0", on=message),
    )
    async with nep.office.db.read() as session:
        events = list(await session.scalars(select(ReportEventRow.kind)))
        sent = list(await session.scalars(select(DeliveryRow)))
    assert len(events) == 2
    assert len(sent) == 1


async def test_the_second_head_is_told_who_was_first(
    nep: Nep, commune: Commune, world: World
) -> None:
    await send_day(commune.minh, late=True)
    other = Person.new(world, "Hai")
    unit, head = commune.division, Role.HEAD
    await an_official(nep.office, "VH09", "Đinh Hai", unit, head, telegram_id=other.id)
    for head_of_two in (commune.binh, other):
        await head_of_two.says("/approvals")
        await head_of_two.taps("Xem từng báo cáo")
    await commune.binh.taps("Duyệt")
    await other.taps("Trả lại")
    assert "Đồng chí Trần Văn Bình đã duyệt báo cáo này trước." in other.toast
    assert (await reports(nep))[commune.ids["minh"]].status is Status.APPROVED


async def test_a_second_tap_of_the_same_head_changes_nothing(nep: Nep, commune: Commune) -> None:
    await send_day(commune.minh, late=True)
    binh = commune.binh
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    message = binh.message
    tap = await binh.taps("Duyệt")
    await binh.taps_data(tap.data, on=message)
    assert binh.toast == "Đồng chí đã duyệt báo cáo này rồi."


async def test_a_report_taken_back_leaves_the_inbox(commune: Commune) -> None:
    await send_day(commune.minh, late=True)
    await commune.binh.says("/approvals")
    await commune.minh.taps("Sửa")
    await commune.binh.taps("Xem từng báo cáo")
    assert "Không còn báo cáo nào chờ" in commune.binh.toast
    assert "Không còn báo cáo nào chờ duyệt." in commune.binh.sees()


@pytest.mark.parametrize("who", ["lan", "minh", "dung", "council"])
async def test_who_does_not_lead_decides_nothing(nep: Nep, commune: Commune, who: str) -> None:
    await send_day(commune.minh, late=True)
    report_id = (await reports(nep))[commune.ids["minh"]].id
    person: Person = getattr(commune, who)
    await person.says("/help")
    for data in (f"1|r|ok|{report_id}", f"1|b|{report_id}|1", "1|i|clean"):
        await person.taps_data(data, on=person.message)
    assert (await reports(nep))[commune.ids["minh"]].status is Status.SUBMITTED


async def test_nobody_decides_on_himself(nep: Nep, commune: Commune) -> None:
    await send_day(commune.binh, late=True)
    report_id = (await reports(nep))[commune.ids["binh"]].id
    await commune.binh.taps_data(f"1|r|ok|{report_id}", on=commune.binh.message)
    assert "Không ai tự duyệt" in commune.binh.toast
    assert (await reports(nep))[commune.ids["binh"]].status is Status.SUBMITTED


@pytest.mark.parametrize(("note", "shown"), [("", 3_399), ("x" * 4_000, 599)])
async def test_a_long_reason_gets_the_room_that_the_note_leaves(
    nep: Nep, commune: Commune, note: str, shown: int
) -> None:
    lan, binh = commune.lan, commune.binh
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    await lan.taps("Đúng giờ")
    if note:
        await lan.replies(note)
    await lan.taps("Gửi")
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    await binh.says("r" * 4_096)
    await nep.sender.drain()
    assert "r" * shown + "…" in lan.sees()
