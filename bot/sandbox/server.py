"""The world over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`, as Telegram has them.

async with serving(world, port=8081) as address:
    ...  # a bot with base_url f"{address}/bot" and base_file_url f"{address}/file/bot"
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from bot.sandbox import api, control
from bot.sandbox.call import Call, Upload
from bot.sandbox.faults import ConnectionBroken
from bot.sandbox.model import JSON
from bot.sandbox.refusal import not_found
from bot.sandbox.webhook import WebhookSender
from bot.sandbox.world import World

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol as HTTPProtocol
else:
    HTTPProtocol = AutoHTTPProtocol


def create_app(world: World) -> Starlette:
    """Give the ASGI application; faults that break connections need `serving`."""
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", _method, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", _file),
            Mount("/sandbox", routes=control.routes(world)),
        ]
    )
    app.state.world = world
    return app


@asynccontextmanager
async def serving(
    world: World, *, host: str = "127.0.0.1", port: int = 0, first_retry: float = 1.0
) -> AsyncIterator[str]:
    """Serve the world, webhook included, and give the address; port 0 takes a free one.

    A port that is taken raises `OSError`.
    """
    sender = WebhookSender(world, first_wait=first_retry)
    async with listening(create_app(world), sender.run(), host=host, port=port) as address:
        try:
            yield address
        finally:
            world.updates.end_polls()


@asynccontextmanager
async def listening(
    app: Starlette,
    *beside: Coroutine[Any, Any, None],
    host: str = "127.0.0.1",
    port: int = 0,
) -> AsyncIterator[str]:
    """Serve an application in this loop, with what runs beside it, and give its address."""
    try:
        listener = socket.create_server((host, port))
    except OSError:
        for coroutine in beside:
            coroutine.close()
        raise
    server = _Server(app)
    raised: Exception | None = None
    async with asyncio.TaskGroup() as group:
        serves = group.create_task(server.serve(sockets=[listener]))
        others = [group.create_task(coroutine) for coroutine in beside]
        await server.up.wait()
        try:
            yield f"http://{host}:{listener.getsockname()[1]}"
        except Exception as error:  # noqa: BLE001 - raised below: the group would wrap it
            raised = error
        finally:
            for other in others:
                other.cancel()
            server.closing.set()
            await serves
    if raised:
        raise raised


class _Server(uvicorn.Server):
    """A server inside a running program: signals are the program's business."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=_Severable,
                ws="none",
                lifespan="off",
                proxy_headers=False,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self.up = asyncio.Event()
        self.closing = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """Wait for the end without looking ten times a second."""
        await self.closing.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Severable(HTTPProtocol):
    """Lets the application cut the connection: `request.state.sever()`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # a TCP server is handed just this kind
        super().connection_made(transport)
        self.app_state = {**self.app_state, "sever": transport.abort}


async def _method(request: Request) -> Response:
    world: World = request.app.state.world
    method, token = request.path_params["method"], request.path_params["token"]
    try:
        status, body = await api.answer(world, token, await _read(request, method))
    except (ConnectionBroken, ClientDisconnect):
        return await _sever(request)
    return JSONResponse(body, status)


async def _sever(request: Request) -> Response:
    """Cut the connection; the answer returned goes nowhere."""
    request.state.sever()
    await request.receive()
    return Response()


async def _file(request: Request) -> Response:
    world: World = request.app.state.world
    try:
        stored = api.download(world, request.path_params["token"], request.path_params["path"])
    except ConnectionBroken:
        return await _sever(request)
    if stored is None:
        return JSONResponse(not_found().json, 404)
    return Response(stored.data, media_type=stored.mime_type)


async def _read(request: Request, method: str) -> Call:
    values: JSON = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        values |= await request.json()
    elif kind == "application/x-www-form-urlencoded":
        values |= dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
    elif kind == "multipart/form-data":
        async with request.form() as form:
            for name, value in form.multi_items():
                await _part(name, value, values, uploads)
    return Call(method, values, uploads)


async def _part(name: str, value: Any, values: JSON, uploads: dict[str, Upload]) -> None:  # noqa: ANN401 - a text or a file
    if isinstance(value, UploadFile):
        uploads[name] = Upload(value.filename or name, await value.read())
    else:
        values[name] = value
