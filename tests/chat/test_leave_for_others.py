"""A head or a deputy records days away of somebody else."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.absences import Kind
from bot.rules.people import Role
from bot.sandbox.clock import SandboxClock
from bot.speech import buttons
from db import absences
from db.tables import AbsenceRow, OfficialRow
from tests.scheduling.conftest import at, said
from tests.support.builders import Commune, an_official

SUNDAY = date(2026, 11, 29)


async def kept(nep: Nep) -> list[tuple[int, int, date, date, Kind]]:
    """Give whose, by whom, from, to and why, of all that stand."""
    async with nep.office.db.read() as session:
        rows = await session.scalars(
            select(AbsenceRow).where(AbsenceRow.cancelled_at.is_(None)).order_by(AbsenceRow.id)
        )
        return [
            (row.official_id, row.created_by, row.first_day, row.last_day, row.kind) for row in rows
        ]


async def test_a_head_records_leave_and_the_person_is_told_and_may_cancel(
    nep: Nep, commune: Commune
) -> None:
    binh, lan, ids = commune.binh, commune.lan, commune.ids
    await binh.says("/leave")
    await binh.taps("Báo nghỉ cho người khác")
    assert binh.buttons() == [["Lê Thị Dung"], ["Nguyễn Thị Lan"], ["Võ Minh"]]
    await binh.taps("Nguyễn Thị Lan")
    await binh.taps("Từ ngày")
    await binh.says("mai kia")
    await binh.says("26/11 – 27/11")
    assert "26/11/2026 – 27/11/2026: Nguyễn Thị Lan vắng vì việc gì?" in binh.sees()
    await binh.taps("Công tác")
    await binh.taps_data(
        buttons.LeaveKind(date(2026, 11, 26), date(2026, 11, 27), Kind.MISSION, ids["lan"]).pack(),
        on=binh.message,
    )
    assert "Nguyễn Thị Lan · Phòng Văn hóa – Xã hội\n🏖 Đã ghi: Công tác" in binh.sees()
    days = (date(2026, 11, 26), date(2026, 11, 27))
    assert await kept(nep) == [(ids["lan"], ids["binh"], *days, Kind.MISSION)]
    await nep.sender.drain()
    assert len(said(lan)) == 1
    assert "Trưởng phòng Trần Văn Bình đã ghi nghỉ cho đồng chí." in lan.sees()
    assert "Công tác, 26/11/2026 – 27/11/2026" in lan.sees()
    await lan.taps("Hủy nghỉ")
    assert await kept(nep) == []
    await nep.sender.drain()
    assert binh.sees().splitlines() == [
        "Nguyễn Thị Lan · Phòng Văn hóa – Xã hội",
        "🏖 Đã hủy: Công tác, 26/11/2026 – 27/11/2026.",
        "Người hủy: Chuyên viên Nguyễn Thị Lan.",
        "Lần nghỉ này do đồng chí ghi.",
    ]
    assert len(said(lan)) == 1


async def test_a_head_s_deputy_takes_it_back_and_both_are_told(nep: Nep, commune: Commune) -> None:
    for label in ("/leave", "Báo nghỉ cho người khác", "Võ Minh", "Ngày mai", "Học tập"):
        await (commune.binh.says if label.startswith("/") else commune.binh.taps)(label)
    await nep.sender.drain()
    for label in ("/leave", "Báo nghỉ cho người khác", "Võ Minh", "Hủy: 26/11/2026"):
        await (commune.dung.says if label.startswith("/") else commune.dung.taps)(label)
    await nep.sender.drain()
    assert "Người hủy: Phó Trưởng phòng Lê Thị Dung." in commune.minh.sees()
    assert "Nếp lại nhắc" in commune.minh.sees()
    assert "Lần nghỉ này do đồng chí ghi." in commune.binh.sees()
    async with nep.office.db.begin() as session:
        (await session.get_one(OfficialRow, commune.ids["binh"])).role = Role.OFFICIAL
    before = len(said(commune.binh))
    days = (date(2026, 12, 1), date(2026, 12, 1), Kind.TRAINING)
    await _recorded_by(nep, commune, "binh", "minh", *days)
    await commune.minh.says("/leave")
    await commune.minh.taps("Hủy: 01/12/2026")
    await nep.sender.drain()
    assert len(said(commune.binh)) == before, "who leads nobody any more is not told"


async def _recorded_by(
    nep: Nep, commune: Commune, by: str, whose: str, first: date, last: date, kind: Kind
) -> None:
    async with nep.office.db.begin() as session:
        ids, now = commune.ids, nep.clock.now()
        await absences.add(session, ids[whose], first, last, kind, by=ids[by], now=now)


async def test_a_head_takes_it_back_and_the_person_is_told_of_that_alone(
    nep: Nep, commune: Commune, clock: SandboxClock
) -> None:
    clock.set(at(SUNDAY, "20:00"))
    for label in ("/leave", "Báo nghỉ cho người khác", "Võ Minh", "Ngày mai", "Học tập"):
        await (commune.dung.says if label.startswith("/") else commune.dung.taps)(label)
    await commune.dung.taps("Hủy nghỉ")
    assert "Võ Minh" in commune.dung.sees()
    assert "Đã hủy: Học tập, 30/11/2026." in commune.dung.sees()
    await nep.sender.drain()
    assert said(commune.minh) == []  # a day off
    clock.set(at(date(2026, 11, 30), "07:05"))
    await nep.sender.drain()
    (told,) = said(commune.minh)
    assert "Đã hủy: Học tập, 30/11/2026." in told.text
    assert "Phó Trưởng phòng Lê Thị Dung" in told.text


async def test_what_the_person_recorded_already_is_named(nep: Nep, commune: Commune) -> None:
    await commune.lan.says("/leave 25/11-27/11")
    await commune.lan.taps("Nghỉ phép")
    for label in ("/leave", "Báo nghỉ cho người khác", "Nguyễn Thị Lan", "Ngày mai", "Công tác"):
        await (commune.binh.says if label.startswith("/") else commune.binh.taps)(label)
    assert "Nguyễn Thị Lan đã được ghi nghỉ từ 25/11/2026 đến 27/11/2026" in commune.binh.toast
    assert len(await kept(nep)) == 1


async def test_the_same_days_are_the_leaders_word_then(nep: Nep, commune: Commune) -> None:
    await commune.lan.says("/leave 26/11")
    await commune.lan.taps("Công tác")
    for label in ("/leave", "Báo nghỉ cho người khác", "Nguyễn Thị Lan", "Ngày mai", "Công tác"):
        await (commune.binh.says if label.startswith("/") else commune.binh.taps)(label)
    day = date(2026, 11, 26)
    ids = commune.ids
    assert await kept(nep) == [(ids["lan"], ids["binh"], day, day, Kind.MISSION)]
    await nep.sender.drain()
    assert "Trưởng phòng Trần Văn Bình đã ghi nghỉ cho đồng chí." in commune.lan.sees()


async def test_who_has_not_signed_up_can_be_put_on_leave(nep: Nep, commune: Commune) -> None:
    for number in range(9):
        await an_official(nep.office, f"VH1{number}", f"Đỗ Thị Anh {number}", commune.division)
    await an_official(nep.office, "VH20", "Đỗ Thị Xuân", commune.division)
    binh = commune.binh
    await binh.says("/leave")
    await binh.taps("Báo nghỉ cho người khác")
    assert len(binh.buttons()) == 11
    await binh.taps("Trang 2")
    await binh.taps("Đỗ Thị Xuân")
    await binh.taps("Từ ngày")
    await binh.says("1/12/2026 – 31/5/2027")
    await binh.taps("Thai sản")
    assert "chưa nhắn được cho Đỗ Thị Xuân" in binh.sees()
    assert [row[-1] for row in await kept(nep)] == [Kind.MATERNITY]


@pytest.mark.parametrize(
    ("who", "whom"),
    [
        ("lan", "minh"),
        ("minh", "binh"),
        ("dung", "binh"),
        ("chair", "lan"),
        ("council", "lan"),
        ("binh", "chair"),
        ("binh", "binh"),
    ],
)
async def test_nobody_else_records_it(nep: Nep, commune: Commune, who: str, whom: str) -> None:
    person = getattr(commune, who)
    await person.says("/leave")
    today, whom_id = date(2026, 11, 25), commune.ids[whom]
    for button in (
        buttons.LeaveOf(whom_id),
        buttons.LeaveWhen(buttons.LeaveDays.TODAY, whom_id),
        buttons.LeaveWhen(buttons.LeaveDays.RANGE, whom_id),
        buttons.LeaveKind(today, today, Kind.OTHER, whom_id),
    ):
        await person.taps_data(button.pack(), on=person.message)
        assert "chỉ dành cho thủ trưởng và phó" in person.toast
    assert await kept(nep) == []
    leads = who in {"chair", "binh", "dung"}
    assert any("cho người khác" in row[0] for row in person.buttons()) == leads


async def test_days_typed_after_the_role_is_gone_record_nothing(nep: Nep, commune: Commune) -> None:
    binh = commune.binh
    for label in ("/leave", "Báo nghỉ cho người khác", "Võ Minh", "Từ ngày"):
        await (binh.says if label.startswith("/") else binh.taps)(label)
    async with nep.office.db.begin() as session:
        (await session.get_one(OfficialRow, commune.ids["binh"])).role = Role.OFFICIAL
    await binh.says("26/11")
    assert "chỉ dành cho thủ trưởng và phó" in binh.sees()
    assert await kept(nep) == []
