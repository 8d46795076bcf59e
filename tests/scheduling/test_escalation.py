"""What waits too long goes up, once; inboxes follow; a unit's pulse tells why nothing comes."""

from datetime import date

from sqlalchemy import select

from bot.rules.absences import Kind as Away
from bot.rules.deliveries import Kind
from bot.rules.reports import Status
from bot.usecases import leave
from db.tables import DeliveryRow
from tests.scheduling.conftest import DAY, Moved, said
from tests.scheduling.test_delegation import sends
from tests.support.reports import status_of

THURSDAY = date(2026, 11, 26)
FRIDAY = date(2026, 11, 27)
MONDAY = date(2026, 11, 30)
TUESDAY = date(2026, 12, 1)
WEDNESDAY = date(2026, 12, 2)


async def told(moved: Moved) -> list[tuple[int, str]]:
    async with moved.nep.office.db.read() as session:
        rows = await session.execute(
            select(DeliveryRow.official_id, DeliveryRow.key)
            .where(DeliveryRow.kind == Kind.ESCALATION)
            .order_by(DeliveryRow.id)
        )
    return [(official_id, key) for official_id, key in rows]


async def test_the_deputy_and_then_the_unit_above_are_told_once(moved: Moved) -> None:
    commune, ids = moved.commune, moved.commune.ids
    await sends(commune.lan)
    await moved.to("08:30", THURSDAY)
    assert await told(moved) == []
    await moved.to("08:30", FRIDAY)
    assert [official_id for official_id, _ in await told(moved)] == [ids["dung"]]
    assert "1 báo cáo chờ duyệt đã lâu" in commune.dung.sees()
    await moved.to("08:30", MONDAY)
    assert len(await told(moved)) == 1
    await moved.to("08:30", TUESDAY)
    assert [official_id for official_id, _ in await told(moved)] == [ids["dung"], ids["chair"]]
    await moved.to("08:30", WEDNESDAY)
    assert len(await told(moved)) == 2
    await commune.chair.taps("Mở hộp duyệt")
    await commune.chair.taps("Duyệt tất cả không ngoại lệ")
    assert await status_of(moved.nep.office, ids["lan"], DAY) is Status.APPROVED


async def test_a_growing_pile_is_one_message_to_each(moved: Moved) -> None:
    commune = moved.commune
    await sends(commune.lan)
    for day in (THURSDAY, FRIDAY, MONDAY, TUESDAY, WEDNESDAY):
        await moved.to("08:30", day)
        await moved.to("16:30", day)
        await sends(commune.lan)
    assert len(await told(moved)) == 2


async def test_nobody_is_passed_over_after_a_downtime(moved: Moved) -> None:
    commune, ids = moved.commune, moved.commune.ids
    await sends(commune.lan)
    await moved.to("08:30", TUESDAY)
    assert {official_id for official_id, _ in await told(moved)} == {ids["dung"], ids["chair"]}


async def test_a_deputy_decides_on_it_only_once_it_has_waited(moved: Moved) -> None:
    commune, ids = moved.commune, moved.commune.ids
    await sends(commune.lan)
    await commune.dung.says("/duyet")
    assert "không được phân công duyệt" in commune.dung.sees()
    await moved.to("09:30", FRIDAY)
    await commune.dung.says("/duyet")
    await commune.dung.taps("Duyệt tất cả không ngoại lệ")
    assert await status_of(moved.nep.office, ids["lan"], DAY) is Status.APPROVED


async def test_what_was_decided_meanwhile_is_told_to_nobody(moved: Moved) -> None:
    commune = moved.commune
    await sends(commune.lan)
    await commune.binh.says("/duyet")
    await commune.binh.taps("Duyệt tất cả không ngoại lệ")
    await moved.to("08:30", FRIDAY)
    assert await told(moved) == []


async def test_today_s_inbox_follows_who_sends_and_who_takes_back(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("16:30")
    await sends(commune.lan)
    await moved.to("17:30")
    before = len(said(commune.binh))
    assert "1/3 đã gửi" in commune.binh.sees()
    await sends(commune.minh)
    await moved.to("17:32")
    assert "2/3 đã gửi" in commune.binh.sees()
    await commune.minh.taps("Sửa")
    await moved.to("17:34")
    assert "1/3 đã gửi" in commune.binh.sees()
    assert len(said(commune.binh)) == before


async def test_today_s_inbox_follows_who_takes_leave_and_who_comes_back(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("17:30")
    assert "0/3 đã gửi" in commune.binh.sees()
    await commune.minh.says("/nghi")
    await commune.minh.taps("Hôm nay")
    await commune.minh.taps("Nghỉ phép")
    await moved.to("17:32")
    assert "0/2 đã gửi" in commune.binh.sees()
    await commune.minh.taps("Hủy nghỉ")
    await moved.to("17:34")
    assert "0/3 đã gửi" in commune.binh.sees()


async def test_a_report_that_is_read_in_the_inbox_is_not_taken_away(moved: Moved) -> None:
    commune = moved.commune
    await commune.lan.says("/checkin")
    await commune.lan.taps("Đạt tất cả")
    await commune.lan.taps("Trang phục")
    await commune.lan.taps("Gửi")
    await moved.to("17:30")
    await commune.binh.taps("Xem từng báo cáo")
    shown = commune.binh.sees()
    await sends(commune.minh)
    await moved.to("17:32")
    assert commune.binh.sees() == shown
    await commune.binh.taps("Về hộp duyệt")
    assert "2/3 đã gửi" in commune.binh.sees()


async def test_the_pulse_tells_apart_why_nothing_comes(moved: Moved) -> None:
    commune, office = moved.commune, moved.nep.office
    now = moved.clock.now()
    await leave.take(office, commune.ids["dung"], DAY, FRIDAY, Away.ANNUAL, now)
    await commune.minh.blocks_bot()
    await moved.to("16:30")
    await commune.binh.says("/nhip")
    text = commune.binh.sees()
    assert "Lê Thị Dung: Nghỉ phép đến 27/11/2026" in text
    assert "Võ Minh: không nhận được tin" in text
    assert "Nguyễn Thị Lan: im lặng 17 ngày liền" in text
    await commune.lan.says("/nhip")
    assert "không được phân công duyệt" in commune.lan.sees()
