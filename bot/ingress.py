"""How updates come in: long polling, or Telegram's calls to a webhook. No behaviour of its own.

An update is confirmed to Telegram only after it was handled: the next poll names the offset behind
it, or the webhook's call is answered. Killed in between, the program gets it again.
"""

import asyncio
import hmac
import logging
from collections import defaultdict
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.app import Nep

log = logging.getLogger(__name__)

ALLOWED = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
POLL_SECONDS = 30
LONGEST_PAUSE = 60.0
BODY_LIMIT = 1 << 20


async def poll(nep: Nep) -> None:
    """Fetch and handle updates until cancelled."""
    bot = nep.application.bot
    await bot.delete_webhook()
    offset, pause = 0, 1.0
    while True:
        try:
            updates = await bot.get_updates(offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED)
        except InvalidToken:
            raise
        except TelegramError as error:
            pause = _pause(error, pause)
            log.warning("Telegram did not answer, trying again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            continue
        pause = 1.0
        await handle(nep, updates)
        if updates:
            offset = updates[-1].update_id + 1


async def handle(nep: Nep, updates: Sequence[Update]) -> None:
    """Handle a batch: in order inside a chat, side by side across chats."""
    lanes: dict[int, list[Update]] = defaultdict(list)
    for update in updates:
        lanes[update.effective_chat.id if update.effective_chat else 0].append(update)
    async with asyncio.TaskGroup() as group:
        for lane in lanes.values():
            group.create_task(_in_order(nep, lane))


async def _in_order(nep: Nep, updates: Sequence[Update]) -> None:
    for update in updates:
        await nep.application.process_update(update)


def _pause(error: TelegramError, last: float) -> float:
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return float(after) if isinstance(after, int) else after.total_seconds()
    if isinstance(error, (NetworkError, Conflict)):
        return min(last * 2, LONGEST_PAUSE)
    return LONGEST_PAUSE


def webhook(nep: Nep, path: str, secret: str) -> Starlette:
    """Give the web application that Telegram calls; `/health` answers whoever watches it."""

    async def receive(request: Request) -> Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        if int(request.headers.get("content-length", 0)) > BODY_LIMIT:
            return Response(status_code=413)
        try:
            update = Update.de_json(await request.json(), nep.application.bot)
        except (ValueError, TypeError, KeyError):
            return Response(status_code=400)
        await nep.application.process_update(update)
        return Response()

    async def health(_request: Request) -> Response:
        return Response("ok")

    return Starlette(
        routes=[
            Route(path, receive, methods=["POST"]),
            Route("/health", health),
        ]
    )
