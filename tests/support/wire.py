"""A server in raw bytes, for what no well-behaved server does."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.background import Nursery


@dataclass(frozen=True)
class Heard:
    """One request."""

    line: str
    headers: dict[str, str]
    body: bytes


class Line:
    """One connection, as the server has it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def head(self) -> Heard | None:
        """Hear a request up to its body; None is a caller who has hung up."""
        try:
            raw = await self.reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return None
        line, *fields = raw.decode().strip().split("\r\n")
        headers = (field.split(": ", 1) for field in fields)
        return Heard(line, {name.lower(): value for name, value in headers}, b"")

    async def request(self) -> Heard | None:
        head = await self.head()
        if head is None:
            return None
        length = int(head.headers.get("content-length", 0))
        return Heard(head.line, head.headers, await self.reader.readexactly(length))

    async def say(self, body: bytes = b'{"ok":true,"result":true}', status: str = "200 OK") -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.writer.write(head.encode() + body)
        await self.writer.drain()

    def reset(self) -> None:
        self.writer.transport.abort()

    async def ended(self) -> None:
        """Wait until the caller hangs up."""
        await self.reader.read()


Behaviour = Callable[[Line], Awaitable[None]]


@asynccontextmanager
async def behaving(how: Behaviour, context: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """Serve each connection in that way, hang up when it is over, and give the port."""
    nursery = Nursery()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await how(Line(reader, writer))
        finally:
            writer.close()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nursery.start(serve(reader, writer), "line")

    server = await asyncio.start_server(take, "127.0.0.1", 0, ssl=context)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await nursery.close()
