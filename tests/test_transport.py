"""Calls to Telegram over real sockets, on good days and on bad ones."""

import asyncio
import json
import socket
import ssl
import traceback
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from aiohttp import BaseConnector
from pydantic import SecretStr
from telegram import Bot, InputFile, InputMediaPhoto
from telegram.error import BadRequest, NetworkError, TimedOut

from bot import transport
from bot.transport import AiohttpRequest, Unanswered, may_have_arrived
from tests.support.wire import Behaviour, Heard, Line, behaving

TOKEN = "123456789:mat-khau-cua-bot-khong-duoc-lo-ra"
MUCH = b"\x89PNG" * (8 << 20)
"""More than a connection swallows unread."""
PEM = Path(__file__).parent / "support" / "loopback.pem"
"""A certificate for 127.0.0.1 that nobody trusts, with its key."""


@asynccontextmanager
async def calling(
    port: int, *, scheme: str = "http", connections: int = transport.CONNECTIONS, **options: Any
) -> AsyncIterator[tuple[Bot, AiohttpRequest]]:
    request = AiohttpRequest(connections, **options)
    asking = AiohttpRequest(1, **options)
    base = f"{scheme}://127.0.0.1:{port}"
    bot = Bot(TOKEN, f"{base}/bot", f"{base}/file/bot", request, asking)
    async with request, asking:
        yield bot, request


def recording(into: list[Heard]) -> Behaviour:
    async def answer_all(line: Line) -> None:
        while heard := await line.request():
            into.append(heard)
            await line.say()

    return answer_all


async def until(happened: Callable[[], object]) -> None:
    """Let the loop run until this is so."""
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - nobody would set an event for a test
            await asyncio.sleep(0)


def parts(heard: Heard) -> dict[str, EmailMessage]:
    head = f"Content-Type: {heard.headers['content-type']}\r\n\r\n".encode()
    form = message_from_bytes(head + heard.body, policy=policy.HTTP.clone(utf8=True))
    assert isinstance(form, EmailMessage)
    return {
        str(part["content-disposition"].params["name"]): part
        for part in form.iter_parts()
        if isinstance(part, EmailMessage)
    }


# what is sent


async def test_calls_are_json_over_one_kept_connection() -> None:
    heard: list[Heard] = []
    lines = 0

    async def count(line: Line) -> None:
        nonlocal lines
        lines += 1
        await recording(heard)(line)

    async with behaving(count) as port, calling(port) as (bot, _):
        for _ in range(3):
            assert await bot.answer_callback_query("7", text="Đã gửi", show_alert=True) is True
    assert lines == 1
    assert heard[0].line == f"POST /bot{TOKEN}/answerCallbackQuery HTTP/1.1"
    assert heard[0].headers["content-type"] == "application/json"
    assert "python-telegram-bot" in heard[0].headers["user-agent"]
    said = {"callback_query_id": "7", "text": "Đã gửi", "show_alert": True}
    assert json.loads(heard[0].body) == said


async def test_pictures_go_with_their_words(tmp_path: Path) -> None:
    heard: list[Heard] = []
    (tmp_path / "sổ.csv").write_bytes(b"code,name")
    async with behaving(recording(heard)) as port, calling(port) as (bot, _):
        with (tmp_path / "sổ.csv").open("rb") as file:
            await bot.set_webhook("https://a/", InputFile(file, read_file_handle=False))
        await bot.set_chat_photo(-1, b"\x89PNG")
        await bot.set_chat_photo(-1, MUCH)
    certificate = parts(heard[0])["certificate"]
    assert certificate.get_payload(decode=True) == b"code,name"
    assert 'filename="sổ.csv"'.encode() in heard[0].body
    picture = parts(heard[1])
    assert picture["chat_id"].get_content() == "-1"
    assert picture["photo"].get_payload(decode=True) == b"\x89PNG"
    assert MUCH in heard[2].body


