"""What goes wrong in a handler: a refusal becomes words, a fault goes to the log and is owned."""

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.errors import Refusal
from bot.rules.people import Official
from bot.speech import general
from bot.speech.screen import Screen
from bot.usecases import enrol
from handlers.context import Context

log = logging.getLogger(__name__)


async def refuse_or_report(update: object, context: Context) -> None:
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
        log.warning(
            "update %s was handled, but Telegram did not answer: %s", update.update_id, error
        )
    else:
        log.error("update %s failed", update.update_id, exc_info=error)
        await _say(update, context, general.failed(context.t))


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
