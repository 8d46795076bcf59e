"""What goes wrong in a handler: a refusal becomes words, a fault goes to the log and is owned."""

import asyncio
import logging
from contextlib import suppress
from contextvars import ContextVar

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.errors import Refusal
from bot.rules.people import Official
from bot.speech import general
from bot.speech.screen import Screen
from bot.usecases import enrol
from handlers.context import Context

log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds that one person's update waits for Telegram to take an answer; others wait behind it."""
TRIES = 3

_tries: ContextVar[int] = ContextVar("tries", default=1)


async def refuse_or_report(update: object, context: Context) -> None:
    """Own what went wrong, and let no handler go on where another one failed."""
    await _own(update, context)
    raise ApplicationHandlerStop


async def _own(update: object, context: Context) -> None:
    error = context.error
    if not isinstance(update, Update):
        log.error("outside an update: %s", error, exc_info=error)
        return
    context.asker = await _asker(update, context)
    if isinstance(error, Refusal):
        await _say(update, context, context.t.refusal(error))
    elif isinstance(error, Forbidden) and context.asker:
        await enrol.reach(context.office, context.asker.id, context.now)
    elif isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest):
        await _once_more(update, context, error)
    else:
        log.error("update %s failed", update.update_id, exc_info=error)
        await _say(update, context, general.failed(context.t))


async def _once_more(update: Update, context: Context, error: TelegramError) -> None:
    """Handle the update again: every deed may be done twice, and the answer is still to be said."""
    tried, pause = _tries.get(), _pause(error)
    if tried < TRIES and pause <= PATIENCE:
        await asyncio.sleep(pause)
        mark = _tries.set(tried + 1)
        try:
            await context.application.process_update(update)
        finally:
            _tries.reset(mark)
        return
    log.warning("update %s was handled, but Telegram did not answer: %s", update.update_id, error)
    if update.callback_query:
        with suppress(TelegramError):
            await update.callback_query.answer(general.unshown(context.t), show_alert=True)


def _pause(error: TelegramError) -> float:
    if not isinstance(error, RetryAfter):
        return 0.2
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


async def _asker(update: Update, context: Context) -> Official | None:
    """Find out again who asks: PTB gives this handler a context of its own."""
    if update.effective_user is None:
        return None
    try:
        return await enrol.who(context.office, update.effective_user.id)
    except Exception:  # noqa: BLE001 - what failed may be the database itself
        return None


async def _say(update: Update, context: Context, text: str) -> None:
    if update.callback_query:
        await update.callback_query.answer(text[:200], show_alert=True)
    elif update.effective_chat:
        await context.say(Screen(general.sentence(text)))