async def test_an_album_names_its_pictures() -> None:
    heard: list[Heard] = []
    sent = b'{"ok":true,"result":[]}'

    async def answer(line: Line) -> None:
        while request := await line.request():
            heard.append(request)
            await line.say(sent)

    async with behaving(answer) as port, calling(port) as (bot, _):
        await bot.send_media_group(1, [InputMediaPhoto(b"one", "một"), InputMediaPhoto(b"two")])
    album = parts(heard[0])
    media = album.pop("media").get_content()
    assert album.pop("chat_id").get_content() == "1"
    assert [part.get_payload(decode=True) for part in album.values()] == [b"one", b"two"]
    assert all(f'"attach://{name}"' in media for name in album)


async def test_a_file_is_fetched_as_it_is() -> None:
    async def answer(line: Line) -> None:
        heard = await line.request()
        assert heard
        assert heard.line.startswith("GET ")
        await line.say(MUCH)

    async with behaving(answer) as port, calling(port) as (bot, request):
        assert await request.retrieve(f"{bot.base_file_url}/photos/1.png") == MUCH


async def test_what_telegram_refuses_is_told_as_ever() -> None:
    async def answer(line: Line) -> None:
        await line.request()
        await line.say(b'{"ok":false,"description":"Bad Request: no"}', "400 Bad Request")
        await line.request()
        await line.say(b"<html>", "502 Bad Gateway")

    async with behaving(answer) as port, calling(port) as (bot, _):
        with pytest.raises(BadRequest, match="No"):
            await bot.log_out()
        with pytest.raises(NetworkError, match="Bad Gateway") as failed:
            await bot.log_out()
        assert not may_have_arrived(failed.value)


# what goes wrong


async def silent(line: Line) -> None:
    await line.request()
    await line.ended()


async def hanging_up(line: Line) -> None:
    await line.request()


async def resetting(line: Line) -> None:
    await line.request()
    line.reset()


async def breaking_off(line: Line) -> None:
    await line.request()
    line.writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"ok":')


async def talking_nonsense(line: Line) -> None:
    await line.request()
    line.writer.write(b"good day\r\n\r\n")


async def not_listening(line: Line) -> None:
    await line.head()
    await asyncio.Event().wait()


async def resetting_the_upload(line: Line) -> None:
    await line.head()
    line.reset()


def harmless(error: BaseException) -> bool:
    """Tell whether nothing that is shown of an error holds the token."""
    return TOKEN not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    ("how", "patience", "kind"),
    [
        (silent, 0.1, TimedOut),
        (hanging_up, 60, NetworkError),
        (resetting, 60, NetworkError),
        (breaking_off, 60, NetworkError),
        (talking_nonsense, 60, NetworkError),
    ],
)
async def test_a_call_without_its_answer_may_have_arrived(
    how: Behaviour, patience: float, kind: type[NetworkError]
) -> None:
    async with behaving(how) as port, calling(port) as (bot, _):
        with pytest.raises(NetworkError) as failed:
            await bot.log_out(read_timeout=patience)
    assert type(failed.value) is kind
    assert may_have_arrived(failed.value)
    assert harmless(failed.value)


@pytest.mark.parametrize(
    ("how", "patience", "kind"),
    [(not_listening, 0.1, TimedOut), (resetting_the_upload, 60, NetworkError)],
)
async def test_half_a_call_has_not_arrived(
    how: Behaviour, patience: float, kind: type[NetworkError]
) -> None:
    limits = dict.fromkeys(("pool_timeout", "connect_timeout", "write_timeout"), patience)
    async with behaving(how) as port, calling(port) as (bot, _):
        with pytest.raises(NetworkError) as failed:
            await bot.set_chat_photo(1, MUCH, read_timeout=patience, **limits)  # type: ignore[arg-type] # a dict is not told from `api_kwargs`
    assert type(failed.value) is kind
    assert not may_have_arrived(failed.value)
    assert harmless(failed.value)


async def test_who_is_not_there_got_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    async with calling(port) as (bot, _):
        with pytest.raises(NetworkError, match=f"127.0.0.1:{port}") as failed:
            await bot.log_out()
    assert not isinstance(failed.value, TimedOut)
    assert not may_have_arrived(failed.value)
    assert harmless(failed.value)


