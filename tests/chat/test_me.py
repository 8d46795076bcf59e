"""A person's own month, as it is chatted."""

from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import update

from bot.app import Nep
from bot.bulletins.month import state
from bot.charts.month import DayState
from bot.rules.absences import Kind
from bot.rules.reports import Status
from bot.rules.workdays import Workdays
from bot.sandbox.clock import SandboxClock
from bot.usecases import leave, month
from db.tables import OfficialRow
from tests.support.builders import Commune
from tests.support.reports import a_report, missing, some_days

WORKING = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 24))


@pytest.fixture
async def reported(nep: Nep, commune: Commune) -> Commune:
    """Give `lan` a month in which every kind of day occurs."""
    office, lan = nep.office, commune.ids["lan"]
    by, unit = commune.ids["binh"], commune.division
    report = partial(a_report, office, lan, by=by, unit_id=unit)
    day = date(2026, 11, 2).replace
    await some_days(office, lan, WORKING[2:9], by=by, unit_id=unit)
    await report(day(day=2), answers=missing("C1"))
    await report(day(day=3), status=Status.RETURNED, reason="Thiếu <lý do> & giờ")
    await report(day(day=16), status=Status.SUBMITTED)
    await report(day(day=17), status=Status.DRAFT)
    early = datetime(2026, 11, 18, 8, tzinfo=office.zone)
    await leave.take(office, lan, day(day=19), day(day=20), Kind.ANNUAL, early)
    return commune


async def test_the_month_is_a_picture_with_the_score_and_what_was_returned(
    reported: Commune,
) -> None:
    lan = reported.lan
    await lan.says("/toi")
    assert lan.message.photo
    assert lan.sees().splitlines() == [
        "📅 Tháng 11/2026 · Nguyễn Thị Lan",
        "Phòng Văn hóa – Xã hội",
        "15 ngày phải báo cáo · đã gửi 10 · đã duyệt 8",
        "Điểm 97,5 · tỷ lệ báo cáo 53,3 %",
        "↩️ 03/11: Thiếu <lý do> & giờ (chờ đồng chí bổ sung)",
    ]


async def test_every_day_has_its_state(nep: Nep, reported: Commune, clock: SandboxClock) -> None:
    shown = await month.show(nep.office, reported.ids["lan"], None, clock.now())
    states = {day.day.day: state(shown, day) for day in shown.days}
    assert states[1] is DayState.OUTSIDE  # she joined on the 2nd
    assert states[2] is DayState.EXCEPTION
    assert states[3] is DayState.RETURNED
    assert states[4] is DayState.MET
    assert states[7] is DayState.OFF
    assert states[16] is DayState.WAITING
    assert states[17] is DayState.MISSING  # a draft was never sent
    assert states[19] is DayState.LEAVE
    assert states[24] is DayState.MISSING
    assert states[25] is DayState.FUTURE  # today is not over
    assert states[28] is DayState.OFF


async def test_why_counts_ones_own_answers(reported: Commune) -> None:
    lan = reported.lan
    await lan.says("/me")
    await lan.taps("Vì sao?")
    said = lan.sees()
    assert "Tỷ lệ báo cáo = 8 ngày đã duyệt ÷ 15 ngày phải báo cáo = 53,3 %." in said
    assert "• Đúng giờ, kỷ luật (trọng số 1): 7 đạt, 1 chưa đạt → 7/8" in said
    assert "Điểm = 100 × 39 ÷ 40 = 97,5." in said


async def test_months_turn_in_place_between_joining_and_today(
    nep: Nep, reported: Commune, clock: SandboxClock
) -> None:
    lan = reported.lan
    clock.set(datetime(2027, 1, 8, 9, tzinfo=nep.office.zone))
    await lan.says("/me")
    assert lan.sees().startswith("📅 Tháng 1/2027")
    assert lan.buttons()[0] == ["◀ Tháng 12/2026"]
    await lan.taps("Tháng 12/2026")
    assert lan.buttons()[0] == ["◀ Tháng 11/2026", "Tháng 1/2027 ▶"]
    await lan.taps("Tháng 11/2026")
    assert lan.buttons()[0] == ["Tháng 12/2026 ▶"]
    assert len([message for message in lan.messages if message.photo]) == 1


@pytest.mark.parametrize("day", ["0001-01-01", "2026-10-31", "2026-12-01", "9999-12-31"])
async def test_a_forged_month_is_brought_back(reported: Commune, day: str) -> None:
    lan = reported.lan
    await lan.says("/me")
    await lan.taps_data(f"1|m|show|{day}", on=lan.message)
    assert lan.sees().startswith("📅 Tháng 11/2026")
    assert not lan.toast


async def test_everybody_has_a_month_of_their_own(nep: Nep, reported: Commune) -> None:
    """The button carries no person: whoever taps sees the own month."""
    await reported.lan.says("/me")
    data = reported.lan.message.keyboard[0][0].callback_data
    assert data
    for person in (reported.minh, reported.binh, reported.council):
        await person.says("/me")
        await person.taps_data(data, on=person.message)
        assert "Nguyễn Thị Lan" not in person.sees()
        assert person.profile.name in person.sees()


async def test_many_returns_of_a_long_name_fit_the_caption(nep: Nep, commune: Commune) -> None:
    ids = commune.ids
    async with nep.office.db.begin() as session:
        await session.execute(
            update(OfficialRow).where(OfficialRow.id == ids["lan"]).values(name="Ngọc & " * 36)
        )
    for day in WORKING:
        await a_report(
            nep.office,
            ids["lan"],
            day,
            by=ids["binh"],
            unit_id=commune.division,
            status=Status.RETURNED,
            reason="<i>lý do</i> & " * 200,
        )
    await commune.lan.says("/me")
    said = commune.lan.sees()
    assert len(said.encode("utf-16-le")) // 2 <= 1024
    assert said.count("↩️") == 7
    assert "Trước đó còn 11 lần trả lại." in said
