"""Messages about one report or one inbox: gone, several, replied to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.conversation import CardKind
from bot.rules.people import Language
from bot.rules.reports import Status
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Kind as Fault
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.speech import catalog
from bot.speech import clock as speech
from bot.usecases import conversation, enrol, report
from db.tables import QuestionRow, ReportRow
from tests.support.builders import Commune


async def stored(nep: Nep) -> ReportRow:
    async with nep.office.db.read() as session:
        return (await session.scalars(select(ReportRow))).one()


async def awaited(nep: Nep) -> list[QuestionRow]:
    async with nep.office.db.read() as session:
        return list(await session.scalars(select(QuestionRow)))


def with_buttons(person: Person) -> list[str]:
    return [message.text for message in person.messages if message.keyboard]


async def test_a_card_sent_anew_takes_a_reply_as_the_note(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    gone = lan.message
    lan.deletes(gone)
    await lan.taps_data(f"1|c|all|{(await stored(nep)).id}", on=gone)
    await lan.replies("Đi họp ở huyện")
    assert (await stored(nep)).note == "Đi họp ở huyện"
    assert "Đi họp ở huyện" in lan.sees()


async def test_an_inbox_sent_anew_is_brought_up_to_date_by_the_clock(
    nep: Nep, commune: Commune
) -> None:
    binh = commune.binh
    await binh.says("/approvals")
    gone = binh.message
    binh.deletes(gone)
    await binh.taps_data("1|i|show", on=gone)
    today = nep.office.today(nep.clock.now()).isoformat()
    card = await conversation.card_at(nep.office, binh.id, binh.message.id)
    assert card is not None
    assert card.subject == today


async def test_a_card_that_is_gone_gives_way_to_the_one_below(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    gone = lan.message
    await lan.says("/checkin")
    lan.deletes(gone)
    count = len(lan.messages)
    await lan.taps_data(f"1|c|all|{(await stored(nep)).id}", on=gone)
    assert len(lan.messages) == count
    assert lan.buttons()[0] == ["📤 Gửi"]


async def test_only_one_card_of_a_report_can_be_answered_on(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.says("/checkin")
    await lan.says("đạt hết")
    assert len(with_buttons(lan)) == 1
    await lan.taps("Gửi")
    assert [text.count("Đã gửi lúc") for text in with_buttons(lan)] == [1, 1]
    first = next(message for message in lan.messages if message.keyboard)
    await lan.taps("Sửa", on=first)
    assert len(with_buttons(lan)) == 1
    assert lan.buttons()[0] == ["📤 Gửi"]


async def test_a_card_opened_out_of_a_reminder_takes_the_place_of_the_one_above(
    nep: Nep, commune: Commune, clock: SandboxClock
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    above = lan.message
    shown = await report.today(nep.office, commune.ids["lan"], clock.now())
    reminder = speech.reminder(catalog.of(Language.VI), shown)
    await nep.messenger.show(lan.id, CardKind.REPORT, str(shown.report.id), reminder, clock.now())
    await lan.taps("Mở thẻ")
    assert lan.buttons()[0] == ["✅ Đạt tất cả"]
    assert "Thẻ mới ở bên dưới" in above.text
    assert not above.keyboard


@pytest.mark.parametrize("words", ["đạt hết", "Dat het."])
async def test_words_that_change_nothing_any_more_are_still_acknowledged(
    nep: Nep, commune: Commune, words: str
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    said = await lan.says(words)
    assert said.reactions


async def test_a_note_that_was_typed_outlives_a_failure(
    nep: Nep, commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever stops the program before the note is stored, the same words are taken again."""
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Ghi chú")

    async def killed(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(report, "write_note", killed)
        await lan.says("Trực thay đồng nghiệp")
    assert len(await awaited(nep)) == 1
    await lan.says("Trực thay đồng nghiệp")
    assert (await stored(nep)).note == "Trực thay đồng nghiệp"
    assert await awaited(nep) == []


async def test_a_question_whose_answer_is_refused_is_closed(nep: Nep, commune: Commune) -> None:
    lan, binh = commune.lan, commune.binh
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    await lan.taps("Đúng giờ")
    await lan.taps("Gửi")
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    question = binh.message
    await lan.taps("Sửa")
    await binh.says("Thiếu giờ đến")
    assert "Người gửi đang sửa" in binh.sees()
    assert (await stored(nep)).status is Status.DRAFT
    assert await awaited(nep) == []
    assert question not in binh.messages


async def test_a_failing_database_says_one_thing_only(
    commune: Commune, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(enrol, "who", broken)
    await commune.lan.says("/checkin")
    assert len(commune.lan.news) == 1
    assert "đăng ký" not in commune.lan.sees()


async def test_nothing_typed_breaks_on_a_letter_that_no_database_keeps(
    nep: Nep, commune: Commune
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.replies("Đến\0muộn")
    assert (await stored(nep)).note == "Đếnmuộn"


@pytest.mark.parametrize(
    "kind", [Fault.TOO_MANY_REQUESTS, Fault.BAD_GATEWAY, Fault.REQUEST_DROPPED]
)
async def test_an_answer_that_telegram_did_not_take_is_said_again(
    commune: Commune, world: World, kind: Fault
) -> None:
    lan = commune.lan
    world.faults.add(kind, method="sendMessage", times=1, retry_after=0)
    await lan.says("/checkin")
    assert "Tự đánh giá" in lan.sees()
    world.faults.add(kind, method="editMessageText", times=1, retry_after=0)
    await lan.taps("Đạt tất cả")
    assert lan.buttons()[0] == ["📤 Gửi"]
    assert lan.answer is not None


async def test_a_tap_during_a_long_silence_of_telegram_counts_and_is_shown_after_it(
    nep: Nep, commune: Commune, world: World, clock: SandboxClock
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    silence = world.faults.add(Fault.TOO_MANY_REQUESTS, method="editMessageText", retry_after=600)
    await lan.taps("Gửi")
    assert lan.answer is not None
    assert (await stored(nep)).status is Status.SUBMITTED
    assert "Đã gửi" not in lan.sees()
    world.faults.remove(silence)
    clock.advance(timedelta(minutes=11))
    await lan.taps("Gửi")
    assert "Đã gửi" in lan.sees()
