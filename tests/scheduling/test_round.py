"""Who is written to, when, and how often: the clock through the whole program."""

import asyncio
import logging
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from bot import bulletins
from bot.rules import periods
from bot.rules.absences import Kind as Away
from bot.rules.conversation import Card
from bot.rules.deliveries import Kind
from bot.rules.events import EventKind
from bot.rules.reports import Decision
from bot.sandbox.people import Person
from bot.usecases import leave, report, review
from bot.usecases.office import Office
from db.engine import Database
from db.tables import DeliveryRow, OfficialRow, UnitRow
from scheduling import planner
from scheduling.sender import SendCount
from tests.conftest import ZONE
from tests.scheduling.conftest import DAY, Moved, at, said
from tests.support.builders import Commune

NEXT = date(2026, 11, 26)
SATURDAY = date(2026, 11, 28)


def everybody(commune: Commune) -> list[Person]:
    return [
        commune.chair,
        commune.binh,
        commune.dung,
        commune.lan,
        commune.minh,
        commune.council,
    ]


async def sends(person: Person) -> None:
    await person.taps("Đạt tất cả")
    await person.taps("Gửi")


async def deliveries(moved: Moved, kind: Kind) -> list[DeliveryRow]:
    async with moved.nep.office.db.read() as session:
        rows = await session.scalars(
            select(DeliveryRow).where(DeliveryRow.kind == kind).order_by(DeliveryRow.id)
        )
        return list(rows)


# Prompts


async def test_everybody_gets_the_day_s_card_once(moved: Moved) -> None:
    assert await moved.to("16:29") == SendCount()
    assert await moved.to("16:30") == SendCount(sent=6)
    assert await moved.to("16:30") == SendCount()
    assert await moved.to("16:31") == SendCount()
    for person in everybody(moved.commune):
        (card,) = said(person)
        assert "Thứ Tư, 25/11/2026" in card.text
        assert not card.silent


async def test_a_prompt_and_two_taps_are_a_day(moved: Moved) -> None:
    await moved.to("16:30")
    await sends(moved.commune.lan)
    (card,) = said(moved.commune.lan)
    assert "Đã gửi lúc 16:30" in card.text


async def test_nobody_is_asked_on_a_day_off(moved: Moved) -> None:
    for hour in ("16:30", "17:10", "17:30"):
        assert await moved.to(hour, SATURDAY) == SendCount()


async def test_who_is_away_has_sent_or_has_gone_is_not_asked(moved: Moved) -> None:
    office, commune = moved.nep.office, moved.commune
    now = moved.clock.now()
    await leave.take(office, commune.ids["lan"], DAY, NEXT, Away.ANNUAL, now)
    await commune.minh.says("/checkin")
    await sends(commune.minh)
    await change(office, "dung", commune, telegram_id=None)
    await change(office, "chair", commune, left_on=DAY)
    await change(office, "council", commune, telegram_id=None)
    assert await moved.to("16:30") == SendCount(sent=1)
    assert len(said(commune.binh)) == 1


async def change(office: Office, key: str, commune: Commune, **columns: object) -> None:
    async with office.db.begin() as session:
        await session.execute(
            update(OfficialRow).where(OfficialRow.id == commune.ids[key]).values(**columns)
        )


async def test_what_happens_between_planning_and_sending_counts(moved: Moved) -> None:
    commune = moved.commune
    await commune.minh.says("/checkin")
    moved.clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    await sends(commune.minh)
    await leave.take(
        moved.nep.office, commune.ids["lan"], DAY, DAY, Away.MISSION, moved.clock.now()
    )
    assert await moved.nep.sender.drain() == SendCount(sent=4, dropped=2)
    assert said(commune.lan) == []
    assert len(said(commune.minh)) == 1


async def test_a_unit_may_be_asked_earlier(moved: Moved) -> None:
    commune = moved.commune
    async with moved.nep.office.db.begin() as session:
        await session.execute(
            update(UnitRow).where(UnitRow.id == commune.top).values(prompt_at=time(15))
        )
    assert await moved.to("15:00") == SendCount(sent=2)
    assert await moved.to("16:30") == SendCount(sent=4)


# Clocks


async def test_two_clocks_at_once_plan_each_card_once(moved: Moved, database_url: str) -> None:
    now = at(DAY, "16:30")
    moved.clock.set(now)
    others = [Office(Database(database_url), ZONE) for _ in range(3)]
    planned = await asyncio.gather(*(planner.tick(office, now) for office in others))
    assert sum(len(one.delivery_ids) for one in planned) == 6
    for office in others:
        await office.db.close()
    assert await moved.nep.sender.drain() == SendCount(sent=6)


