"""What the sender does when Telegram, a person or the machine does not play along."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from markupsafe import Markup
from sqlalchemy import select, text, update

from bot import bulletins, limits
from bot.rules.conversation import Card
from bot.rules.deliveries import Kind, Trouble
from bot.sandbox.faults import Kind as Fault
from bot.sandbox.model import Message
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.speech import card
from bot.usecases import enrol, outbox
from db import officials
from db.deliveries import LEASE
from db.paces import AHEAD
from db.tables import DeliveryRow, DeliveryState
from scheduling import sender as sending
from scheduling.sender import SendCount, Sender
from tests.scheduling.conftest import DAY, Moved, at, said

SECOND = timedelta(seconds=1)
NEXT = date(2026, 11, 26)


async def row(moved: Moved, kind: Kind, key: str) -> DeliveryRow:
    """Give one person's delivery of a kind through a second session."""
    async with moved.nep.office.db.read() as session:
        found = await session.scalars(
            select(DeliveryRow).where(
                DeliveryRow.kind == kind, DeliveryRow.official_id == moved.commune.ids[key]
            )
        )
        return found.one()


async def later(moved: Moved, by: timedelta) -> SendCount:
    moved.clock.advance(by)
    return await moved.nep.sender.drain()


async def test_who_blocked_the_bot_does_not_stop_the_round(moved: Moved, world: World) -> None:
    """And the head is told of it, once."""
    lan, binh = moved.commune.lan, moved.commune.binh
    world.chats[lan.id].bot_inside = False
    assert await moved.to("16:30") == SendCount(sent=5 + 1, dropped=1)
    official = await enrol.who(moved.nep.office, lan.id)
    assert official
    assert not official.reachable
    assert "📵 Tin của bot không đến được Nguyễn Thị Lan · Phòng Văn hóa – Xã hội" in binh.sees()
    assert await moved.to("17:10") == SendCount(sent=5)
    assert [len(of_the_lost(person)) for person in (binh, moved.commune.chair)] == [1, 0]


def of_the_lost(person: Person) -> list[Message]:
    return [message for message in said(person) if "📵" in message.text]


async def test_who_is_known_to_have_blocked_the_bot_is_not_tried(moved: Moved) -> None:
    moved.clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    await moved.commune.lan.blocks_bot()
    assert await moved.nep.sender.drain() == SendCount(sent=5 + 1, dropped=1)
    assert len(of_the_lost(moved.commune.binh)) == 1


async def test_who_blocks_the_bot_at_night_disturbs_no_head(moved: Moved) -> None:
    moved.clock.set(at(DAY, "22:00"))
    await moved.commune.lan.blocks_bot()
    assert await later(moved, SECOND) == SendCount()
    moved.clock.set(at(NEXT, "06:59"))
    assert await later(moved, 59 * SECOND) == SendCount()
    assert await later(moved, SECOND) == SendCount(sent=1)
    assert len(of_the_lost(moved.commune.binh)) == 1


async def test_who_is_back_before_the_head_was_told_is_not_spoken_of(moved: Moved) -> None:
    moved.clock.set(at(DAY, "22:00"))
    await moved.commune.lan.blocks_bot()
    await moved.commune.lan.unblocks_bot()
    assert await later(moved, timedelta(hours=9)) == SendCount(dropped=1)
    assert not of_the_lost(moved.commune.binh)


async def test_a_chat_that_has_a_new_number_gets_its_letter_there(
    moved: Moved, world: World
) -> None:
    """Telegram gives a group another number when it grows."""
    lan = moved.commune.lan
    group = world.add_group("Phòng", [lan.id], small=True)
    async with moved.nep.office.db.begin() as session:
        await officials.update_one(session, moved.commune.ids["lan"], telegram_id=group.id)
    grown = await world.upgrade(lan.id, group.id)
    assert await moved.to("16:30") == SendCount(sent=6, put_off=1)
    assert await enrol.who(moved.nep.office, grown.id)
    assert any("Nguyễn Thị Lan" in message.text for message in grown.messages.values())


async def test_a_pause_in_one_chat_stops_nobody_else(moved: Moved, world: World) -> None:
    lan = moved.commune.lan
    world.faults.add(Fault.TOO_MANY_REQUESTS, chat_id=lan.id, times=1, retry_after=30)
    assert await moved.to("16:30") == SendCount(sent=5, put_off=1)
    assert await later(moved, 29 * SECOND) == SendCount()
    assert await later(moved, SECOND) == SendCount(sent=1)
    assert world.faults.struck[Fault.TOO_MANY_REQUESTS] == 1
    assert len(said(lan)) == 1


