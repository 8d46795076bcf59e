"""What goes wrong in a handler: a refusal becomes words, a fault goes to the log and is owned."""

import logging

from telegram import Update
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter
from telegram.ext import ApplicationHandlerStop

from bot.errors import DoneBefore, Refusal
from bot.rules.people import Official
from bot.speech import general
from bot.speech.screen import Screen
from bot.usecases import enrol
from bot.usecases.intake import out_of_order
from handlers.context import Context, in_hand

log = logging.getLogger(__name__)


async def refuse_or_report(update: object, context: Context) -> None:
    """Own what went wrong, and let no handler go on where another one failed."""
    try:
        await _own(update, context)
    except Exception as error:  # noqa: BLE001 - judged by who handles the update
        _leave_unanswered(error)
    raise ApplicationHandlerStop


async def _own(update: object, context: Context) -> None:
    error = context.error
    if error is None or not isinstance(update, Update):
        log.error("outside an update: %s", error, exc_info=error)
        return
    if _passes(error):
        _leave_unanswered(error)
        return
    if isinstance(error, DoneBefore):
        return  # by a program that was killed before it could say so; the ledger has it
    context.asker = await _asker(update, context)
    if isinstance(error, Refusal):
        await _say(update, context, context.t.refusal(error))
    elif isinstance(error, Forbidden) and context.asker:
        await enrol.reach(context.office, context.asker.id, context.now)
    else:
        log.error("update %s failed", update.update_id, exc_info=error)
        first, *_ = str(error).splitlines() or [""]
        in_hand.get().failed = f"{type(error).__name__}: {first}"
        await _say(update, context, general.failed(context.t))


def _passes(error: Exception) -> bool:
    """Tell whether the same may go well a little later."""
    if isinstance(error, (NetworkError, RetryAfter)):
        return not isinstance(error, BadRequest)
    return out_of_order(error)


def _leave_unanswered(error: Exception) -> None:
    in_hand.get().unanswered = error


async def _asker(update: Update, context: Context) -> Official | None:
    """Find out again who asks: PTB gives this handler a context of its own."""
    if update.effective_user is None:
        return None
    try:
        return await enrol.who(context.office, update.effective_user.id)
    except Exception:  # noqa: BLE001 - what failed may be this very question
        return None


async def _say(update: Update, context: Context, text: str) -> None:
    if update.callback_query:
        await context.answer(text, alert=True)
    elif update.effective_chat:
        await context.say(Screen(general.sentence(text)))
