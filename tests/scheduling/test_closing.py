"""Until when a day may be reported on, who is late, and what opens a closed day again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.rules.absences import Kind as Away
from bot.rules.events import EventKind
from bot.rules.reports import Decision, Status
from bot.rules.workdays import Override, OverrideKind
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from bot.usecases import calendar, leave, review
from db.tables import OfficialRow, ReportRow
from scheduling import planner
from scheduling.sender import SendCount
from tests.scheduling.conftest import DAY, Moved, at, said

NEXT = date(2026, 11, 26)
FRIDAY, SATURDAY, MONDAY = date(2026, 11, 27), date(2026, 11, 28), date(2026, 11, 30)
OFFER = "Thứ Tư, 25/11 chưa gửi"
OFF = Override(OverrideKind.OFF, "Nghỉ bù")


async def sends(person: Person, on: Message | None = None) -> None:
    card = on or person.message
    await person.taps("Đạt tất cả", on=card)
    await person.taps("Gửi", on=card)


async def asked(moved: Moved, day: date = DAY) -> Message:
    """Give lan's card of a day, answered in full and not sent."""
    moved.clock.set(at(day, "16:30"))
    await moved.commune.lan.says("/checkin")
    await moved.commune.lan.taps("Đạt tất cả")
    return moved.commune.lan.message


async def report_of(moved: Moved, day: date = DAY) -> ReportRow:
    lan = moved.commune.ids["lan"]
    fits = select(ReportRow).where(ReportRow.day == day, ReportRow.official_id == lan)
    async with moved.nep.office.db.read() as session:
        return (await session.scalars(fits)).one()


async def returned(moved: Moved, report_id: int) -> None:
    office, binh = moved.nep.office, moved.commune.ids["binh"]
    now = moved.clock.now()
    await review.decide(office, binh, report_id, Decision.RETURN, now, "Thiếu lý do")
    await moved.nep.sender.drain()


async def by_hand(moved: Moved, kind: EventKind, day: date) -> SendCount:
    await planner.by_hand(moved.nep.office, kind, day, moved.clock.now())
    return await moved.nep.sender.drain()


# Until when


async def test_the_card_and_the_reminder_say_until_when(moved: Moved) -> None:
    await moved.to("16:30")
    await moved.to("17:10")
    card, reminder = said(moved.commune.lan)
    assert "Gửi được đến 09:00 Thứ Năm, 26/11." in card.text
    assert "Gửi được đến 09:00 Thứ Năm, 26/11." in reminder.text