async def test_a_pause_in_chat_after_chat_is_the_whole_bot_s(moved: Moved, world: World) -> None:
    world.faults.add(Fault.TOO_MANY_REQUESTS, times=3, retry_after=40)
    first = await moved.to("16:30")
    assert first.put_off >= 3
    assert await later(moved, 39 * SECOND) == SendCount()
    assert first.sent + (await later(moved, SECOND)).sent == 6
    assert world.faults.struck[Fault.TOO_MANY_REQUESTS] == 3


async def test_an_outage_is_waited_out(moved: Moved, world: World) -> None:
    with world.faults.outage():
        assert await moved.to("16:30") == SendCount(put_off=6)
        assert await later(moved, 2 * SECOND) == SendCount()
        assert await later(moved, 3 * SECOND) == SendCount(put_off=6)
    assert await later(moved, 10 * SECOND) == SendCount(sent=6)
    assert len(said(moved.commune.lan)) == 1


async def test_an_outage_over_midnight_drops_reminders_with_a_line_in_the_log(
    moved: Moved, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await moved.to("16:30")
    with world.faults.outage():
        await moved.to("17:10")
    with caplog.at_level(logging.WARNING, "scheduling.sender"):
        moved.clock.set(at(date(2026, 11, 26), "00:00"))
        assert await moved.nep.sender.drain() == SendCount(dropped=6)
    assert caplog.messages == ["6 deliveries (reminder) came too late and were dropped"]


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.REQUEST_DROPPED])
async def test_a_fault_of_the_server_is_tried_again(
    moved: Moved, world: World, fault: Fault
) -> None:
    world.faults.add(fault, chat_id=moved.commune.lan.id, times=1)
    assert await moved.to("16:30") == SendCount(sent=5, put_off=1)
    assert await later(moved, 5 * SECOND) == SendCount(sent=1)
    assert len(said(moved.commune.lan)) == 1


async def test_a_lost_reply_does_not_remind_twice(moved: Moved, world: World) -> None:
    await moved.to("16:30")
    world.faults.add(Fault.REPLY_LOST, chat_id=moved.commune.lan.id, times=1)
    assert await moved.to("17:10") == SendCount(sent=5, dropped=1)
    assert (await row(moved, Kind.REMINDER, "lan")).error == Trouble.TIMED_OUT
    assert await later(moved, timedelta(minutes=5)) == SendCount()
    assert len(said(moved.commune.lan)) == 2


async def test_a_lost_reply_to_a_card_that_is_used_makes_no_second_card(
    moved: Moved, world: World
) -> None:
    lan = moved.commune.lan
    world.faults.add(Fault.REPLY_LOST, chat_id=lan.id, times=1)
    assert await moved.to("16:30") == SendCount(sent=5, put_off=1)
    await lan.taps("Đạt tất cả")
    assert await later(moved, 5 * SECOND) == SendCount(sent=1)
    assert len(said(lan)) == 1


async def test_a_card_that_may_be_lost_comes_again(moved: Moved, world: World) -> None:
    world.faults.add(Fault.REPLY_LOST, chat_id=moved.commune.lan.id, times=1)
    await moved.to("16:30")
    assert await later(moved, 5 * SECOND) == SendCount(sent=1)
    first, second = said(moved.commune.lan)
    assert second.text == f"(gửi lại)\n{first.text}"
    await moved.commune.lan.taps("Đạt tất cả")
    assert "(gửi lại)" not in second.text


async def test_what_may_have_arrived_stays_so_over_an_outage(moved: Moved, world: World) -> None:
    lan = moved.commune.lan
    world.faults.add(Fault.REPLY_LOST, chat_id=lan.id, times=1)
    await moved.to("16:30")
    await lan.taps("Đạt tất cả")
    fault = world.faults.add(Fault.TOO_MANY_REQUESTS, chat_id=lan.id, retry_after=3)
    await later(moved, 5 * SECOND)
    world.faults.remove(fault)
    await later(moved, timedelta(minutes=1))
    assert len(said(lan)) == 1