async def test_a_clock_put_back_sends_nothing_twice(moved: Moved) -> None:
    assert await moved.to("16:30") == SendCount(sent=6)
    assert await moved.to("12:00") == SendCount()
    assert await moved.to("16:30") == SendCount()
    assert await moved.to("17:10") == SendCount(sent=6)


async def test_a_clock_that_ran_a_year_ahead_does_not_stop_the_office(moved: Moved) -> None:
    await moved.to("12:00", date(2027, 11, 24))
    await moved.to("12:00")
    assert await moved.to("16:30") == SendCount(sent=6)


async def test_what_is_still_useful_after_downtime_comes_once(
    moved: Moved, caplog: pytest.LogCaptureFixture
) -> None:
    """Down from Wednesday noon to Thursday 8:00: the card may still be sent, no reminder."""
    with caplog.at_level(logging.WARNING, "scheduling.planner"):
        assert await moved.to("08:00", NEXT) == SendCount(sent=8)
    assert "Thứ Tư, 25/11/2026" in said(moved.commune.lan)[0].text
    assert len(said(moved.commune.lan)) == 1
    assert caplog.messages == [
        f"1 {kind} were due while nobody looked and are too late now"
        for kind in ("escalations", "reminders")
    ]
    assert await moved.to("08:01", NEXT) == SendCount()


async def test_what_was_held_up_disturbs_nobody_at_night_or_on_a_day_off(moved: Moved) -> None:
    """Down from Friday noon to Saturday: the card of Friday comes on Monday morning."""
    friday, sunday, monday = date(2026, 11, 27), date(2026, 11, 29), date(2026, 11, 30)
    await moved.to("12:00", friday)
    before = len(said(moved.commune.lan))
    for hour in ("10:00", "22:00"):
        assert await moved.to(hour, SATURDAY) == SendCount()
    assert await moved.to("16:30", sunday) == SendCount()
    assert await moved.to("06:59", monday) == SendCount()
    assert (await moved.to("07:00", monday)).sent == 8
    assert len(said(moved.commune.lan)) == before + 1
    assert "27/11/2026" in moved.commune.lan.sees()


async def test_weeks_of_downtime_leave_no_heap(moved: Moved) -> None:
    assert await moved.to("15:00", date(2026, 12, 18)) == SendCount()


async def test_an_office_that_starts_in_the_afternoon_asks_for_its_day_only(
    moved: Moved,
) -> None:
    async with moved.nep.office.db.begin() as session:
        await session.execute(DeliveryRow.metadata.tables["clock_marks"].delete())
    assert await moved.to("16:45") == SendCount(sent=6)
    assert {row.subject for row in await deliveries(moved, Kind.PROMPT)} == {"2026-11-25"}


DAILY = (EventKind.PROMPTS, EventKind.REMINDERS, EventKind.APPROVALS)


async def test_the_events_to_come_are_known(moved: Moved) -> None:
    found = await planner.next_events(moved.nep.office, moved.clock.now(), days=6)
    coming = [event for event in found if event.kind in DAILY]
    assert [(event.kind, event.due_at) for event in coming[:4]] == [
        (EventKind.PROMPTS, at(DAY, "16:30")),
        (EventKind.REMINDERS, at(DAY, "17:10")),
        (EventKind.APPROVALS, at(DAY, "17:30")),
        (EventKind.PROMPTS, at(NEXT, "16:30")),
    ]
    assert coming[-1].kind is EventKind.APPROVALS
    assert coming[-1].due_at == at(date(2026, 11, 30), "17:30")


# Reminders


