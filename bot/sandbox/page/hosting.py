"""A web server inside the running program."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

from bot.errors import Refusal

HOST = "127.0.0.1"


@asynccontextmanager
async def hosting(app: FastAPI, port: int) -> AsyncIterator[str]:
    """Serve this machine only and give the address; port 0 takes a free one.

    Raises:
        Refusal: the port is taken.
    """
    listener = _listen(port)
    server = _Server(app)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listener]))
        await server.up.wait()
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError:
        raise Refusal(
            "Cổng {port} đang có chương trình khác dùng; hãy chọn cổng khác, như --port {other}.",
            port=port,
            other=port + 1,
        ) from None


class _Server(uvicorn.Server):
    """Leaves signals to the program, and tells when it answers."""

    def __init__(self, app: FastAPI) -> None:
        config = uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=1)
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
