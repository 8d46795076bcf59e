"""How updates come in: long polling, or Telegram's calls to a webhook. No behaviour of its own.

An update is confirmed to Telegram only after it was handled: the next poll names the offset behind
it, or the webhook's call is answered. Killed in between, the program gets it again.
"""

import asyncio
import hmac
import json
import logging
import secrets
import socket
from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.errors import Refusal
from bot.settings import Settings
from handlers.context import BotApplication

log = logging.getLogger(__name__)

ALLOWED = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
POLL_SECONDS = 30
LONGEST_PAUSE = 60.0
BODY_LIMIT = 1 << 20


async def take_in(application: BotApplication, settings: Settings) -> None:
    """Handle updates until cancelled, in the way that the settings choose."""
    if settings.webhook_url is None:
        await poll(application)
    else:
        await serve(application, settings.webhook_url, settings)


async def poll(application: BotApplication) -> None:
    """Fetch and handle updates until cancelled."""
    bot = application.bot
    offset, pause, alone = 0, 1.0, False
    while True:
        try:
            alone = alone or await bot.delete_webhook()  # where one is set, polling is refused
            updates = await bot.get_updates(offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED)
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = _pause(error, pause)
            log.warning("Telegram did not answer, trying again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            continue
        pause = 1.0
        await handle(application, updates)
        if updates:
            offset = updates[-1].update_id + 1


async def handle(application: BotApplication, updates: Sequence[Update]) -> None:
    """Handle a batch: in order inside a chat, side by side across chats."""
    lanes: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        lanes[update.effective_chat.id if update.effective_chat else 0].append(update)
    async with asyncio.TaskGroup() as group:
        for lane in lanes.values():
            group.create_task(_in_order(application, lane))


async def _in_order(application: BotApplication, updates: Sequence[Update]) -> None:
    for update in updates:
        await application.process_update(update)


def _pause(error: TelegramError, last: float) -> float:
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return float(after) if isinstance(after, int) else after.total_seconds()
    if isinstance(error, (NetworkError, Conflict)):
        return min(last * 2, LONGEST_PAUSE)
    return LONGEST_PAUSE


async def serve(application: BotApplication, url: str, settings: Settings) -> None:
    """Tell Telegram where to call, and answer its calls until cancelled."""
    import uvicorn  # noqa: PLC0415 - who polls does not pay for it

    given = settings.webhook_secret
    secret = given.get_secret_value() if given else secrets.token_urlsafe(32)
    site = webhook(application, urlsplit(url).path or "/", secret)
    with _listening(settings.webhook_port) as listener:
        server = uvicorn.Server(uvicorn.Config(site, lifespan="off", log_config=None))
        await application.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED)
        try:
            # its own `serve` would take the signals away from the program
            await server._serve([listener])  # noqa: SLF001 - see above
        finally:
            await server.shutdown([listener])


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server(("", port))
    except OSError as error:
        raise Refusal(
            "Không mở được cổng {port} ({reason}). Hãy đổi WEBHOOK_PORT.",
            port=port,
            reason=error.strerror,
        ) from error


def webhook(application: BotApplication, path: str, secret: str) -> Starlette:
    """Give the web application that Telegram calls; `/health` answers whoever watches it."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        update = _update(body, application.bot)
        if update is None:
            return Response(status_code=400)
        await application.process_update(update)
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


def _update(body: bytes, bot: Bot) -> Update | None:
    try:
        return Update.de_json(json.loads(body), bot)
    except Exception:  # noqa: BLE001 - the library says in many ways that something is no update
        return None
