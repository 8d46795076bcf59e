"""A head lets somebody decide in his place, and takes it back."""

from datetime import date

import pytest

from bot.rules.reports import Status
from bot.sandbox.people import Person
from db import officials
from tests.scheduling.conftest import DAY, Moved, said
from tests.support.reports import status_of

NEXT = date(2026, 11, 26)


async def sends(person: Person) -> None:
    await person.says("/checkin")
    await person.taps("Đạt tất cả")
    await person.taps("Gửi")


async def lets_decide(head: Person, name: str, days: str = "Hôm nay") -> None:
    await head.says("/uyquyen")
    await head.taps("Ủy quyền cho")
    await head.taps(name)
    await head.taps(days)


async def test_an_official_decides_in_the_head_s_place(moved: Moved) -> None:
    commune = moved.commune
    await sends(commune.minh)
    await commune.lan.says("/duyet")
    assert "không được phân công duyệt" in commune.lan.sees()
    await lets_decide(commune.binh, "Nguyễn Thị Lan")
    assert "Nguyễn Thị Lan: ngày 25/11/2026" in commune.binh.sees()
    await moved.to("08:00")
    assert "Trần Văn Bình ủy quyền để đồng chí duyệt" in commune.lan.sees()
    await commune.lan.taps("Mở hộp duyệt")
    await commune.lan.taps("Duyệt tất cả không ngoại lệ")
    assert await status_of(moved.nep.office, commune.ids["minh"], DAY) is Status.APPROVED


async def test_nobody_decides_on_himself_by_delegation(moved: Moved) -> None:
    commune = moved.commune
    await sends(commune.lan)
    await lets_decide(commune.binh, "Nguyễn Thị Lan")
    await commune.lan.says("/duyet")
    assert "Không còn báo cáo nào chờ duyệt" in commune.lan.sees()
    await commune.binh.says("/duyet")
    assert "1 không ngoại lệ" in commune.binh.sees()


async def test_it_ends_with_its_days_and_when_it_is_taken_back(moved: Moved) -> None:
    commune = moved.commune
    await lets_decide(commune.binh, "Nguyễn Thị Lan")
    await commune.binh.taps("Hủy ủy quyền")
    assert "Đã hủy" in commune.binh.sees()
    await lets_decide(commune.binh, "Võ Minh")
    await moved.to("08:00", NEXT)
    for person in (commune.lan, commune.minh):
        await person.says("/duyet")
        assert "không được phân công duyệt" in person.sees()


async def test_days_and_the_paper_are_typed(moved: Moved) -> None:
    commune = moved.commune
    await lets_decide(commune.binh, "Lê Thị Dung", "Từ ngày")
    await commune.binh.says("26/11 – 27/11")
    assert "Lê Thị Dung: từ 26/11/2026 đến 27/11/2026" in commune.binh.sees()
    await commune.binh.taps("Ghi số văn bản")
    await commune.binh.says("12/QĐ-VHXH")
    assert "(12/QĐ-VHXH)" in commune.binh.sees()
    await moved.to("08:00")
    assert "từ 26/11/2026 đến 27/11/2026 (12/QĐ-VHXH)" in commune.dung.sees()


async def test_who_has_moved_to_another_unit_decides_no_more(moved: Moved) -> None:
    commune = moved.commune
    await sends(commune.minh)
    await lets_decide(commune.binh, "Nguyễn Thị Lan")
    async with moved.nep.office.db.begin() as session:
        await officials.update_one(session, commune.ids["lan"], unit_id=commune.top)
    await commune.lan.says("/duyet")
    assert "không được phân công duyệt" in commune.lan.sees()


@pytest.mark.parametrize("who", ["dung", "lan", "council"])
async def test_only_a_head_lets_decide(moved: Moved, who: str) -> None:
    person: Person = getattr(moved.commune, who)
    await person.says("/delegate")
    assert "chỉ dành cho thủ trưởng" in person.sees()
    before = len(said(moved.commune.minh))
    await moved.to("08:00")
    assert len(said(moved.commune.minh)) == before
