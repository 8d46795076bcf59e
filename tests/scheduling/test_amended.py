"""A digest that was sent follows what is decided of its month later."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import bulletins
from bot.bulletins.pictured import Album
from bot.rules.deliveries import Kind
from bot.rules.reports import Decision, Status
from bot.rules.workdays import Workdays
from bot.sandbox.model import Message
from bot.usecases import review
from db.tables import DeliveryRow
from tests.scheduling.conftest import Moved, at, said
from tests.support.reports import a_report, some_days

FIRST = date(2026, 12, 1)
WORKING = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 30))


@pytest.fixture
async def digested(moved: Moved) -> tuple[Moved, list[int]]:
    """Have November's digests sent while three of `lan`'s reports wait."""
    commune, office = moved.commune, moved.nep.office
    lan, binh, unit = commune.ids["lan"], commune.ids["binh"], commune.division
    await some_days(office, lan, WORKING[:-3], by=binh, unit_id=unit)
    waiting = [
        await a_report(office, lan, day, by=binh, unit_id=unit, status=Status.SUBMITTED)
        for day in WORKING[-3:]
    ]
    await moved.to("08:30", FIRST)
    return moved, waiting


async def test_what_is_decided_later_is_drawn_into_the_digests_in_place(
    digested: tuple[Moved, list[int]],
) -> None:
    moved, (first, second, third) = digested
    commune, ids = moved.commune, moved.commune.ids
    people = (commune.lan, commune.binh, commune.minh)
    before = {person.id: [one.id for one in said(person) if one.photo] for person in people}
    assert [len(found) for found in before.values()] == [1, 3, 1]
    pictures = {one.id: one.photo for one in said(commune.lan) if one.photo}
    await moved.to("09:05", FIRST)
    for report_id, decision in (
        (first, Decision.APPROVE),
        (second, Decision.APPROVE),
        (third, Decision.RETURN),
    ):
        now = moved.clock.now()
        await review.decide(moved.nep.office, ids["binh"], report_id, decision, now, "Thiếu lý do")
    await moved.to("09:59", FIRST)
    assert "Cập nhật" not in commune.lan.sees(photo(moved, "lan"))
    await moved.to("10:01", FIRST)
    news = "Cập nhật lúc 10:01 ngày 01/12: duyệt thêm 2 báo cáo, trả lại 1 báo cáo."
    for name in ("lan", "binh"):
        assert photo(moved, name).text.splitlines()[-1] == news
    assert photo(moved, "lan").photo != pictures[photo(moved, "lan").id]
    assert "Cập nhật" not in photo(moved, "minh").text
    assert before == {p.id: [one.id for one in said(p) if one.photo] for p in people}


async def test_where_the_pictures_are_gone_one_quiet_message_says_what_changed(
    digested: tuple[Moved, list[int]],
) -> None:
    moved, (first, *_) = digested
    lan = moved.commune.lan
    lan.deletes(photo(moved, "lan"))
    await moved.to("09:05", FIRST)
    await review.decide(
        moved.nep.office, moved.commune.ids["binh"], first, Decision.APPROVE, moved.clock.now()
    )
    await moved.to("10:01", FIRST)
    assert lan.message.silent
    assert lan.sees().splitlines() == [
        "📊 Bản tin · Tháng 11/2026 · Nguyễn Thị Lan",
        "Cập nhật lúc 10:01 ngày 01/12: duyệt thêm 1 báo cáo.",
        "Xem lại: /me",
    ]


@pytest.mark.parametrize("drawn", [False, True])
async def test_what_is_decided_while_the_digest_is_sent_is_drawn_into_it_too(
    moved: Moved, monkeypatch: pytest.MonkeyPatch, drawn: bool
) -> None:
    """Just after the head's pictures were read, or just before: nobody can tell the two apart."""
    commune, office = moved.commune, moved.nep.office
    lan, binh = commune.ids["lan"], commune.ids["binh"]
    waiting = await a_report(
        office, lan, WORKING[-1], by=binh, unit_id=commune.division, status=Status.SUBMITTED
    )
    of = bulletins.of

    async def decided_meanwhile(*asked: Any) -> Album:
        mine = asked[1].id == binh
        moved.clock.advance(timedelta(seconds=1))
        album = None if mine and drawn else await of(*asked)
        if mine:
            moved.clock.advance(timedelta(seconds=1))
            await review.decide(office, binh, waiting, Decision.APPROVE, moved.clock.now())
        moved.clock.advance(timedelta(seconds=1))
        return album or await of(*asked)

    monkeypatch.setattr(bulletins, "of", decided_meanwhile)
    await moved.to("08:30", FIRST)
    monkeypatch.undo()
    await moved.to("09:59", FIRST)
    await moved.to("10:01", FIRST)
    assert "duyệt thêm 1 báo cáo." in photo(moved, "binh").text.splitlines()[-1]


async def test_what_is_decided_before_the_digest_is_drawn_is_no_news(moved: Moved) -> None:
    commune, office = moved.commune, moved.nep.office
    lan, binh = commune.ids["lan"], commune.ids["binh"]
    waiting = await a_report(
        office, lan, WORKING[-1], by=binh, unit_id=commune.division, status=Status.SUBMITTED
    )
    moved.clock.set(at(FIRST, "08:30"))
    await moved.nep.runner.tick()
    await review.decide(office, binh, waiting, Decision.APPROVE, moved.clock.now())
    moved.clock.advance(timedelta(seconds=1))
    await moved.nep.sender.drain()
    said_before = len(said(commune.binh))
    await moved.to("09:31", FIRST)
    assert "Cập nhật" not in photo(moved, "binh").text
    assert len(said(commune.binh)) == said_before


async def test_a_decision_of_this_month_changes_no_digest(
    digested: tuple[Moved, list[int]],
) -> None:
    moved, _ = digested
    commune, office = moved.commune, moved.nep.office
    report_id = await a_report(
        office,
        commune.ids["lan"],
        FIRST,
        by=commune.ids["binh"],
        unit_id=commune.division,
        status=Status.SUBMITTED,
    )
    now = moved.clock.now()
    await review.decide(office, commune.ids["binh"], report_id, Decision.APPROVE, now)
    async with office.db.read() as session:
        changes = select(func.count()).where(DeliveryRow.kind == Kind.DIGEST_CHANGED)
        assert await session.scalar(changes) == 0


def photo(moved: Moved, name: str) -> Message:
    return next(one for one in said(getattr(moved.commune, name)) if one.photo)
