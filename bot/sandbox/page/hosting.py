"""A web server inside the running program."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from fastapi import FastAPI

HOST = "127.0.0.1"


def listen(port: int) -> socket.socket:
    """Take a port of this machine only, 0 a free one; one that is taken raises `OSError`."""
    return socket.create_server((HOST, port))


@asynccontextmanager
async def hosting(app: FastAPI, listener: socket.socket) -> AsyncIterator[str]:
    """Serve and give the address."""
    server = _Server(app)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve(sockets=[listener]))
        await server.up.wait()
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True


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
