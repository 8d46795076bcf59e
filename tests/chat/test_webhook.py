"""What is sent to the webhook's address, by Telegram and by others."""

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.app import Nep
from bot.ingress.webhook import webhook

SECRET = "s3cret"
GIVEN = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


@pytest.fixture
async def caller(nep: Nep) -> AsyncIterator[httpx.AsyncClient]:
    site = webhook(nep.desk, "/deep/path", SECRET)
    transport = httpx.ASGITransport(site)
    async with httpx.AsyncClient(transport=transport, base_url="http://nep") as client:
        yield client


async def test_only_who_knows_the_secret_is_let_in(caller: httpx.AsyncClient) -> None:
    for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}):
        answer = await caller.post("/deep/path", content=b'{"update_id":1}', headers=headers)
        assert answer.status_code == 403
    answer = await caller.post("/deep/path", content=b'{"update_id":1}', headers=GIVEN)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_told_so(caller: httpx.AsyncClient, body: bytes) -> None:
    answer = await caller.post("/deep/path", content=body, headers=GIVEN)
    assert answer.status_code == 400


async def test_a_body_of_no_announced_length_is_measured_too(caller: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 100_000

    answer = await caller.post("/deep/path", content=pieces(), headers=GIVEN)
    assert answer.status_code == 413
