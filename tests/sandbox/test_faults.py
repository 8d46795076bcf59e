"""Every fault does what it says, as often as it says."""

import asyncio
from datetime import timedelta

import pytest
from telegram import Update
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.ext import TypeHandler

from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Kind
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import App, Context


@pytest.fixture(autouse=True)
def seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library warns of the old type wherever a 429 arrives."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture(autouse=True)
async def started(app: App, lan: Person, minh: Person) -> None:
    await lan.says("/start")
    await minh.says("/start")


def texts(person: Person) -> list[str]:
    return [message.text for message in person.messages]


async def test_too_many_requests_name_the_seconds(app: App, lan: Person, world: World) -> None:
    world.faults.add(Kind.TOO_MANY_REQUESTS, method="sendMessage", times=1, retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        await app.bot.send_message(lan.id, "một")
    assert refused.value.retry_after == timedelta(seconds=7)
    await app.bot.send_message(lan.id, "hai")
    assert texts(lan)[2:] == ["hai"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.SERVER_ERROR, "Internal Server Error"),
        (Kind.BAD_GATEWAY, "Bad Gateway"),
        (Kind.REQUEST_DROPPED, "ConnectError"),
        (Kind.REPLY_LOST, "Timed out"),
    ],
)
async def test_only_a_lost_reply_hides_an_effect(
    app: App, lan: Person, world: World, kind: Kind, error: str
) -> None:
    arrives = kind is Kind.REPLY_LOST
    world.faults.add(kind, method="sendMessage", times=1)
    with pytest.raises(NetworkError, match=error) as failed:
        await app.bot.send_message(lan.id, "một")
    assert isinstance(failed.value, TimedOut) is arrives
    assert ("một" in texts(lan)) is arrives
    assert world.faults.struck[kind] == 1


async def test_a_fault_may_strike_one_chat_only(
    app: App, lan: Person, minh: Person, world: World
) -> None:
    fault = world.faults.add(Kind.SERVER_ERROR, chat_id=lan.id)
    await app.bot.send_message(minh.id, "một")
    with pytest.raises(NetworkError):
        await app.bot.send_message(lan.id, "một")
    world.faults.remove(fault)
    await app.bot.send_message(lan.id, "hai")
    assert texts(lan)[-1] == "hai"


async def test_files_break_off_too(app: App, lan: Person, world: World) -> None:
    sent = await app.bot.send_document(lan.id, b"a,b", filename="a.csv")
    assert sent.document
    file = await sent.document.get_file()
    world.faults.add(Kind.REQUEST_DROPPED, method="download", times=1)
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == b"a,b"


async def test_a_delay_holds_the_call_up(app: App, lan: Person, world: World) -> None:
    world.faults.add(Kind.DELAY, method="sendMessage", times=1, seconds=60)
    slow = asyncio.ensure_future(app.bot.send_message(lan.id, "chậm"))
    await asyncio.sleep(0)  # let it begin
    await app.bot.send_message(lan.id, "nhanh")
    assert texts(lan)[-1] == "nhanh"
    assert not slow.done()
    slow.cancel()


async def struck(seed: int, clock: SandboxClock) -> list[bool]:
    faults = World(clock, seed=seed).faults
    faults.add(Kind.DELAY, probability=0.3, seconds=1)
    return [faults.delay("sendMessage", 1) > 0 for _ in range(200)]


async def test_chance_is_reproducible(clock: SandboxClock) -> None:
    first = await struck(1, clock)
    assert 30 < sum(first) < 90
    assert first == await struck(1, clock)
    assert first != await struck(2, clock)


async def test_in_an_outage_nothing_gets_through(app: App, lan: Person, world: World) -> None:
    with world.faults.outage():
        for call in (app.bot.get_me, app.bot.get_updates):
            with pytest.raises(NetworkError):
                await call()
    assert (await app.bot.get_me()).id == app.bot.id


async def test_a_refusal_is_no_lost_reply(app: App, lan: Person, world: World) -> None:
    world.faults.add(Kind.REPLY_LOST, method="sendMessage")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await app.bot.send_message(lan.id, "")


async def test_an_update_comes_twice_with_one_id(app: App, lan: Person, world: World) -> None:
    seen: list[int] = []

    async def note(update: Update, context: Context) -> None:
        seen.append(update.update_id)

    app.add_handler(TypeHandler(Update, note), group=1)
    world.faults.add(Kind.UPDATE_TWICE, method="message", times=1)
    await lan.says("một")
    await lan.says("hai")
    assert len(seen) == 3
    assert seen[0] == seen[1] != seen[2]


async def test_a_second_message_to_a_chat_waits_its_second(
    app: App, lan: Person, world: World, clock: SandboxClock
) -> None:
    world.flood.enabled = True
    sent = await app.bot.send_message(lan.id, "một")
    with pytest.raises(RetryAfter):
        await sent.edit_text("hai")
    await app.bot.send_chat_action(lan.id, "typing")
    clock.advance(timedelta(seconds=1))
    await sent.edit_text("hai")
    clock.advance(timedelta(seconds=3))
    world.flood.burst = 3
    for text in ("ba", "bốn", "năm"):
        await app.bot.send_message(lan.id, text)
    with pytest.raises(RetryAfter):
        await app.bot.send_message(lan.id, "sáu")


async def test_thirty_messages_a_second_are_enough(
    app: App, world: World, clock: SandboxClock
) -> None:
    people = [Person.new(world, f"Người {number}") for number in range(31)]
    for person in people:
        await person.says("/start")
    world.flood.enabled = True
    for person in people[:30]:
        await app.bot.send_message(person.id, "x")
    with pytest.raises(RetryAfter):
        await app.bot.send_message(people[30].id, "x")
    clock.advance(timedelta(seconds=1))
    await app.bot.send_message(people[30].id, "x")


async def test_a_group_takes_twenty_a_minute(
    app: App, lan: Person, world: World, clock: SandboxClock
) -> None:
    group = world.add_group("Phòng", [lan.id])
    world.flood.enabled = True
    for _ in range(20):
        await app.bot.send_message(group.id, "x")
    with pytest.raises(RetryAfter) as refused:
        await app.bot.send_message(group.id, "x")
    assert refused.value.retry_after == timedelta(seconds=60)