async def test_who_does_not_greet_got_nothing() -> None:
    async with behaving(Line.ended) as port, calling(port, scheme="https") as (bot, _):
        with pytest.raises(TimedOut) as failed:
            await bot.log_out(connect_timeout=0.1)
    assert not may_have_arrived(failed.value)
    assert harmless(failed.value)


async def test_who_found_no_free_connection_sent_nothing() -> None:
    asked = asyncio.Event()

    async def busy(line: Line) -> None:
        await line.request()
        asked.set()
        await line.ended()

    async with behaving(busy) as port, calling(port, connections=1) as (bot, _):
        first = asyncio.ensure_future(bot.log_out())
        await asked.wait()
        with pytest.raises(TimedOut) as failed:
            await bot.log_out(pool_timeout=0.05, connect_timeout=0.05)
        first.cancel()
    assert not may_have_arrived(failed.value)


async def test_a_server_that_nobody_vouches_for_gets_nothing() -> None:
    heard: list[Heard] = []
    server = tls_server()
    async with (
        behaving(recording(heard), server) as port,
        calling(port, scheme="https") as (bot, _),
    ):
        with pytest.raises(NetworkError, match="CERTIFICATE_VERIFY_FAILED") as failed:
            await bot.log_out()
    assert not heard
    assert not may_have_arrived(failed.value)


def test_of_a_timeout_that_says_no_more_the_worse_is_assumed() -> None:
    assert may_have_arrived(TimedOut())
    assert not may_have_arrived(NetworkError("Bad Gateway"))


# connections


async def test_a_connection_that_the_server_gave_up_is_not_used_again() -> None:
    async def answer_once(line: Line) -> None:
        await line.request()
        await line.say()

    def gone(connector: BaseConnector | None) -> bool:
        assert connector
        return not any(
            line.is_connected() for kept in connector._conns.values() for line, _ in kept
        )

    async with behaving(answer_once) as port, calling(port) as (bot, request):
        for _ in range(20):
            assert await bot.log_out()
            assert request._session
            await until(partial(gone, request._session.connector))


async def test_a_lost_answer_is_not_asked_for_twice() -> None:
    heard: list[Heard | None] = []

    async def answer_the_first(line: Line) -> None:
        heard.append(await line.request())
        await line.say()
        heard.append(await line.request())

    async with behaving(answer_the_first) as port, calling(port) as (bot, _):
        assert await bot.log_out()
        with pytest.raises(NetworkError) as failed:
            await bot.log_out()
    assert len(heard) == 2
    assert may_have_arrived(failed.value)


async def test_256_calls_go_side_by_side() -> None:
    waiting: list[Line] = []
    full = asyncio.Event()

    async def answer_when_all_are_here(line: Line) -> None:
        while await line.request():
            waiting.append(line)
            if len(waiting) == 256:
                full.set()
            await full.wait()
            await line.say()

    async with behaving(answer_when_all_are_here) as port, calling(port) as (bot, _):
        done = await asyncio.gather(*(bot.log_out() for _ in range(600)))
    assert done == [True] * 600
    assert len(set(waiting)) == 256


async def test_a_poll_may_be_quiet_for_as_long_as_it_asked() -> None:
    timed_out = asyncio.Event()

    async def answer_the_poll_alone(line: Line) -> None:
        heard = await line.request()
        assert heard
        if "getUpdates" in heard.line:
            await timed_out.wait()
            await line.say(b'{"ok":true,"result":[]}')
        await line.ended()

    async with (
        behaving(answer_the_poll_alone) as port,
        calling(port, read_timeout=0.1) as (bot, request),
    ):
        assert request.read_timeout == 0.1
        poll = asyncio.ensure_future(bot.get_updates(timeout=30))
        with pytest.raises(TimedOut):
            await bot.log_out()
        timed_out.set()
        assert await poll == ()


async def test_shutdown_hangs_up_and_may_be_undone() -> None:
    hung_up = 0

    async def answer_all(line: Line) -> None:
        nonlocal hung_up
        await recording([])(line)
        hung_up += 1

    async with behaving(answer_all) as port, calling(port) as (bot, request):
        await bot.log_out()
        await request.shutdown()
        await request.shutdown()
        await until(lambda: hung_up)
        with pytest.raises(NetworkError):
            await bot.log_out()
        await request.initialize()
        await request.initialize()
        assert await bot.log_out()