async def test_a_minute_before_the_closing_a_report_is_late_and_sent(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    moved.clock.set(at(NEXT, "08:59"))
    await lan.taps("Gửi", on=card)
    assert "Đã gửi muộn lúc 08:59, 26/11/2026" in lan.sees(card)
    assert (await report_of(moved)).late


async def test_at_the_closing_it_is_not_sent_any_more(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    moved.clock.set(at(NEXT, "09:00"))
    await lan.taps("Gửi", on=card)
    assert "Báo cáo ngày 25/11/2026 đã đóng lúc 09:00 26/11/2026" in lan.toast
    assert "gõ /leave để ghi" in lan.toast
    assert "🔒 Đã đóng lúc 09:00 Thứ Năm, 26/11." in lan.sees(card)
    assert lan.buttons(card) == []
    assert (await report_of(moved)).status is Status.DRAFT


async def test_on_its_own_day_a_report_is_not_late(moved: Moved) -> None:
    card = await asked(moved)
    moved.clock.set(at(DAY, "23:59"))
    await moved.commune.lan.taps("Gửi", on=card)
    assert "Đã gửi lúc 23:59" in moved.commune.lan.sees(card)
    assert not (await report_of(moved)).late


@pytest.mark.parametrize("day", [FRIDAY, SATURDAY], ids=["friday", "duty on saturday"])
async def test_over_a_weekend_a_day_stays_open_until_monday(moved: Moved, day: date) -> None:
    lan = moved.commune.lan
    card = await asked(moved, day)
    assert "Gửi được đến 09:00 Thứ Hai, 30/11." in lan.sees(card)
    moved.clock.set(at(MONDAY, "08:59"))
    await lan.taps("Gửi", on=card)
    assert (await report_of(moved, day)).late
    moved.clock.set(at(MONDAY, "09:00"))
    await lan.taps("Sửa", on=card)
    assert "không sửa được nữa" in lan.toast


async def test_a_day_off_that_is_decided_meanwhile_keeps_the_day_open(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    moved.clock.set(at(NEXT, "10:00"))
    await calendar.say(moved.nep.office, NEXT, OFF, moved.clock.now())
    await lan.taps("Đúng giờ", on=card)
    assert "Gửi được đến 09:00 Thứ Sáu, 27/11." in lan.sees(card)
    await lan.taps("Gửi", on=card)
    assert "Đã gửi muộn lúc 10:00, 26/11/2026" in lan.sees(card)


# What a closing leaves, and what opens a day anew


async def test_a_sent_report_is_closed_to_its_author_until_it_is_returned(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    await lan.taps("Gửi", on=card)
    moved.clock.set(at(NEXT, "09:00"))
    await lan.replies("Tôi đi họp", to=card)
    assert "Báo cáo ngày 25/11/2026 đã đóng lúc 09:00 26/11/2026" in lan.sees()
    await lan.taps("Sửa", on=card)
    assert "nhờ người duyệt trả lại" in lan.toast
    assert lan.buttons(card) == []
    report = await report_of(moved)
    assert (report.status, report.note) == (Status.SUBMITTED, None)

    moved.clock.set(at(MONDAY, "15:00"))
    await returned(moved, report.id)
    assert "Đã trả lại" in lan.sees()
    assert "Gửi được đến" not in lan.sees()
    moved.clock.set(at(MONDAY + timedelta(days=40), "15:00"))
    await lan.taps("Gửi")
    report = await report_of(moved)
    assert (report.status, report.late, report.reopened) == (Status.SUBMITTED, False, True)
    await lan.taps("Sửa")
    assert "Đang sửa" in lan.sees()


async def test_what_was_late_once_stays_late(moved: Moved) -> None:
    lan, commune = moved.commune.lan, moved.commune
    card = await asked(moved)
    moved.clock.set(at(NEXT, "08:00"))
    await lan.taps("Gửi", on=card)
    await lan.taps("Sửa", on=card)
    await lan.taps("Gửi", on=card)
    report = await report_of(moved)
    assert report.late
    await returned(moved, report.id)
    await lan.taps("Gửi")
    assert "Đã gửi muộn" in lan.sees()
    moved.clock.set(at(NEXT, "10:00"))
    now = moved.clock.now()
    await review.decide(moved.nep.office, commune.ids["binh"], report.id, Decision.APPROVE, now)
    await moved.nep.sender.drain()
    assert "Đã duyệt · gửi muộn" in lan.sees()


async def test_a_prompt_by_hand_opens_a_closed_day(moved: Moved) -> None:
    lan = moved.commune.lan
    moved.clock.set(at(MONDAY, "10:00"))
    assert (await by_hand(moved, EventKind.PROMPTS, DAY)).sent == 6
    assert "Thứ Tư, 25/11/2026" in lan.sees()
    await sends(lan)
    assert "Đã gửi muộn lúc 10:00, 30/11/2026" in lan.sees()
    report = await report_of(moved)
    assert (report.status, report.late, report.reopened) == (Status.SUBMITTED, True, True)


async def test_a_day_that_was_asked_for_opens_by_a_second_card_and_by_no_third(
    moved: Moved,
) -> None:
    """Lan has sent, Minh has answered and not sent, and his card has lost its buttons."""
    lan, minh = moved.commune.lan, moved.commune.minh
    await moved.to("16:30")
    await sends(lan)
    await minh.taps("Đạt tất cả")
    moved.clock.set(at(MONDAY, "10:00"))
    await minh.taps("Gửi")
    assert minh.buttons() == []
    assert (await by_hand(moved, EventKind.PROMPTS, DAY)).sent == 5
    assert len(said(lan)) == 1
    assert "25/11/2026" in minh.sees()
    assert await by_hand(moved, EventKind.PROMPTS, DAY) == SendCount()
    moved.clock.set(at(MONDAY + timedelta(days=3), "15:00"))
    assert await by_hand(moved, EventKind.PROMPTS, DAY) == SendCount()
    await minh.taps("Gửi")
    assert "Đã gửi muộn" in minh.sees()


async def test_a_reminder_by_hand_opens_a_closed_day_too(moved: Moved) -> None:
    await asked(moved)
    moved.clock.set(at(NEXT, "09:00"))
    assert await by_hand(moved, EventKind.REMINDERS, DAY) == SendCount(sent=6)
    await moved.commune.lan.taps("Mở thẻ")
    await moved.commune.lan.taps("Gửi")
    report = await report_of(moved)
    assert (report.status, report.late, report.reopened) == (Status.SUBMITTED, True, True)


async def test_an_open_day_that_is_asked_for_by_hand_closes_all_the_same(moved: Moved) -> None:
    moved.clock.set(at(NEXT, "08:00"))
    await by_hand(moved, EventKind.PROMPTS, DAY)
    moved.clock.set(at(NEXT, "09:00"))
    await moved.commune.lan.taps("Đạt tất cả")
    assert "đã đóng" in moved.commune.lan.toast


async def test_a_note_is_not_even_asked_for(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    moved.clock.set(at(NEXT, "09:00"))
    shown = len(lan.messages)
    await lan.taps("Ghi chú", on=card)
    assert "đã đóng" in lan.toast
    assert len(lan.messages) == shown


async def test_leave_of_a_closed_day_is_still_recorded(moved: Moved) -> None:
    lan = moved.commune.lan
    await asked(moved)
    moved.clock.set(at(NEXT, "10:00"))
    await lan.says("/leave 25/11")
    await lan.taps("Nghỉ phép")
    assert "25/11/2026" in lan.sees()
    assert "đã đóng" not in lan.sees()


# Taken back and not sent again


async def test_who_took_a_report_back_hears_of_it_an_hour_before_the_closing(
    moved: Moved,
) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    await lan.taps("Gửi", on=card)
    await moved.to("17:10")
    for label in ("Sửa", "Gửi", "Sửa"):
        await lan.taps(label, on=card)
    await moved.to("17:30")
    assert "Nguyễn Thị Lan" in missing_in(moved.commune.binh)
    await moved.to("07:59", NEXT)
    assert [message.silent for message in said(lan)] == [False]
    await moved.to("08:00", NEXT)
    await moved.to("08:01", NEXT)
    reminder = said(lan)[-1]
    assert len(said(lan)) == 2
    assert reminder.silent
    assert "chưa gửi lại; khi bấm “Gửi” mới được tính." in reminder.text
    assert "Gửi được đến 09:00 Thứ Năm, 26/11." in reminder.text
    await lan.taps("Mở thẻ", on=reminder)
    await lan.taps("Gửi", on=reminder)
    assert (await report_of(moved)).status is Status.SUBMITTED


def missing_in(head: Person) -> str:
    return next(message.text for message in reversed(said(head)) if "📥" in message.text)


async def test_who_heard_of_yesterday_s_report_has_no_third_message_today(moved: Moved) -> None:
    lan = moved.commune.lan
    await moved.to("16:30")
    for label in ("Đạt tất cả", "Gửi"):
        await lan.taps(label)
    await moved.to("17:30")
    await lan.taps("Sửa")
    before = len(said(lan))
    for hour in ("08:00", "16:30", "17:10", "17:30"):
        await moved.to(hour, NEXT)
    reminder, card = said(lan)[before:]
    assert "chưa gửi lại;" in reminder.text
    assert "Thứ Năm, 26/11/2026" in card.text


async def test_who_sends_it_again_hears_nothing(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    for label in ("Gửi", "Sửa", "Gửi"):
        await lan.taps(label, on=card)
    assert await moved.to("08:00", NEXT) == SendCount(sent=7, dropped=1)
    assert len(said(lan)) == 1


async def test_in_the_last_hour_the_card_says_enough(moved: Moved) -> None:
    lan = moved.commune.lan
    card = await asked(moved)
    moved.clock.set(at(NEXT, "08:00"))
    await lan.taps("Gửi", on=card)
    await lan.taps("Sửa", on=card)
    assert "Đang sửa, chưa gửi lại." in lan.sees(card)
    assert "Gửi được đến 09:00 Thứ Năm, 26/11." in lan.sees(card)
    await moved.to("08:59", NEXT)
    assert not any("chưa gửi lại;" in message.text for message in said(lan))


async def test_a_returned_report_that_is_taken_back_is_asked_for_the_day_after(
    moved: Moved,
) -> None:
    lan = moved.commune.lan
    await lan.taps("Gửi", on=await asked(moved))
    moved.clock.set(at(FRIDAY, "16:00"))
    await returned(moved, (await report_of(moved)).id)
    await lan.taps("Gửi")
    await lan.taps("Sửa")
    await moved.to("16:01", SATURDAY)
    assert "chưa gửi lại;" not in said(lan)[-1].text
    await moved.to("07:00", MONDAY)
    assert any("chưa gửi lại;" in message.text for message in said(lan))


# The last working day's card


async def test_before_it_closes_the_last_working_day_is_offered(moved: Moved) -> None:
    lan = moved.commune.lan
    moved.clock.set(at(NEXT, "08:00"))
    await lan.says("/checkin")
    todays = lan.message
    assert "Thứ Năm, 26/11/2026" in lan.sees(todays)
    await lan.taps("Đúng giờ")
    assert [OFFER] in lan.buttons(todays)
    await lan.taps(OFFER)
    assert lan.message is not todays
    assert "Thứ Tư, 25/11/2026" in lan.sees()
    await sends(lan)
    assert "Đã gửi muộn lúc 08:00, 26/11/2026" in lan.sees()
    await lan.taps(OFFER, on=todays)
    assert "Báo cáo ngày 25/11/2026 đã gửi" in lan.toast
    await lan.taps("Trang phục", on=todays)
    assert [OFFER] not in lan.buttons(todays)


async def test_a_sent_card_of_today_offers_it_too(moved: Moved) -> None:
    lan = moved.commune.lan
    moved.clock.set(at(NEXT, "08:00"))
    await lan.says("/checkin")
    await sends(lan)
    assert lan.buttons() == [["✏️ Sửa"], [OFFER]]


async def test_after_the_closing_it_is_offered_no_more(moved: Moved) -> None:
    lan = moved.commune.lan
    moved.clock.set(at(NEXT, "08:59"))
    await lan.says("/checkin")
    card = lan.message
    tap = next(button for row in card.keyboard for button in row if button.text == OFFER)
    moved.clock.set(at(NEXT, "09:00"))
    await lan.taps_data(tap.callback_data, on=card)
    assert "ngày đó đã đóng" in lan.toast
    await lan.says("/checkin")
    assert [OFFER] not in lan.buttons()


async def test_over_the_weekend_friday_is_offered(moved: Moved) -> None:
    moved.clock.set(at(SATURDAY, "20:00"))
    await moved.commune.lan.says("/checkin")
    assert ["Thứ Sáu, 27/11 chưa gửi"] in moved.commune.lan.buttons()


async def test_who_was_away_or_not_there_yet_is_offered_nothing(moved: Moved) -> None:
    office, commune = moved.nep.office, moved.commune
    moved.clock.set(at(NEXT, "08:00"))
    now = moved.clock.now()
    await leave.take(office, commune.ids["lan"], DAY, DAY, Away.ANNUAL, now)
    async with office.db.begin() as session:
        minh = OfficialRow.id == commune.ids["minh"]
        await session.execute(update(OfficialRow).where(minh).values(joined_on=NEXT))
    for person in (commune.lan, commune.minh):
        await person.says("/checkin")
        assert [OFFER] not in person.buttons()


async def test_a_forged_day_opens_no_card(moved: Moved) -> None:
    lan = moved.commune.lan
    moved.clock.set(at(NEXT, "08:00"))
    await lan.says("/checkin")
    for day in ("2026-11-24", "2026-11-26", "2026-11-27", "0001-01-01", "9999-12-31"):
        await lan.taps_data(f"1|u|{day}", on=lan.message)
        assert "đã đóng" in lan.toast
    async with moved.nep.office.db.read() as session:
        assert list(await session.scalars(select(ReportRow.day))) == [NEXT]


# Late is seen


async def test_who_decides_and_who_was_late_see_it(moved: Moved) -> None:
    lan, binh = moved.commune.lan, moved.commune.binh
    card = await asked(moved)
    await lan.taps("Đúng giờ", on=card)
    moved.clock.set(at(NEXT, "08:12"))
    await lan.taps("Gửi", on=card)
    await binh.says("/approvals")
    assert "0 không ngoại lệ · 1 có ngoại lệ · gửi muộn: 1" in binh.sees()
    await binh.taps("Xem từng báo cáo")
    assert "Đã gửi muộn lúc 08:12, 26/11/2026." in binh.sees()
    await binh.taps("Duyệt")
    await lan.says("/me")
    assert "Trong đó gửi muộn: 1 ngày" in lan.sees()
    await binh.says("/digest")
    assert "gửi muộn: 1" in binh.sees()
