"""Fetching is not confirming."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.sandbox import api
from bot.sandbox.call import Call
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.world import World


async def call(world: World, method: str, **values: Any) -> tuple[int, Any]:
    status, body = await api.answer(world, world.bot.token, Call(method, values))
    return status, body.get("result", body.get("description"))


async def fetched(world: World, **values: Any) -> list[str]:
    status, updates = await call(world, "getUpdates", **values)
    assert status == 200
    return [update["message"]["text"] for update in updates if "message" in update]


async def test_an_update_stays_until_a_greater_offset_confirms_it(
    world: World, lan: Person
) -> None:
    await lan.says("một")
    await lan.says("hai")
    _, updates = await call(world, "getUpdates")
    first, second = (update["update_id"] for update in updates)
    assert await fetched(world, offset=first) == ["một", "hai"]
    assert await fetched(world, offset=first) == ["một", "hai"]
    assert await fetched(world, offset=first, limit=1) == ["một"]
    assert await fetched(world, offset=second) == ["hai"]
    assert await fetched(world) == ["hai"]
    assert await fetched(world, offset=second + 1) == []


async def test_after_a_quiet_week_numbers_begin_anew(
    world: World, lan: Person, clock: SandboxClock
) -> None:
    await lan.says("một")
    _, (first,) = await call(world, "getUpdates")
    offset = first["update_id"] + 1
    assert await fetched(world, offset=offset) == []
    clock.advance(timedelta(days=7))
    await lan.says("hai")
    assert await fetched(world, offset=offset) == ["hai"], "an offset of old times is none"
    assert await fetched(world, offset=offset) == ["hai"], "and confirms nothing"
    _, (second,) = await call(world, "getUpdates")
    assert second["update_id"] < first["update_id"]
    assert await fetched(world, offset=second["update_id"] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(world: World, lan: Person) -> None:
    for text in ("một", "hai", "ba"):
        await lan.says(text)
    assert await fetched(world, offset=-1) == ["ba"]
    assert await fetched(world) == ["ba"]


async def test_a_long_poll_wakes_at_once(world: World, lan: Person) -> None:
    poll = asyncio.ensure_future(fetched(world, timeout=50))
    await asyncio.sleep(0)
    await lan.says("một")
    async with asyncio.timeout(1):
        assert await poll == ["một"]


async def test_a_second_poller_ends_the_first(world: World, lan: Person) -> None:
    first = asyncio.ensure_future(call(world, "getUpdates", timeout=50))
    await asyncio.sleep(0)
    second = asyncio.ensure_future(fetched(world, timeout=50))
    status, reason = await first
    assert status == 409
    assert reason.startswith("Conflict: terminated by other getUpdates request; make sure")
    await lan.says("một")
    assert await second == ["một"]


async def test_with_a_webhook_nothing_is_fetched(world: World) -> None:
    poll = asyncio.ensure_future(call(world, "getUpdates", timeout=50))
    await asyncio.sleep(0)
    await call(world, "setWebhook", url="https://nep.vn/hook")
    assert await poll == (409, "Conflict: terminated by setWebhook request")
    status, reason = await call(world, "getUpdates")
    assert status == 409
    assert reason.startswith("Conflict: can't use getUpdates method while webhook is active")
    await call(world, "deleteWebhook")
    assert await fetched(world) == []


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"url": "http://nep.vn/hook"}, "HTTPS URL must be provided"),
        ({"url": "https://nep.vn", "secret_token": "mật"}, "unallowed characters"),
        ({"url": "https://nep.vn", "secret_token": "x" * 257}, "too long"),
    ],
)
async def test_webhooks_that_are_refused(world: World, values: dict[str, str], reason: str) -> None:
    status, description = await call(world, "setWebhook", **values)
    assert status == 400
    assert reason in description


async def test_the_webhook_tells_what_waits(world: World, lan: Person) -> None:
    await lan.says("một")
    await call(world, "setWebhook", url="https://nep.vn/hook", max_connections=7)
    _, info = await call(world, "getWebhookInfo")
    assert (info["url"], info["pending_update_count"], info["max_connections"]) == (
        "https://nep.vn/hook",
        1,
        7,
    )
    await call(world, "deleteWebhook", drop_pending_updates=True)
    assert await fetched(world) == []


async def test_a_tap_is_kept_150_seconds_and_a_message_a_day(
    world: World, lan: Person, clock: SandboxClock
) -> None:
    said = await lan.says("một")
    await lan.taps_data("x", on=said)
    clock.advance(timedelta(seconds=149))
    assert len((await call(world, "getUpdates"))[1]) == 2
    clock.advance(timedelta(seconds=1))
    assert len((await call(world, "getUpdates"))[1]) == 1
    clock.advance(timedelta(hours=24))
    assert (await call(world, "getUpdates"))[1] == []


async def test_only_the_wanted_kinds_come(world: World, lan: Person) -> None:
    await call(world, "getUpdates", allowed_updates=["callback_query"])
    said = await lan.says("một")
    await lan.taps_data("x", on=said)
    _, updates = await call(world, "getUpdates")
    assert [set(update) - {"update_id"} for update in updates] == [{"callback_query"}]
    await call(world, "getUpdates", allowed_updates=[])
    await lan.says("hai")
    assert await fetched(world) == ["hai"]


async def test_a_tap_on_a_deleted_message_names_it_only(world: World, lan: Person) -> None:
    said = await lan.says("một")
    lan.deletes(said)
    await lan.taps_data("x", on=said)
    _, updates = await call(world, "getUpdates")
    tapped = updates[-1]["callback_query"]["message"]
    assert (tapped["message_id"], tapped["date"]) == (said.id, 0)