async def test_a_message_that_telegram_refuses_is_given_up(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = _only_for("Nguyễn Thị Lan", lambda screen: type(screen)(screen.text + Markup("<b>")))
    monkeypatch.setattr(card, "screen", broken(card.screen))
    assert await moved.to("16:30") == SendCount(sent=5, dropped=1)
    assert "parse entities" in ((await row(moved, Kind.PROMPT, "lan")).error or "")


async def test_a_failure_of_our_own_is_tried_five_times(
    moved: Moved, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_screen: object) -> object:
        raise KeyError("ours")

    monkeypatch.setattr(card, "screen", _only_for("Nguyễn Thị Lan", fail)(card.screen))
    with caplog.at_level(logging.ERROR):
        assert await moved.to("16:30") == SendCount(sent=5, put_off=1)
        for _ in range(3):
            assert await later(moved, timedelta(minutes=5)) == SendCount(put_off=1)
        assert await later(moved, timedelta(minutes=5)) == SendCount(dropped=1)
    assert len(caplog.records) == 5
    assert all(record.exc_info for record in caplog.records)


def _only_for(
    name: str, spoil: Callable[..., object]
) -> Callable[[Callable[..., object]], Callable[..., object]]:
    """Spoil the screens of one person."""

    def around(screen: Callable[..., object]) -> Callable[..., object]:
        def spoiled(t: object, shown: object) -> object:
            made = screen(t, shown)
            return spoil(made) if shown.official.name == name else made  # type: ignore[attr-defined]

        return spoiled

    return around


async def test_a_picture_that_fails_keeps_nobody_else_s(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send(_messenger: object, _office: object, *rest: object) -> list[Card]:
        if rest[0].name == "Trần Văn Bình":  # type: ignore[attr-defined]
            raise ValueError("no font")
        return []

    monkeypatch.setattr(bulletins, "send", send)
    before = await moved.to("07:30", date(2026, 12, 1))
    assert before.sent
    assert await moved.to("08:30", date(2026, 12, 1)) == SendCount(sent=5, put_off=1)


async def test_a_returned_card_is_sent_even_if_the_old_one_cannot_be_changed(
    moved: Moved, world: World
) -> None:
    lan, commune = moved.commune.lan, moved.commune
    await moved.to("16:30")
    await lan.taps("Đúng giờ")
    await lan.taps("Đúng giờ")
    for label in ("Trang phục", "Giao tiếp", "Đúng hạn", "Tận tụy"):
        await lan.taps(label)
    await lan.taps("Gửi")
    await commune.binh.says("/approvals")
    await commune.binh.taps("Xem từng báo cáo")
    await commune.binh.taps("Trả lại")
    await commune.binh.taps("Nhầm ngày")
    world.faults.add(Fault.SERVER_ERROR, method="editMessageText", chat_id=lan.id)
    assert await moved.nep.sender.drain() == SendCount(sent=1)
    assert len(said(lan)) == 2


# Killed


async def test_what_a_killed_sender_left_is_taken_up_after_its_lease(moved: Moved) -> None:
    """What had not left comes as if nothing had been; of the rest, a reminder does not."""
    office = moved.nep.office
    await moved.to("16:30")
    moved.clock.set(at(DAY, "17:10"))
    await moved.nep.runner.tick()
    await _a_return(moved)
    taken = await outbox.take(office, moved.clock.now(), 100)
    assert {delivery.kind for delivery, _ in taken.letters} == {Kind.REMINDER, Kind.DECISION}
    lost = {(Kind.REMINDER, moved.commune.ids["minh"]), (Kind.DECISION, moved.commune.ids["lan"])}
    async with office.db.begin() as session:
        for delivery, official in taken.letters:
            if (delivery.kind, official.id) in lost:
                await outbox.leaving(delivery)(session)
    assert await later(moved, LEASE - SECOND) == SendCount()
    # of the two that do not come, one is lan's reminder: the report was sent
    assert await later(moved, SECOND) == SendCount(sent=len(taken.letters) - 2, dropped=1)
    minh = await row(moved, Kind.REMINDER, "minh")
    assert (minh.state, minh.error) == (DeliveryState.DROPPED, Trouble.INTERRUPTED)
    assert len(said(moved.commune.minh)) == 1
    assert len(said(moved.commune.dung)) == 2
    assert "Nhầm ngày" in moved.commune.lan.sees()
    assert "(gửi lại)" in moved.commune.lan.sees()


async def _a_return(moved: Moved) -> None:
    commune = moved.commune
    await commune.lan.taps("Đạt tất cả")
    await commune.lan.taps("Ghi chú")
    await commune.lan.says("Đi muộn")
    await commune.lan.taps("Gửi")
    await commune.binh.says("/approvals")
    await commune.binh.taps("Xem từng báo cáo")
    await commune.binh.taps("Trả lại")
    await commune.binh.taps("Nhầm ngày")


async def test_a_prompt_that_was_sent_but_not_settled_makes_no_second_card(moved: Moved) -> None:
    await moved.to("16:30")
    async with moved.nep.office.db.begin() as session:
        await session.execute(
            update(DeliveryRow).values(
                state=DeliveryState.SENDING,
                settled_at=None,
                due_at=moved.clock.now() + LEASE,
                error=Trouble.INTERRUPTED,
            )
        )
    assert await later(moved, LEASE) == SendCount(sent=6)
    assert len(said(moved.commune.lan)) == 1


async def test_a_sender_that_slept_too_long_leaves_it_to_the_other(moved: Moved) -> None:
    """As a machine does that was put to sleep: the other sender has sent everything meanwhile."""
    nep, clock = moved.nep, moved.clock
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def sleep(_seconds: float) -> None:
        asleep.set()
        await awake.wait()

    nep.limits.pace, nep.limits.sleep = replace(limits.AT_ONCE, notice=AHEAD / 2), sleep
    clock.set(at(DAY, "16:30"))
    await nep.runner.tick()
    sending = asyncio.ensure_future(nep.sender.drain())
    await asleep.wait()
    clock.advance(LEASE)
    taken = await outbox.take(nep.office, clock.now(), 100)
    assert len(taken.letters) == 6
    for delivery, _ in taken.letters:
        await outbox.sent(nep.office, delivery, [], clock.now())
    async with nep.office.db.begin() as session:
        await session.execute(text("DELETE FROM paces"))
    nep.limits.pace = limits.AT_ONCE
    awake.set()
    assert await sending == SendCount(put_off=6)
    assert not said(moved.commune.lan)
    assert (await row(moved, Kind.PROMPT, "lan")).state is DeliveryState.SENT


# Running


async def test_two_senders_share_the_round(moved: Moved) -> None:
    """Side by side as two programs on one database: each card leaves once."""
    nep = moved.nep
    moved.clock.set(at(DAY, "16:30"))
    await nep.runner.tick()
    other = Sender(nep.office, nep.messenger, nep.limits, moved.clock)
    counts = await asyncio.gather(nep.sender.drain(), other.drain())
    assert sum(count.sent for count in counts) == 6
    assert len(said(moved.commune.lan)) == 1


async def test_the_loop_sends_when_it_is_woken_and_stops_when_it_is_told(
    moved: Moved, world: World
) -> None:
    nep, lan = moved.nep, moved.commune.lan
    running = nep.nursery.start(nep.sender.run(), "sender")
    moved.clock.set(at(DAY, "16:30"))
    await nep.runner.tick()
    version = 0
    async with asyncio.timeout(10):
        while not said(lan):
            version = await world.changed(version, lan.id)
        nep.sender.stop()
        await running


async def test_a_lease_that_is_renewed_does_not_end(moved: Moved) -> None:
    office, clock = moved.nep.office, moved.clock
    clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    taken = await outbox.take(office, clock.now(), 100)
    for _ in range(3):
        clock.advance(LEASE - SECOND)
        await outbox.renew(office, [delivery.id for delivery, _ in taken.letters], clock.now())
        assert (await outbox.take(office, clock.now(), 100)).letters == ()
    clock.advance(LEASE)
    again = await outbox.take(office, clock.now(), 100)
    assert len(again.letters) == len(taken.letters)
    assert {delivery.attempts for delivery, _ in again.letters} == {1}  # nothing was refused


async def test_a_failure_to_claim_leaves_the_letters_on_their_way_alone(
    moved: Moved, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second look at the database fails, while the first letters are with Telegram."""
    looks, take = iter((True, False)), outbox.take

    async def stumbling(*asked: Any) -> outbox.Taken:
        if next(looks):
            return await take(*asked)
        raise ZeroDivisionError

    monkeypatch.setattr(outbox, "take", stumbling)
    monkeypatch.setattr(sending, "BATCH", 2)
    moved.clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    with pytest.raises(ZeroDivisionError):
        await moved.nep.sender.drain()
    async with moved.nep.office.db.read() as session:
        states = Counter(await session.scalars(select(DeliveryRow.state)))
    assert states == {DeliveryState.SENT: 2, DeliveryState.WAITING: 4}


async def test_a_sender_told_to_stop_leaves_the_rest_for_the_next(moved: Moved) -> None:
    moved.clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    moved.nep.sender.stop()
    assert await moved.nep.sender.drain() == SendCount()
    await moved.nep.sender.run()
    other = Sender(moved.nep.office, moved.nep.messenger, moved.nep.limits, moved.clock)
    assert await other.drain() == SendCount(sent=6)


@pytest.mark.parametrize("cut_short", [False, True])
async def test_a_sender_that_was_stopped_may_be_run_again(
    moved: Moved, world: World, cut_short: bool
) -> None:
    nep, lan = moved.nep, moved.commune.lan
    stopped = nep.nursery.start(nep.sender.run(), "sender")
    await asyncio.sleep(0)
    nep.sender.stop()
    if cut_short:
        stopped.cancel()
    await asyncio.wait({stopped})
    moved.clock.set(at(DAY, "16:30"))
    await nep.runner.tick()
    running = nep.nursery.start(nep.sender.run(), "sender")
    version = 0
    async with asyncio.timeout(10):
        while not said(lan):
            version = await world.changed(version, lan.id)
        nep.sender.stop()
        await running


async def test_who_is_being_written_to_gets_nothing_beside_it(moved: Moved) -> None:
    lan = moved.commune.ids["lan"]
    moved.clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    taken = await outbox.take(moved.nep.office, moved.clock.now(), 100, {lan})
    assert len(taken.letters) == 5
    assert await moved.nep.sender.drain() == SendCount(sent=1)
    assert len(said(moved.commune.lan)) == 1
