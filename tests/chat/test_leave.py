"""Taking leave, as it is chatted."""

from datetime import date

from sqlalchemy import select

from bot.app import Nep
from bot.rules.absences import Kind
from db.tables import AbsenceRow
from tests.support.builders import Commune


async def kept(nep: Nep) -> list[tuple[date, date, Kind]]:
    async with nep.office.db.read() as session:
        rows = await session.scalars(
            select(AbsenceRow).where(AbsenceRow.cancelled_at.is_(None)).order_by(AbsenceRow.id)
        )
        return [(row.first_day, row.last_day, row.kind) for row in rows]


async def test_leave_today_is_two_taps(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/leave")
    await lan.taps("Hôm nay")
    await lan.taps("Nghỉ phép")
    assert "Đã ghi: Nghỉ phép, 25/11/2026." in lan.sees()
    today = date(2026, 11, 25)
    assert await kept(nep) == [(today, today, Kind.ANNUAL)]


async def test_leave_from_one_day_to_another_is_typed(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/nghi")
    await lan.taps("Từ ngày")
    await lan.says("tuần sau")
    assert "chưa hiểu ngày" in lan.sees()
    await lan.says("30/11 – 4/12")
    await lan.taps("Công tác")
    assert await kept(nep) == [(date(2026, 11, 30), date(2026, 12, 4), Kind.MISSION)]


async def test_leave_goes_with_the_command(nep: Nep, commune: Commune) -> None:
    await commune.lan.says("/leave 26/11-27/11")
    await commune.lan.taps("Học tập")
    assert await kept(nep) == [(date(2026, 11, 26), date(2026, 11, 27), Kind.TRAINING)]


async def test_leave_can_be_given_back(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/leave")
    await lan.taps("Ngày mai")
    await lan.taps("Nghỉ khác")
    await lan.taps("Hủy nghỉ")
    assert "Đã hủy báo nghỉ" in lan.sees()
    assert await kept(nep) == []


async def test_leave_that_overlaps_is_refused(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/leave 25/11-27/11")
    await lan.taps("Nghỉ phép")
    await lan.says("/leave 27/11-30/11")
    await lan.taps("Công tác")
    assert "đã ghi nghỉ từ 25/11/2026 đến 27/11/2026" in lan.toast
    assert len(await kept(nep)) == 1


async def test_nobody_cancels_the_leave_of_another(nep: Nep, commune: Commune) -> None:
    await commune.lan.says("/leave 25/11")
    await commune.lan.taps("Nghỉ phép")
    tap_data = commune.lan.message.keyboard[0][0].callback_data
    await commune.minh.says("/help")
    await commune.minh.taps_data(tap_data, on=commune.minh.message)
    assert len(await kept(nep)) == 1


async def test_the_card_knows_of_the_leave(commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Nghỉ")
    await lan.taps("Nghỉ phép")
    await lan.says("/checkin")
    assert "Nghỉ phép đến hết 25/11/2026: không cần báo cáo." in lan.sees()
