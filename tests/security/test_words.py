"""Hostile words: in the roster, in notes and reasons, behind /start, and where nobody asked."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules import spelling
from bot.rules.reports import Status
from bot.sandbox import wire
from bot.sandbox.clock import SandboxClock
from bot.sandbox.model import JSON
from bot.sandbox.people import Person
from bot.sandbox.world import MESSAGE_LIVES, World
from bot.usecases import enrol
from db.tables import OfficialRow, ReportRow, UnitRow
from tests.chat.test_signup import COMMANDS
from tests.security.conftest import Ledger, sends_day
from tests.support.builders import Commune, a_unit, an_official

pytestmark = pytest.mark.usefixtures("quiet")

WORDS = (
    "<b>Đậm</b> <a href='tg://user?id=1'>x</a> </blockquote><script>",
    "&lt;b&gt; &amp; &#0; &nbsp; & <",
    "{name} {0} {} %s %(name)s $\\frac{",
    "'; DROP TABLE officials; -- \" ` \\",
    "abc \u202egnồđ\u202c \u2066x a\u200b\u200d\u2060\ufeffb\u00ad",
    "=HYPERLINK(1) +1 @SUM 1|agree|x || " + "Z" + "\u0301\u0323" * 20,
)
PAYLOADS = (*WORDS, "x" * 4_000, "\0", "\x1f\x07", "ệ" * 64, "a" * 64, "-1", "1 2 3", "một\nhai")


async def test_the_roster_s_words_are_shown_as_they_are(nep: Nep, commune: Commune) -> None:
    """Every screen that names people and units; Telegram refuses none, no file runs any."""
    names = dict(zip(commune.ids, map(spelling.clean, WORDS), strict=True))
    unit = spelling.clean(" ".join(WORDS[:3]))
    async with nep.office.db.begin() as session:
        for who, name in names.items():
            row = await session.get_one(OfficialRow, commune.ids[who])
            row.name = row.title = name
        division = await session.get_one(UnitRow, commune.division)
        division.name = division.block = unit
    await sends_day(commune.lan)
    for shown in (names["lan"], names["binh"], unit):
        assert shown in commune.lan.sees()
    await sends_day(commune.minh, late=True)
    await commune.binh.says("/approvals")
    assert unit in commune.binh.sees()
    assert names["dung"] in commune.binh.sees()
    await commune.binh.taps("Xem từng báo cáo")
    assert names["minh"] in commune.binh.sees()
    await commune.binh.taps("Trả lại")
    await commune.binh.taps("Thiếu lý do")
    assert names["minh"][:20] in commune.binh.toast
    await nep.sender.drain()
    assert names["binh"] in commune.minh.sees()
    await commune.binh.says("/digest")
    assert commune.binh.message.photo
    await commune.council.says("/ranking")
    assert commune.council.message.photo
    await commune.council.taps("Xuất Excel")
    file = commune.council.message.document
    assert file
    (sheet,) = openpyxl.load_workbook(BytesIO(file.data)).worksheets
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert {cells[name] for name in names.values()} == {"s"}


async def test_a_note_and_a_reason_are_shown_as_they_were_typed(nep: Nep, commune: Commune) -> None:
    words = "\n".join(WORDS)
    lan, binh = commune.lan, commune.binh
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    await lan.replies(words)
    assert words in lan.sees()
    await lan.taps("Gửi")
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    assert words in binh.sees()
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    await binh.says(words)
    await nep.sender.drain()
    assert lan.sees().count(words) == 2
    await lan.says("/me")
    assert WORDS[0][:20] in lan.sees()


@pytest.mark.parametrize("letter", ["&", "𝕏"])
async def test_the_longest_note_leaves_room_for_the_card(
    nep: Nep, commune: Commune, letter: str
) -> None:
    note = letter * (4096 // (len(letter.encode("utf-16-le")) // 2))
    lan, binh = commune.lan, commune.binh
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    await lan.replies(note)
    await lan.taps("Gửi")
    assert "Đã gửi" in lan.sees()
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    await binh.says(note)
    await nep.sender.drain()
    assert "Đã trả lại" in lan.sees()
    async with nep.office.db.read() as session:
        report = await session.get_one(ReportRow, 1)
        assert (report.note, report.reason) == (note, note)


@pytest.mark.parametrize("nothing", ["\0\0 \0", "\u200b\u2060\ufeff"])
async def test_words_that_nobody_can_see_are_none(nep: Nep, worked: Commune, nothing: str) -> None:
    """Neither do they wipe a note out, nor are they a reason to return a report."""
    minh, binh = worked.minh, worked.binh
    await minh.replies("Họp\0 ở huyện")
    await minh.replies(nothing)
    assert "chỉ đọc được chữ" in minh.sees()
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    await binh.says(nothing)
    assert "chỉ đọc được chữ" in binh.sees()
    async with nep.office.db.read() as session:
        (report,) = await session.scalars(
            select(ReportRow).where(ReportRow.official_id == worked.ids["minh"])
        )
        assert (report.note, report.status) == ("Họp ở huyện", Status.SUBMITTED)


async def test_whatever_stands_behind_start_is_a_bad_link(
    world: World, commune: Commune, ledger: Ledger
) -> None:
    before = await ledger.read()
    for number, payload in enumerate(PAYLOADS):
        stranger = Person.new(world, f"Khách {number}")
        await stranger.says(f"/start {payload}")
        assert "Đường dẫn này không đúng" in stranger.sees(), payload
    assert await ledger.read() == before


async def test_a_stranger_gets_nothing_but_the_way_in(
    world: World, worked: Commune, ledger: Ledger
) -> None:
    stranger = Person.new(world, "Khách", phone="84999999999")
    before = await ledger.read()
    for command in COMMANDS:
        await stranger.says(f"/{command}")
        await stranger.says(f"/{command} {worked.ids['lan']}")
    for words in ("Gửi", "đạt hết", "25/11 – 28/11", "-"):
        await stranger.says(words)
        await stranger.replies(words)
    await stranger.shares_contact()
    assert await ledger.read() == before
    said = "\n".join(message.text for message in stranger.messages)
    for secret in ("Nguyễn Thị Lan", "Trần Văn Bình", "Phòng Văn hóa", "VH03"):
        assert secret not in said


async def test_an_edited_message_is_not_read_again(
    nep: Nep, commune: Commune, ledger: Ledger
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    said = await lan.replies("Ghi chú")
    before = await ledger.read()
    for text in ("Gửi", "/checkin", "Ghi chú khác"):
        await lan.rewrites(said, text)
        assert lan.news == []
    assert await ledger.read() == before


def _forwarded(world: World, person: Person, **content: Any) -> JSON:
    user = wire.person(person.profile)
    return {
        "message_id": 900,
        "date": wire.moment(world.clock.now()),
        "chat": {"id": person.id, "type": "private", "first_name": "x"},
        "from": user,
        "forward_origin": {
            "type": "user",
            "date": wire.moment(world.clock.now()),
            "sender_user": user,
        },
        **content,
    }


async def test_a_contact_counts_only_as_ones_own(
    nep: Nep, world: World, clock: SandboxClock, ledger: Ledger
) -> None:
    """Of another account or of nobody's: the roster's number opens nothing."""
    unit = await a_unit(nep.office, "Văn phòng")
    await an_official(nep.office, "VP01", "Đỗ Thị Hoa", unit, phone="+84912345678")
    hoa = Person.new(world, "Hoa", phone="84912345678")
    thief = Person.new(world, "Kẻ gian", phone="84999999999")
    await thief.says("/start")
    before = await ledger.read()
    await thief.shares_contact(of=hoa)
    for owner in ({"user_id": hoa.id}, {}, {"user_id": 0}, {"user_id": world.bot.id}):
        contact = {"phone_number": "+84912345678", "first_name": "Hoa", **owner}
        await sent(world, "message", _forwarded(world, thief, contact=contact))
        assert "số điện thoại của chính mình" in thief.sees()
    assert await ledger.read() == before


async def sent(world: World, kind: str, payload: JSON) -> None:
    """Hand the bot an update of any kind, whether it asked for it or not."""
    assert world.deliver
    await world.deliver(world.updates.make(kind, payload, "attack", MESSAGE_LIVES).json)


async def test_in_a_group_nothing_is_shown_and_nothing_is_done(
    nep: Nep, world: World, worked: Commune, ledger: Ledger, clock: SandboxClock
) -> None:
    world.bot.privacy = False
    group = world.add_group("Cả cơ quan", [worked.lan.id, worked.binh.id])
    await an_official(nep.office, "VP01", "Đỗ Thị Hoa", worked.top, phone="+84912345678")
    (link,) = await enrol.invite(nep.office, clock.now(), code="VP01")
    before = await ledger.read()
    lan, binh = worked.lan.within(group.id), worked.binh.within(group.id)
    for words in (f"/start {link.code}", f"/start@nep_bot {link.code}", "/approvals", "/me"):
        await binh.says(words)
    bots = binh.message
    for who in (lan, binh):
        await who.replies("Gửi", to=bots)
        await who.replies("đạt hết", to=bots)
        for data in ("1|i|clean", "1|i|show", "1|c|open|1", "1|r|ok|1", f"1|agree|{link.code}"):
            await who.taps_data(data, on=bots)
            assert "trò chuyện riêng" in who.toast
    assert await ledger.read() == before
    said = {message.text for message in binh.messages if message.sender_id == world.bot.id}
    assert said == {bots.text}
    assert "trò chuyện riêng" in bots.text


async def test_no_update_out_of_the_ordinary_does_or_shows_anything(
    nep: Nep, world: World, worked: Commune, ledger: Ledger
) -> None:
    """Kinds that were not asked for, and taps out of no chat."""
    lan = worked.lan
    before = await ledger.read()
    shown = [message.text for message in lan.messages]
    for kind, payload in _unasked(world, lan):
        await sent(world, kind, payload)
    assert await ledger.read() == before
    assert [message.text for message in lan.messages] == shown


def _unasked(world: World, person: Person) -> Sequence[tuple[str, JSON]]:
    user = wire.person(person.profile)
    now = wire.moment(world.clock.now())
    channel = {"id": -1_009_000_000_001, "type": "channel", "title": "Kênh"}
    private = {"id": person.id, "type": "private", "first_name": "x"}
    command = [{"type": "bot_command", "offset": 0, "length": 8}]
    text = {"message_id": 901, "date": now, "text": "/checkin", "entities": command}
    said = {"chat": private, "from": user, **text}
    return (
        ("edited_message", {**said, "edit_date": now}),
        ("edited_channel_post", {"chat": channel, "edit_date": now, **text, "text": "Gửi"}),
        ("business_message", {**said, "business_connection_id": "b1"}),
        ("inline_query", {"id": "1", "from": user, "query": "Lan", "offset": ""}),
        ("callback_query", {"id": "1", "from": user, "chat_instance": "1", "data": "1|c|send|1"}),
        (
            "callback_query",
            {
                "id": "2",
                "from": user,
                "chat_instance": "1",
                "inline_message_id": "x",
                "data": "1|c|edit|1",
            },
        ),
        ("poll_answer", {"poll_id": "1", "user": user, "option_ids": [0]}),
    )
