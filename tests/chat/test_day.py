"""An official's day, as it is chatted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.reports import Answer, Status
from bot.sandbox.clock import SandboxClock
from db.tables import AnswerRow, ReportRow
from tests.support.builders import Commune


async def stored(nep: Nep) -> list[ReportRow]:
    """Look through a second session: the acting one may show what was never committed."""
    async with nep.office.db.read() as session:
        return list(await session.scalars(select(ReportRow).order_by(ReportRow.id)))


async def answers(nep: Nep) -> dict[str, Answer | None]:
    async with nep.office.db.read() as session:
        rows = await session.scalars(select(AnswerRow).order_by(AnswerRow.position))
        return {row.criterion: row.answer for row in rows}


async def test_a_normal_day_is_two_taps_on_one_message(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    assert lan.buttons()[0] == ["✅ Đạt tất cả"]
    await lan.taps("Đạt tất cả")
    assert lan.buttons()[0] == ["📤 Gửi"]
    await lan.taps("Gửi")
    assert "Đã gửi lúc 16:30" in lan.sees()
    assert "Chờ Trưởng phòng Trần Văn Bình duyệt." in lan.sees()
    assert len([m for m in lan.messages if m.sender_id == lan.world.bot.id]) == 1
    (report,) = await stored(nep)
    assert (report.status, report.exceptional) == (Status.SUBMITTED, False)
    assert set((await answers(nep)).values()) == {Answer.MET}


async def test_each_tap_on_a_criterion_moves_on(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/baocao")
    for icon, given in (
        ("✅", Answer.MET),
        ("⚠️", Answer.NOT_MET),
        ("➖", Answer.NA),
        ("✅", Answer.MET),
    ):
        await lan.taps("Đúng giờ")
        assert f"{icon} Đúng giờ, kỷ luật" in lan.sees()
        assert (await answers(nep))["C1"] is given


async def test_a_repeated_tap_changes_nothing_again(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    tap = await lan.taps("Đúng giờ")
    await lan.taps_data(tap.data, on=lan.message)
    assert (await answers(nep))["C1"] is Answer.MET


async def test_what_is_not_answered_keeps_the_report_back(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    report = (await stored(nep))[0]
    await lan.taps_data(f"1|c|send|{report.id}", on=lan.message)
    assert "Còn tiêu chí chưa trả lời" in lan.toast
    assert (await stored(nep))[0].status is Status.DRAFT


async def test_a_note_typed_after_the_button_stands_on_the_card(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    card = lan.message
    await lan.taps("Đạt tất cả")
    await lan.taps("Đúng giờ")
    await lan.taps("Ghi chú")
    await lan.says("Đưa con đi khám, đến 7:40 <b>&amp; 😀")
    assert "Đưa con đi khám, đến 7:40 <b>&amp; 😀" in lan.sees(card)
    await lan.taps("Gửi")
    assert "⚠️ 1 chưa đạt: Đúng giờ" in lan.sees(card)
    (report,) = await stored(nep)
    assert (report.note, report.exceptional) == ("Đưa con đi khám, đến 7:40 <b>&amp; 😀", True)


async def test_words_do_what_buttons_do(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    card = lan.message
    await lan.replies("Đạt hết", to=card)
    assert set((await answers(nep)).values()) == {Answer.MET}
    await lan.replies("Hôm nay tôi trực thay", to=card)
    assert "Hôm nay tôi trực thay" in lan.sees(card)
    await lan.says("gửi")
    assert (await stored(nep))[0].status is Status.SUBMITTED


async def test_words_alone_open_the_day(nep: Nep, commune: Commune) -> None:
    await commune.lan.says("đạt hết")
    assert set((await answers(nep)).values()) == {Answer.MET}
    assert commune.lan.buttons()[0] == ["📤 Gửi"]


async def test_a_sent_report_can_be_corrected_until_it_is_decided(
    nep: Nep, commune: Commune
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Đạt tất cả")
    await lan.taps("Gửi")
    await lan.taps("Sửa")
    assert "Đang sửa, chưa gửi lại." in lan.sees()
    await lan.taps("Trang phục")
    await lan.taps("Gửi")
    assert "1 chưa đạt: Trang phục" in lan.sees()
    assert (await stored(nep))[0].status is Status.SUBMITTED


async def test_an_older_card_gives_way_to_the_newer_one(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    tap = await lan.taps("Đúng giờ")
    first = lan.message
    await lan.says("/checkin")
    assert lan.buttons(first) == []
    assert "Thẻ mới ở bên dưới." in lan.sees(first)
    await lan.taps("Đạt tất cả")
    await lan.taps("Gửi")
    assert "Đã gửi" in lan.sees()
    assert "Đã gửi" in lan.sees(first)
    await lan.taps_data(tap.data, on=first)
    assert "Báo cáo đã gửi" in lan.toast
    assert (await stored(nep))[0].status is Status.SUBMITTED


async def test_the_yardsticks_stand_in_the_place_of_the_card(commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Thước đo")
    assert "Có mặt đúng giờ" in lan.sees()
    await lan.taps("Quay lại")
    assert "Tự đánh giá" in lan.sees()


@pytest.mark.parametrize("days", [3, 4])
async def test_on_a_day_off_the_card_says_that_nobody_waits_for_it(
    commune: Commune, clock: SandboxClock, days: int
) -> None:
    clock.advance(timedelta(days=days))
    await commune.lan.says("/checkin")
    assert "Ngày nghỉ" in commune.lan.sees()


async def test_nobody_touches_the_report_of_another(nep: Nep, commune: Commune) -> None:
    lan, minh = commune.lan, commune.minh
    await lan.says("/checkin")
    tap = await lan.taps("Đạt tất cả")
    await minh.says("/checkin")
    await minh.taps_data(tap.data, on=minh.message)
    assert "không phải của đồng chí" in minh.toast
    reports = await stored(nep)
    assert [report.status for report in reports] == [Status.DRAFT, Status.DRAFT]


@pytest.mark.parametrize("data", ["", "x", "1|c|send|abc", "1|a|1|C1|vui", "0|c|send|1", "1|zz"])
async def test_an_unreadable_button_is_called_old(commune: Commune, data: str) -> None:
    await commune.lan.says("/help")
    await commune.lan.taps_data(data, on=commune.lan.message)
    assert "Nút này đã cũ" in commune.lan.toast


async def test_a_note_of_any_length_is_kept_whole_and_shown_within_measure(
    nep: Nep, commune: Commune
) -> None:
    lan = commune.lan
    note = "<&>\u202e😀" * 650
    await lan.says("/checkin")
    card = lan.message
    await lan.replies(note, to=card)
    assert (await stored(nep))[0].note == note
    assert lan.sees(card).count("😀") > 300


async def test_words_in_reply_to_a_sent_card_are_sent_along(nep: Nep, commune: Commune) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    card = lan.message
    await lan.taps("Đạt tất cả")
    await lan.taps("Gửi")
    await lan.replies("Trực thay đồng chí Minh", to=card)
    assert "Đã gửi" in lan.sees(card)
    assert "Trực thay đồng chí Minh" in lan.sees(card)
    (report,) = await stored(nep)
    assert (report.status, report.exceptional) == (Status.SUBMITTED, True)


async def test_all_met_in_words_is_no_note_even_after_the_note_button(
    nep: Nep, commune: Commune
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    await lan.taps("Ghi chú")
    await lan.says("đạt hết")
    assert set((await answers(nep)).values()) == {Answer.MET}
    assert (await stored(nep))[0].note is None
