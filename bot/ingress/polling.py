"""Long polling: fetch, keep, and only then confirm, by asking for what comes behind."""

import asyncio
import json
import logging
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import InvalidToken, RetryAfter
from telegram.request import BaseRequest

from bot import limits
from bot.ingress import incoming
from bot.ingress.desk import Desk

log = logging.getLogger(__name__)

SECONDS = 30
"""How long Telegram holds a question that has no answer yet."""
MARGIN = 10
LONGEST_PAUSE = 60.0


async def poll(bot: Bot, request: BaseRequest, desk: Desk) -> None:
    """Fetch updates and have them kept, until cancelled.

    The question is put without `Bot.get_updates`, which knows a batch only as a whole: one update
    that it cannot read would keep all the others from coming in. What an answer without updates
    confirmed need not be confirmed again: after a week without any, Telegram's numbers begin
    anew, and from below an offset it would give the same ones for ever.
    """
    offset, pause, alone = 0, 1.0, False
    while True:
        try:
            alone = alone or await bot.delete_webhook()  # where one is set, polling is refused
            updates = await _fetch(bot, request, offset)
            await desk.receive(updates)
        except InvalidToken:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the next question is the remedy
            pause = _pause(error, pause)
            log.warning("no updates came in, trying again in %.0f s: %s", pause, error)
            await asyncio.sleep(pause)
            continue
        pause = 1.0
        offset = max((update["update_id"] + 1 for update in updates), default=0)


async def _fetch(bot: Bot, request: BaseRequest, offset: int) -> list[dict[str, Any]]:
    asked = {"offset": offset, "timeout": SECONDS, "allowed_updates": json.dumps(incoming.KINDS)}
    url = f"{bot.base_url}/getUpdates?{urlencode(asked)}"
    found = await request.post(url, read_timeout=SECONDS + MARGIN)
    return found if isinstance(found, list) else []


def _pause(error: Exception, last: float) -> float:
    if isinstance(error, RetryAfter):
        return limits.named(error).total_seconds()
    return min(last * 2, LONGEST_PAUSE)
