"""The webhook: an update is kept, and only then is Telegram's call answered with 200."""

import asyncio
import hmac
import logging
import socket
import sys
from urllib.parse import urlsplit

import uvicorn
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter

from bot import jsons
from bot.errors import Refusal
from bot.ingress import incoming
from bot.ingress.desk import Desk
from bot.settings import Settings

log = logging.getLogger(__name__)

BODY_LIMIT = 1 << 20
BODY_SECONDS = 10
"""How long a caller may take over its body."""
CALLS_AT_ONCE = 40
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LAST_CALLS = 2
"""Seconds that calls on their way get when the program ends."""


async def serve(bot: Bot, settings: Settings, url: str, desk: Desk) -> None:
    """Tell Telegram where to call, and answer its calls until cancelled."""
    secret = settings.webhook_key
    site = webhook(desk, urlsplit(url).path or "/", secret)
    with _listening(settings.webhook_port) as listener:
        config = uvicorn.Config(
            site,
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=LAST_CALLS,
        )
        server = uvicorn.Server(config)
        await _announce(bot, url, secret)
        try:
            # its own `serve` would take the signals away from the program
            await server._serve([listener])  # noqa: SLF001 - see above
        finally:
            await server.shutdown([listener])


async def _announce(bot: Bot, url: str, secret: str) -> None:
    """Tell Telegram where to call, until it has taken notice."""
    pause = FIRST_PAUSE
    while True:
        try:
            await bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=incoming.KINDS,
                max_connections=CALLS_AT_ONCE,
            )
        except BadRequest:
            raise
        except (NetworkError, RetryAfter) as error:
            log.warning("Telegram was not told where to call, trying again: %s", error)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return


def webhook(desk: Desk, path: str, secret: str) -> Starlette:
    """Give the web application that Telegram calls; `/health` answers whoever watches it."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return Response(status_code=408)
        if body is None:
            return Response(status_code=413)
        update = _json(body)
        if incoming.read(update) is None:
            return Response(status_code=400)
        try:
            await desk.receive([update])
        except SQLAlchemyError as error:
            log.warning("an update was not kept, Telegram will send it again: %s", error)
            return Response(status_code=503)
        return Response()

    async def health(_request: Request) -> Response:
        return Response("ok")

    return Starlette(
        routes=[
            Route(path, receive, methods=["POST"]),
            Route("/health", health),
        ]
    )


async def _body(request: Request) -> bytes | None:
    """Read what was sent, or give None for too much: a length that was announced is no promise."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _json(body: bytes) -> object:
    try:
        return jsons.read(body)
    except (ValueError, RecursionError):
        return None


def _listening(port: int) -> socket.socket:
    """Open the port, which on most systems several workers may share."""
    shared = sys.platform == "linux"
    try:
        return socket.create_server(("", port), reuse_port=shared)
    except OSError as error:
        raise Refusal(
            "Không mở được cổng {port} ({reason}). Hãy đổi WEBHOOK_PORT.",
            port=port,
            reason=error.strerror,
        ) from error
