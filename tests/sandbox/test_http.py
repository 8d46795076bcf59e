"""The same bot over real sockets: polling, webhook, files, broken connections."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram.error import BadRequest, NetworkError
from telegram.ext import ApplicationBuilder

from bot.sandbox.faults import Kind
from bot.sandbox.people import Person
from bot.sandbox.server import listening, serving
from bot.sandbox.world import World
from bot.transport import AiohttpRequest
from tests.sandbox.conftest import PNG, App, with_handlers


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with serving(world, first_retry=0.01) as url:
        yield url


@pytest.fixture(scope="session")
def certificates() -> ssl.SSLContext:
    """Reading the certificates takes longer than a test: once is enough."""
    return httpx.create_ssl_context()


@pytest.fixture
async def http(address: str, certificates: ssl.SSLContext) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=address, trust_env=False, verify=certificates) as client:
        yield client


@pytest.fixture
async def app(world: World, address: str) -> AsyncIterator[App]:
    """The bot as it is deployed, but for the address of the server."""
    builder = ApplicationBuilder().token(world.bot.token).job_queue(None)
    builder = builder.request(AiohttpRequest())
    builder = builder.get_updates_request(AiohttpRequest(1))
    builder = builder.base_url(f"{address}/bot").base_file_url(f"{address}/file/bot")
    async with with_handlers(builder.build()) as application:
        yield application


@pytest.fixture
async def polling(app: App, lan: Person) -> AsyncIterator[App]:
    """The same bot, fetching its updates."""
    assert app.updater
    await app.start()
    await app.updater.start_polling()
    yield app
    await app.updater.stop()
    await app.stop()


async def shows(person: Person, text: str) -> None:
    """Wait until the bot's latest message says this."""
    version = 0
    async with asyncio.timeout(5):
        while not any(m.sender_id != person.id for m in person.messages) or person.sees() != text:
            version = await person.world.changed(version, person.chat_id)


async def test_a_chat_over_long_polling(polling: App, lan: Person, world: World) -> None:
    await lan.says("/card")
    await shows(lan, "Hôm nay")
    await lan.taps("Đạt tất cả")
    await shows(lan, "Đã gửi")
    assert lan.toast == "Đã ghi nhận"


async def test_stopping_confirms_what_was_fetched(polling: App, lan: Person, world: World) -> None:
    await lan.says("một")
    await shows(lan, "một")
    assert polling.updater
    await polling.updater.stop()
    assert world.updates.pending() == []
    await polling.updater.start_polling()


async def test_pictures_and_files_travel(app: App, lan: Person) -> None:
    world = lan.world
    await lan.says("/start")
    sent = await app.bot.send_photo(lan.id, PNG, caption="<b>Tháng</b>", parse_mode="HTML")
    assert lan.message.photo
    assert (lan.message.photo.data, lan.sees()) == (PNG, "Tháng")
    file = await sent.photo[-1].get_file()
    assert bytes(await file.download_as_bytearray()) == PNG
    assert world.files.at("photos/nothing.png") is None


async def test_refusals_keep_their_words(app: App, lan: Person) -> None:
    await lan.says("/start")
    with pytest.raises(BadRequest, match="Message text is empty"):
        await app.bot.send_message(lan.id, "")


@pytest.mark.parametrize(
    ("kind", "arrives"), [(Kind.REQUEST_DROPPED, False), (Kind.REPLY_LOST, True)]
)
async def test_a_connection_really_breaks(
    app: App, lan: Person, world: World, kind: Kind, arrives: bool
) -> None:
    await lan.says("/start")
    world.faults.add(kind, method="sendMessage", times=1)
    with pytest.raises(NetworkError, match="Disconnected"):
        await app.bot.send_message(lan.id, "một")
    assert ("một" in [message.text for message in lan.messages]) is arrives
    await app.bot.send_message(lan.id, "hai")
    assert lan.sees() == "hai"