async def test_only_who_is_missing_is_reminded_quietly(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("16:30")
    for person in everybody(commune)[:4]:
        await sends(person)
    await commune.minh.taps("Đạt tất cả")
    assert await moved.to("17:10") == SendCount(sent=2)
    assert len(said(commune.lan)) == 1
    card, reminder = said(commune.minh)
    assert reminder.silent
    assert reminder.reply_to == card.id
    assert "Thứ Tư, 25/11/2026" in reminder.text
    assert "Võ Minh · Phòng Văn hóa – Xã hội" in reminder.text
    assert "chỉ còn bấm “Gửi”" in reminder.text
    assert await moved.to("17:11") == SendCount()


async def test_the_reminder_s_button_makes_the_card_of_it(moved: Moved) -> None:
    await moved.to("16:30")
    await moved.to("17:10")
    lan = moved.commune.lan
    await lan.taps("Mở thẻ")
    await sends(lan)
    assert "Đã gửi" in lan.sees()
    assert len(said(lan)) == 2


async def test_words_in_reply_to_a_reminder_are_about_its_day(moved: Moved) -> None:
    await moved.to("16:30")
    await moved.to("17:10")
    lan = moved.commune.lan
    await lan.replies("đạt hết")
    assert lan.buttons()[0] == ["📤 Gửi"]


async def test_a_returned_report_is_not_reminded_of(moved: Moved) -> None:
    office, commune = moved.nep.office, moved.commune
    await moved.to("16:30")
    await sends(commune.lan)
    shown = await report.today(office, commune.ids["lan"], moved.clock.now())
    await review.decide(
        office,
        commune.ids["binh"],
        shown.report.id,
        Decision.RETURN,
        moved.clock.now(),
        "Nhầm ngày",
    )
    assert await moved.to("17:10") == SendCount(sent=6)
    assert "🔔" not in commune.lan.sees()


# The inbox


async def test_one_inbox_a_leader_a_day(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("16:30")
    for person in everybody(commune):
        await sends(person)
    assert await moved.to("17:30") == SendCount(sent=3)
    assert "📥" in commune.binh.sees()
    assert "3/3 đã gửi" in commune.binh.sees()
    assert commune.binh.buttons() == [["✅ Duyệt tất cả không ngoại lệ (3)"]]
    assert "📥" in commune.chair.sees()
    assert "📥" in commune.council.sees(), "the chair's own report goes to the council"
    assert "📥" not in commune.dung.sees()
    assert await moved.to("17:31") == SendCount()


async def test_the_council_hears_only_of_what_waits(moved: Moved) -> None:
    await moved.to("16:30")
    await moved.to("17:10")
    await moved.to("17:30")
    rows = await deliveries(moved, Kind.INBOX)
    assert {row.official_id for row in rows} == {
        moved.commune.ids["binh"],
        moved.commune.ids["chair"],
    }


async def test_a_deputy_gets_the_inbox_while_the_head_is_away(moved: Moved) -> None:
    commune = moved.commune
    await leave.take(
        moved.nep.office, commune.ids["binh"], DAY, NEXT, Away.MISSION, moved.clock.now()
    )
    await moved.to("17:30")
    assert "📥" in commune.dung.sees()
    assert not any("📥" in message.text for message in said(commune.binh))


async def test_an_inbox_that_is_open_already_changes_in_place(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("16:30")
    await commune.binh.says("/approvals")
    await sends(commune.lan)
    await moved.to("17:30")
    inboxes = [message for message in said(commune.binh) if "📥" in message.text]
    assert len(inboxes) == 1
    assert "1/3 đã gửi" in inboxes[0].text


# Decisions


async def test_an_approval_changes_the_card_in_place(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("16:30")
    await sends(commune.lan)
    await commune.binh.says("/approvals")
    await commune.binh.taps("Duyệt tất cả không ngoại lệ")
    assert await moved.nep.sender.drain() == SendCount(sent=1)
    (card,) = said(commune.lan)
    assert "Đã duyệt" in card.text
    assert "Trưởng phòng Trần Văn Bình duyệt lúc 16:30" in card.text
    assert card.keyboard == ()


async def test_an_approval_reaches_the_reminder_too(moved: Moved) -> None:
    commune = moved.commune
    await moved.to("16:30")
    await moved.to("17:10")
    card, reminder = said(commune.lan)
    await commune.lan.taps("Đạt tất cả", on=card)
    await commune.lan.taps("Gửi", on=card)
    await commune.binh.says("/approvals")
    await commune.binh.taps("Duyệt tất cả không ngoại lệ")
    await moved.nep.sender.drain()
    assert "Đã duyệt" in card.text
    assert "Đã duyệt" in reminder.text


async def returns(moved: Moved, reason: str = "Nhầm ngày") -> None:
    """Have Lan's report of today returned by Bình."""
    commune, now = moved.commune, moved.clock.now()
    shown = await report.today(moved.nep.office, commune.ids["lan"], now)
    await review.decide(
        moved.nep.office, commune.ids["binh"], shown.report.id, Decision.RETURN, now, reason
    )


async def test_a_return_comes_as_a_new_card_below(moved: Moved) -> None:
    lan = moved.commune.lan
    await moved.to("16:30")
    await sends(lan)
    await returns(moved)
    assert await moved.nep.sender.drain() == SendCount(sent=1)
    old, new = said(lan)
    assert "Thẻ mới ở bên dưới." in old.text
    assert old.keyboard == ()
    assert "Trưởng phòng Trần Văn Bình trả lại để bổ sung" in new.text
    assert "Nhầm ngày" in new.text
    assert not new.silent
    await lan.taps("Gửi")
    assert "Đã gửi" in new.text


async def test_a_second_return_is_told_too(moved: Moved) -> None:
    lan = moved.commune.lan
    await moved.to("16:30")
    await sends(lan)
    await returns(moved)
    await moved.nep.sender.drain()
    await lan.taps("Gửi")
    moved.clock.advance(timedelta(minutes=1))
    await returns(moved, "Thiếu lý do")
    await moved.nep.sender.drain()
    assert len(said(lan)) == 3
    assert "Thiếu lý do" in lan.sees()


async def test_a_report_sent_again_before_the_return_arrived_shows_how_it_stands(
    moved: Moved,
) -> None:
    lan, office = moved.commune.lan, moved.nep.office
    await moved.to("16:30")
    await sends(lan)
    await returns(moved)
    now = moved.clock.now()
    shown = await report.today(office, moved.commune.ids["lan"], now)
    await report.submit(office, moved.commune.ids["lan"], shown.report.id, now)
    await moved.nep.sender.drain()
    (card,) = said(lan)
    assert "Đã gửi" in card.text


# Digests


async def test_the_month_s_picture_goes_to_everybody_once(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, str]] = []

    async def send(_messenger: object, _office: object, *rest: object) -> list[Card]:
        official, month, *_ = rest
        given.append((official.name, month.first.isoformat()))  # type: ignore[attr-defined]
        return []

    monkeypatch.setattr(bulletins, "send", send)
    december = date(2026, 12, 1)
    await moved.to("08:29", december)
    assert given == []
    await moved.to("08:30", december)
    await moved.to("08:31", december)
    names = ["Hoàng Thị Hội", "Lê Thị Dung", "Nguyễn Thị Lan"]
    names += ["Phạm Văn Chính", "Trần Văn Bình", "Võ Minh"]
    assert sorted(given) == [(name, "2026-11-01") for name in names]


@pytest.mark.parametrize(
    ("opening", "subject"),
    [
        (date(2026, 12, 1), "2026-11-01"),
        (date(2027, 1, 4), "year:2026-01-01"),
        (date(2027, 2, 1), "2027-01-01"),
        (date(2027, 4, 1), "quarter:2027-01-01"),
    ],
)
async def test_the_council_gets_the_longest_period_that_closed_and_the_others_by_hand(
    moved: Moved, monkeypatch: pytest.MonkeyPatch, opening: date, subject: str
) -> None:
    async def no_picture(*_: object) -> list[Card]:
        return []

    monkeypatch.setattr(bulletins, "send", no_picture)
    ids = moved.commune.ids
    await moved.to("08:30", opening)
    found = [(row.official_id, row.subject) for row in await deliveries(moved, Kind.DIGEST)]
    assert [about for whose, about in found if whose == ids["council"]] == [subject]
    month = periods.month_of(opening).previous().first.isoformat()
    assert sorted(about for whose, about in found if whose != ids["council"]) == [month] * 5
    office, now = moved.nep.office, moved.clock.now()
    for kind in (EventKind.DIGEST_MONTH, EventKind.DIGEST_QUARTER, EventKind.DIGEST_YEAR):
        await planner.by_hand(office, kind, opening, now)
    found = [(row.official_id, row.subject) for row in await deliveries(moved, Kind.DIGEST)]
    assert len([about for whose, about in found if whose == ids["council"]]) == 3
    assert len(found) == len(set(found)) == 8


# A month


async def test_a_month_sends_each_person_one_card_and_one_reminder_a_day(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lan always sends, Minh never does, Dung is away for a week; weekends are silent.

    The day on which the digest comes has its two messages without a reminder. The head decides on
    nothing, of which the deputy, Dung, is told once.
    """

    async def no_picture(*_: object) -> list[Card]:
        return []

    monkeypatch.setattr(bulletins, "send", no_picture)
    commune = moved.commune
    for key in ("chair", "council"):
        await change(moved.nep.office, key, commune, left_on=DAY)
    away = [date(2026, 12, 7) + timedelta(days=ahead) for ahead in range(5)]
    await leave.take(
        moved.nep.office, commune.ids["dung"], away[0], away[-1], Away.ANNUAL, moved.clock.now()
    )
    digest_day, told_on = date(2026, 12, 1), date(2026, 11, 27)
    days = [DAY + timedelta(days=ahead) for ahead in range(31)]
    working = [day for day in days if day.weekday() < 5]
    for day in days:
        for hour in ("08:30", "16:30"):
            await moved.to(hour, day)
        if day in working:
            await sends(commune.lan)
        for hour in ("17:10", "17:30", "17:30", "23:00"):
            await moved.to(hour, day)
    assert days_of(commune.lan, silent=False) == working
    assert days_of(commune.lan, silent=True) == []
    assert days_of(commune.minh, silent=False) == working
    assert days_of(commune.minh, silent=True) == [day for day in working if day != digest_day]
    there = [day for day in working if day not in away]
    assert days_of(commune.dung, silent=False) == sorted([*there, told_on])
    inboxes = [message for message in said(commune.binh) if "📥" in message.text]
    assert [message.date.astimezone(ZONE).date() for message in inboxes] == working


def days_of(person: Person, *, silent: bool) -> list[date]:
    """Give the days on which a person got a message, one entry a message."""
    return [
        message.date.astimezone(ZONE).date() for message in said(person) if message.silent is silent
    ]