# proxies


def tls_server() -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(PEM)
    return context


@pytest.fixture
def trusting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trust the certificate of these tests."""
    context = ssl.create_default_context(cafile=PEM)
    monkeypatch.setattr(transport, "_certificates", lambda: context)


async def pass_on(line: Line, port: int) -> None:
    """Be a tunnel until one side hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(1 << 16):
            target.write(data)
        target.close()

    await asyncio.gather(copy(line.reader, writer), copy(reader, line.writer))


Tunnel = Callable[[Line, int], Awaitable[None]]


async def http_tunnel(line: Line, port: int) -> None:
    heard = await line.request()
    assert heard
    assert heard.line == f"CONNECT 127.0.0.1:{port} HTTP/1.1"
    assert heard.headers["proxy-authorization"] == f"Basic {b64encode(b'u:mat-khau').decode()}"
    line.writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await pass_on(line, port)


async def socks_tunnel(line: Line, port: int) -> None:
    version, methods = await line.reader.readexactly(2)
    assert (version, 2 in await line.reader.readexactly(methods)) == (5, True)
    line.writer.write(b"\x05\x02")
    assert await line.reader.readexactly(12) == b"\x01\x01u\x08mat-khau"
    line.writer.write(b"\x01\x00")
    asked = await line.reader.readexactly(10)
    assert asked == b"\x05\x01\x00\x01\x7f\x00\x00\x01" + port.to_bytes(2)
    line.writer.write(b"\x05\x00\x00\x01" + bytes(6))
    await pass_on(line, port)


def by_way_of(scheme: str, port: int) -> SecretStr:
    return SecretStr(f"{scheme}://u:mat-khau@127.0.0.1:{port}")


@pytest.mark.parametrize(("scheme", "tunnel"), [("http", http_tunnel), ("socks5", socks_tunnel)])
@pytest.mark.usefixtures("trusting")
async def test_a_proxy_is_a_tunnel_to_telegram(scheme: str, tunnel: Tunnel) -> None:
    heard: list[Heard] = []
    async with (
        behaving(recording(heard), tls_server()) as port,
        behaving(lambda line: tunnel(line, port)) as middle,
        calling(port, scheme="https", proxy=by_way_of(scheme, middle)) as (bot, _),
    ):
        assert await bot.log_out()
        assert await bot.log_out()
    assert len(heard) == 2


async def test_a_server_without_tls_is_asked_by_its_whole_address() -> None:
    heard: list[Heard] = []
    async with (
        behaving(recording(heard)) as middle,
        calling(9, proxy=by_way_of("http", middle)) as (bot, _),
    ):
        assert await bot.log_out()
    assert heard[0].line == f"POST http://127.0.0.1:9/bot{TOKEN}/logOut HTTP/1.1"


async def turning_away(line: Line) -> None:
    await line.request()
    await line.say(b"", "407 Proxy Authentication Required")


async def turning_away_socks(line: Line) -> None:
    await line.reader.readexactly(2)
    line.writer.write(b"\x05\xff")
    await line.ended()


async def resetting_socks(line: Line) -> None:
    await line.reader.readexactly(2)
    line.reset()


@pytest.mark.parametrize(
    ("scheme", "how", "refused"),
    [
        ("http", turning_away, True),
        ("http", hanging_up, False),
        ("http", resetting, False),
        ("socks5", turning_away_socks, True),
        ("socks5", resetting_socks, False),
    ],
)
async def test_what_a_proxy_keeps_has_not_arrived(
    scheme: str, how: Behaviour, refused: bool
) -> None:
    async with (
        behaving(how) as middle,
        calling(9, scheme="https", proxy=by_way_of(scheme, middle)) as (bot, _),
    ):
        with pytest.raises(NetworkError) as failed:
            await bot.log_out()
    assert not may_have_arrived(failed.value)
    assert harmless(failed.value)
    assert "mat-khau@" not in repr(failed.value.__cause__)
    assert isinstance(failed.value.__cause__, Unanswered)
    assert failed.value.__cause__.refused_by_proxy is refused
