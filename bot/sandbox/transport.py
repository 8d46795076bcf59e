"""The bot and the server in one process: no socket, the same answers.

request = SandboxRequest(world)
application = (
    ApplicationBuilder().token(world.bot.token).request(request)
    .get_updates_request(SandboxRequest(world)).build()
)
world.deliver = straight_to(application)

`nep.desk.hand_in` is what a world delivers to the whole program.
"""

import json
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from telegram import Update
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.ext import Application
from telegram.request import BaseRequest, RequestData

from bot.sandbox import api
from bot.sandbox.call import Call, Upload
from bot.sandbox.faults import ConnectionBroken
from bot.sandbox.model import JSON, Deliver
from bot.sandbox.refusal import not_found
from bot.sandbox.world import World


class SandboxRequest(BaseRequest):
    """What python-telegram-bot sends its requests through."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """There is nothing to connect to."""

    async def shutdown(self) -> None:
        """There is nothing to disconnect from."""

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - see above
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - see above
    ) -> tuple[int, bytes]:
        address = urlsplit(url)
        path = unquote(address.path)
        place, _, rest = path.partition("/bot")
        token, _, name = rest.partition("/")
        try:
            if place == "/file":
                return self._download(token, name)
            call = _call(name, address.query, request_data)
            status, body = await api.answer(self._world, token, call)
        except ConnectionBroken as broken:
            if broken.after_effect:
                raise TimedOut from broken
            raise NetworkError("httpx.ConnectError: All connection attempts failed") from broken
        return status, json.dumps(body).encode()

    def _download(self, token: str, path: str) -> tuple[int, bytes]:
        stored = api.download(self._world, token, path)
        if stored is None:
            return 404, json.dumps(not_found().json).encode()
        return 200, stored.data


def straight_to(application: Application[Any, Any, Any, Any, Any, Any]) -> Deliver:
    """Hand each update to the application and wait until it is handled."""

    async def deliver(update: JSON) -> None:
        parsed = Update.de_json(update, application.bot)
        await application.process_update(parsed)

    return deliver


def _call(name: str, query: str, data: RequestData | None) -> Call:
    asked = dict(parse_qsl(query))
    if data is None:
        return Call(name, asked)
    uploads = {
        part: Upload(str(filename), content if isinstance(content, bytes) else content.read())
        for part, (filename, content, *_) in (data.multipart_data or {}).items()
    }
    return Call(name, asked | data.json_parameters, uploads)
