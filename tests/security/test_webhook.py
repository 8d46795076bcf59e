"""The webhook's port as the internet sees it: raw connections to the server that runs there."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.background import Nursery
from bot.ingress import webhook
from bot.sandbox.model import JSON
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.settings import Settings
from db.tables import UpdateRow

SECRET = "bi-mat_cua-Webhook"
PATH = "/telegram/nep"
TAP = b'{"update_id":5,"message":{"message_id":1}}'


@dataclass(frozen=True)
class Door:
    port: int
    nep: Nep

    async def knock(
        self,
        body: bytes = TAP,
        *,
        secret: bytes | None = SECRET.encode(),
        method: str = "POST",
        path: str = PATH,
        headers: bytes = b"",
    ) -> int:
        """Say one request and give the status of what is answered."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            given = b"" if secret is None else b"X-Telegram-Bot-Api-Secret-Token: %b\r\n" % secret
            length = headers or b"Content-Length: %d\r\n" % len(body)
            start = f"{method} {path} HTTP/1.1\r\nHost: nep\r\n".encode()
            writer.write(start + given + length + b"\r\n" + body)
            async with asyncio.timeout(30):
                return int((await reader.readline()).split()[1])
        finally:
            writer.close()

    async def pushes(self, update: JSON) -> None:
        """Call as Telegram does."""
        assert await self.knock(json.dumps(update).encode()) == 200

    async def kept(self) -> list[int]:
        """Give the numbers of the updates that got in, as another session sees them."""
        async with self.nep.office.db.read() as session:
            return list(await session.scalars(select(UpdateRow.update_id)))


@pytest.fixture
async def door(nep: Nep, world: World, unused_tcp_port: int) -> AsyncIterator[Door]:
    url = f"http://127.0.0.1:{unused_tcp_port}{PATH}"
    settings = Settings(
        telegram_api_url="http://127.0.0.1",  # whoever has a server of one's own may use plain http
        webhook_url=url,
        webhook_secret=SECRET,
        webhook_port=unused_tcp_port,
        _env_file=None,
    )
    nursery = Nursery()
    nursery.start(webhook.serve(nep.application.bot, settings, url, nep.desk), "webhook")
    while world.updates.webhook is None:
        await world.updates.stirred()
    door = Door(unused_tcp_port, nep)
    assert await door.knock(b"", secret=None, method="GET", path="/health") == 200
    yield door
    await nursery.close()


async def test_nobody_gets_in_without_the_secret(door: Door) -> None:
    right = SECRET.encode()
    wrong = (
        b"",
        right[:-1],
        right + b"x",
        right.upper(),
        b"\xff\xfe",
        "bí-mật".encode(),
        b"x" * 9_000,
    )
    for secret in (None, *wrong):
        assert await door.knock(secret=secret) == 403, secret
        assert await door.knock(b"[" * 100_000, secret=secret) == 403, secret
    assert await door.kept() == []
    assert await door.knock() == 200
    assert await door.kept() == [5]


async def test_the_secret_is_not_taken_from_anywhere_else(door: Door) -> None:
    assert await door.knock(secret=None, path=f"{PATH}?secret_token={SECRET}") == 403
    body = json.dumps({"update_id": 5, "secret_token": SECRET}).encode()
    assert await door.knock(body, secret=None) == 403
    assert await door.kept() == []


async def test_there_is_one_address_and_one_way_to_call_it(door: Door) -> None:
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert await door.knock(method=method) == 405, method
    for path in ("/", "/telegram", f"{PATH}/x", PATH.upper(), "/docs", "/../etc/passwd", "/.env"):
        assert await door.knock(path=path) == 404, path
    assert await door.kept() == []


async def test_too_much_is_refused_announced_or_not(door: Door) -> None:
    body = json.dumps({"update_id": 5, "message": "x" * webhook.BODY_LIMIT}).encode()
    assert await door.knock(body) == 413
    chunks = b"".join(
        b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:700_000], body[700_000:])
    )
    announced = b"Transfer-Encoding: chunked\r\n"
    assert await door.knock(chunks + b"0\r\n\r\n", headers=announced) == 413
    assert await door.kept() == []


async def test_a_number_that_is_none_is_no_update(door: Door) -> None:
    for number in ("-1", "1.5", "true", '"5"', "null", "[5]", "1e400", str(1 << 63)):
        assert await door.knock(f'{{"update_id":{number}}}'.encode()) == 400, number
    assert await door.kept() == []


async def test_json_of_any_depth_and_size_is_answered(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    """Somewhere between shallow and deep lies what can be read and not be written any more."""
    for depth in (*range(900, 1_000), 5_000, 200_000):
        nested = b"[" * depth + b"]" * depth
        assert await door.knock(b'{"update_id":%d,"x":%b}' % (depth, nested)) in {200, 400}, depth
    for digits in (4_299, 5_000, 500_000):
        assert await door.knock(b'{"update_id":7,"x":%b}' % (b"9" * digits)) in {200, 400}, digits
    assert not [
        record
        for record in caplog.records
        if record.name.startswith("uvicorn") and record.levelno >= logging.ERROR
    ]


async def test_who_stops_in_the_middle_is_not_waited_for(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "BODY_SECONDS", 0.05)
    half = TAP[: len(TAP) // 2]
    announced = b"Content-Length: %d\r\n" % len(TAP)
    assert await door.knock(half, headers=announced) == 408
    assert await door.knock(half, headers=announced, secret=None) == 403
    assert await door.kept() == []


async def test_people_are_served_while_others_only_hold_connections(
    door: Door, world: World
) -> None:
    async with AsyncExitStack() as held:
        for number in range(200):
            _, writer = await asyncio.open_connection("127.0.0.1", door.port)
            held.callback(writer.close)
            writer.write(b"POST " + PATH.encode() + b" HTTP/1.1\r\nX-Slow: "[: number % 40])
        world.deliver = door.pushes
        person = Person.new(world, "Lan")
        await person.says("/start")
        version = 0
        async with asyncio.timeout(30):
            while len(person.messages) < 2:
                version = await world.changed(version, person.id)
        assert "Để đăng ký" in person.sees()
