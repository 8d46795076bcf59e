"""Telegram's limits through the whole program: a broadcast, answers, and what Telegram refuses."""

import asyncio
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from telegram import InputMediaPhoto

from bot import limits
from bot.app import Nep
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Kind
from bot.sandbox.people import Person
from bot.sandbox.world import World
from db import paces
from scheduling.sender import SendCount
from tests.conftest import WEDNESDAY
from tests.support.builders import Commune, an_official

CROWD = 40
"""More than Telegram takes in a second."""


@pytest.fixture
def nep(nep: Nep) -> Nep:
    nep.limits.pace = limits.PACE
    return nep


@pytest.fixture
def rests(nep: Nep, clock: SandboxClock) -> list[float]:
    """Let waiting move the clock instead of taking time, and give what was waited."""
    waited: list[float] = []

    async def rest(seconds: float) -> None:
        waited.append(seconds)
        clock.advance(timedelta(seconds=seconds))

    nep.limits.sleep = rest
    return waited


# Broadcasts


@pytest.fixture
async def crowd(nep: Nep, commune: Commune, world: World) -> list[Person]:
    people = []
    for number in range(CROWD):
        person = Person.new(world, f"Người {number}")
        world.chats[person.id].bot_inside = True
        await an_official(
            nep.office, f"N{number}", f"Người {number}", commune.division, telegram_id=person.id
        )
        people.append(person)
    return people


async def has_sent(person: Person) -> None:
    await person.says("/checkin")
    await person.taps("Đạt tất cả")
    await person.taps("Gửi")


class TestBroadcast:
    """With Telegram's limits on, in the time that they are made for."""

    @pytest.fixture
    def clock(self) -> SandboxClock:
        return SandboxClock(WEDNESDAY, running=True)

    async def test_it_keeps_the_limit_and_people_are_answered_meanwhile(
        self, nep: Nep, commune: Commune, world: World, crowd: list[Person]
    ) -> None:
        tappers = [commune.lan, commune.minh, commune.dung]
        for person in tappers:
            await has_sent(person)
        world.flood.enabled = True
        await nep.runner.tick()
        sending = asyncio.ensure_future(nep.sender.drain())
        version = 0
        for person, last in zip(tappers, crowd[:15:5], strict=True):
            while not last.messages:
                version = await world.changed(version, last.id)
            await person.taps("Sửa")
            assert person.buttons()[0] == ["📤 Gửi"]
            assert not sending.done()
        assert await sending == SendCount(sent=CROWD + 3)
        assert world.flood.refused == 0
        assert all(len(person.messages) == 1 for person in crowd)


# Answers


async def test_an_answer_waits_out_a_pause_in_its_chat_and_no_other_does(
    commune: Commune, world: World, rests: list[float]
) -> None:
    world.faults.add(Kind.TOO_MANY_REQUESTS, chat_id=commune.lan.id, times=1, retry_after=7)
    await commune.lan.says("/checkin")
    assert "Tự đánh giá" in commune.lan.sees()
    (rest,) = rests
    assert rest > 7
    await commune.minh.says("/checkin")
    assert rests == [rest]


async def test_a_pause_in_chat_after_chat_holds_messages_but_not_the_tap_s_own_answer(
    nep: Nep, commune: Commune, world: World, clock: SandboxClock
) -> None:
    lan = commune.lan
    await lan.says("/checkin")
    waiting, over = asyncio.Semaphore(0), asyncio.Event()

    async def rest(seconds: float) -> None:
        waiting.release()
        await over.wait()
        clock.advance(timedelta(seconds=seconds))

    nep.limits.sleep = rest
    world.faults.add(Kind.TOO_MANY_REQUESTS, method="sendMessage", times=3, retry_after=50)
    refused = [commune.minh, commune.binh, commune.dung]
    asking = [asyncio.ensure_future(person.says("/checkin")) for person in refused]
    for _ in asking:
        await waiting.acquire()
    tapping = asyncio.ensure_future(lan.taps("Đạt tất cả"))
    await waiting.acquire()
    version = 0
    while lan.answer is None:
        version = await world.changed(version, lan.id)
    assert lan.buttons()[0] != ["📤 Gửi"]
    over.set()
    await asyncio.gather(tapping, *asking)
    assert lan.buttons()[0] == ["📤 Gửi"]
    assert all("Tự đánh giá" in person.sees() for person in refused)


async def test_an_answer_is_tried_again_ever_later(
    commune: Commune, world: World, rests: list[float]
) -> None:
    world.faults.add(Kind.SERVER_ERROR, method="sendMessage", times=3)
    await commune.lan.says("/checkin")
    assert "Tự đánh giá" in commune.lan.sees()
    assert len(rests) == 3
    assert rests[0] < rests[2]


async def test_what_telegram_refuses_for_good_is_not_tried_again(
    commune: Commune, world: World, rests: list[float]
) -> None:
    world.chats[commune.lan.id].bot_inside = False
    await commune.lan.says("/checkin")
    assert not rests


async def test_an_album_takes_the_slots_of_its_pictures(nep: Nep, commune: Commune) -> None:
    chat, three = commune.lan.id, [InputMediaPhoto(a_png()) for _ in range(3)]
    slots = []

    async def leaving(session: AsyncSession) -> None:
        slots.append(await session.scalar(text("SELECT count(*) FROM paces")))

    await nep.application.bot.send_media_group(chat, three, rate_limit_args=leaving)
    assert slots == [2]  # the bot's and the chat's: it is told in their transaction
    async with nep.office.db.read() as session:
        rows = await session.execute(text("SELECT chat_id, free_at FROM paces"))
        free_at: dict[int, float] = dict(rows.all())
    of_chat, of_bot = 3 * limits.PACE.chat, 3 * limits.PACE.slot
    assert free_at[chat] - free_at[paces.BOT] == pytest.approx(of_chat - of_bot, abs=0.001)


def a_png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (1080, 640), "white").save(file, "PNG")
    return file.getvalue()