async def test_every_way_of_writing_a_call(
    http: httpx.AsyncClient, lan: Person, world: World
) -> None:
    await lan.says("/start")
    url = f"/bot{world.bot.token}/sendMessage"
    fields = {"chat_id": str(lan.id), "text": "một & hai"}
    buttons = {"inline_keyboard": [[{"text": "Gửi", "callback_data": "x"}]]}
    as_text = {**fields, "reply_markup": json.dumps(buttons)}
    answers = [
        await http.get(url, params=as_text),
        await http.post(url, data=as_text),
        await http.post(url, json={**fields, "chat_id": lan.id, "reply_markup": buttons}),
        await http.post(url, data=as_text, files={"unused": b"x"}),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {message.text for message in lan.messages[1:]} == {"một & hai"}
    assert all(message.keyboard for message in lan.messages[1:])


async def test_unknown_doors(http: httpx.AsyncClient, world: World) -> None:
    token = world.bot.token
    for path, code, words in (
        (f"/bot{token}/sendNothing", 404, "Not Found"),
        ("/bot1:x/getMe", 401, "Unauthorized"),
        (f"/file/bot{token}/nothing", 404, "Not Found"),
    ):
        answer = await http.get(path)
        assert answer.status_code == code
        assert answer.json() == {"ok": False, "error_code": code, "description": words}


async def until(happened: Callable[[], object]) -> None:
    """Let the loop run until this is so."""
    async with asyncio.timeout(5):
        while not happened():  # noqa: ASYNC110 - nobody would set an event for a test
            await asyncio.sleep(0)


class Hook:
    """Somebody's webhook: what came, and what it answers."""

    def __init__(self) -> None:
        self.came: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[Response] = []
        self.enough = asyncio.Event()
        self.wanted = 1

    async def receive(self, request: Request) -> Response:
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.came.append((secret, await request.json()))
        if len(self.came) >= self.wanted:
            self.enough.set()
        return self.answers.pop(0) if self.answers else Response()

    async def until(self, count: int) -> list[dict[str, Any]]:
        self.wanted = count
        if len(self.came) < count:
            self.enough.clear()
            async with asyncio.timeout(5):
                await self.enough.wait()
        return [update for _, update in self.came]


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    app = Starlette(routes=[Route("/hook", hook.receive, methods=["POST"])])
    async with listening(app) as url:
        yield hook, f"{url}/hook"


async def test_a_webhook_gets_updates_with_its_secret(
    app: App, lan: Person, hook: tuple[Hook, str]
) -> None:
    receiver, url = hook
    await app.bot.set_webhook(url, secret_token="Mat-khau_1")
    await lan.says("một")
    await receiver.until(1)
    secret, update = receiver.came[0]
    assert (secret, update["message"]["text"]) == ("Mat-khau_1", "một")


async def test_a_failing_webhook_is_tried_again_in_order(
    app: App, lan: Person, hook: tuple[Hook, str], world: World
) -> None:
    receiver, url = hook
    receiver.answers = [Response(status_code=500), Response(status_code=403)]
    await lan.says("một")
    await lan.says("hai")
    await app.bot.set_webhook(url)
    came = await receiver.until(4)
    assert [update["message"]["text"] for update in came] == ["một", "một", "một", "hai"]
    assert len({update["update_id"] for update in came}) == 2
    info = await app.bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 403 Forbidden"
    await until(lambda: not world.updates.pending())


async def test_one_chat_does_not_wait_for_another(
    app: App, lan: Person, minh: Person, hook: tuple[Hook, str], world: World
) -> None:
    receiver, url = hook
    receiver.answers = [Response(status_code=500)] * 3
    await app.bot.set_webhook(url)
    await lan.says("của Lan")
    await receiver.until(1)
    await minh.says("của Minh")
    came = await receiver.until(5)
    assert {update["message"]["text"] for update in came} == {"của Lan", "của Minh"}


async def test_a_webhook_that_is_not_there_is_noted(app: App, lan: Person, world: World) -> None:
    await app.bot.set_webhook("http://127.0.0.1:9/hook")
    await lan.says("một")
    await until(lambda: world.updates.last_failure)
    info = await app.bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")


async def test_a_webhook_may_answer_with_a_call(
    app: App, lan: Person, hook: tuple[Hook, str]
) -> None:
    receiver, url = hook
    call = {"method": "sendMessage", "chat_id": lan.id, "text": "nhận rồi"}
    receiver.answers = [JSONResponse(call)]
    await app.bot.set_webhook(url)
    await lan.says("một")
    await shows(lan, "nhận rồi")


async def test_another_process_may_act_for_people(
    polling: App, http: httpx.AsyncClient, world: World
) -> None:
    made = await http.post("/sandbox/people", json={"first_name": "Hoa", "phone": "0987654321"})
    person_id = made.json()["id"]
    await http.post("/sandbox/say", json={"person_id": person_id, "text": "/card"})
    await shows(Person(world, world.people[person_id]), "Hôm nay")
    chat = (await http.get(f"/sandbox/chat/{person_id}")).json()
    message = chat["messages"][-1]
    data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    tap = {"person_id": person_id, "message_id": message["message_id"], "data": data, "wait": 5}
    answer = (await http.post("/sandbox/tap", json=tap)).json()
    assert answer["answer"]["text"] == "Đã ghi nhận"
    url = f"/sandbox/chat/{person_id}?wait=5&since={chat['version'] + 2}"
    changed = (await http.get(url)).json()
    assert changed["messages"][-1]["text"] == "Đã gửi"


async def test_another_process_may_break_things(
    app: App, lan: Person, http: httpx.AsyncClient, world: World
) -> None:
    await lan.says("/start")
    await http.post("/sandbox/faults", json={"kind": "bad_gateway", "method": "getMe"})
    with pytest.raises(NetworkError):
        await app.bot.get_me()
    assert (await http.get("/sandbox/faults")).json()["bad_gateway"] == 1
    await http.delete("/sandbox/faults")
    assert (await app.bot.get_me()).id == app.bot.id
    await http.post("/sandbox/flood", json={"enabled": True})
    assert world.flood.enabled
    assert (await http.post("/sandbox/faults", json={"kind": "rain"})).status_code == 400


async def test_a_taken_port_is_an_error_one_can_tell(world: World, address: str) -> None:
    port = int(address.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        async with serving(world, port=port):
            pass


async def test_what_fails_inside_comes_out_as_it_is(world: World) -> None:
    with pytest.raises(KeyError):
        async with serving(world):
            raise KeyError
