"""Every tap: read the button, do its deed, answer the query once."""

from telegram import CallbackQuery, Update
from telegram.constants import ChatType
from telegram.error import BadRequest

from bot.errors import Refusal
from bot.speech import buttons, general
from bot.speech.screen import clip
from handlers import digest, enrol, leave, month, ranking, report, review
from handlers.context import Context, Taps

TOAST_ROOM = 200

TAPS: Taps = {
    **enrol.TAPS,
    **report.TAPS,
    **review.TAPS,
    **leave.TAPS,
    **ranking.TAPS,
    **month.TAPS,
    **digest.TAPS,
}
STRANGERS_TAPS = {buttons.Agree}
"""What a person may tap who has not signed up."""


async def tap(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query  # noqa: S101 - only taps come here
    try:
        toast = await _deed(update, context, query.data or "")
    except buttons.Unreadable:
        await _answer(query, general.old_button(context.t), alert=True)
    except Refusal as refusal:
        await _answer(query, context.t.refusal(refusal), alert=True)
    else:
        await _answer(query, toast)


async def _deed(update: Update, context: Context, data: str) -> str | None:
    if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE:
        return general.private_only(context.t).text.striptags()
    button = buttons.parse(data)
    if context.asker is None and type(button) not in STRANGERS_TAPS:
        return general.sign_up_first(context.t)
    return await TAPS[type(button)](update, context, button)


async def _answer(query: CallbackQuery, text: str | None, *, alert: bool = False) -> None:
    """Stop the button's spinning; a query that Telegram has forgotten is none to answer."""
    try:
        await query.answer(text and clip(text, TOAST_ROOM), show_alert=alert)
    except BadRequest as error:
        if "query" not in error.message.casefold():
            raise
