"""Every tap: read the button, do its deed, answer the query once."""

from telegram import Update
from telegram.constants import ChatType

from bot.errors import Refusal
from bot.speech import buttons, general
from handlers import (
    calendar,
    council,
    delegation,
    digest,
    enrol,
    habits,
    leave,
    month,
    ranking,
    report,
    review,
    rota,
)
from handlers.context import Context, Taps

TAPS: Taps = {
    **enrol.TAPS,
    **report.TAPS,
    **review.TAPS,
    **leave.TAPS,
    **delegation.TAPS,
    **calendar.TAPS,
    **habits.TAPS,
    **rota.TAPS,
    **ranking.TAPS,
    **month.TAPS,
    **digest.TAPS,
    **council.TAPS,
}
STRANGERS_TAPS = {buttons.Agree}
"""What a person may tap who has not signed up."""


async def tap(update: Update, context: Context) -> None:
    """Do the deed; one that changes its message has answered the query already."""
    query = update.callback_query
    assert query  # noqa: S101 - only taps come here
    try:
        await _deed(update, context, query.data or "")
    except buttons.Unreadable:
        await context.answer(general.old_button(context.t), alert=True)
    except Refusal as refusal:
        await context.answer(context.t.refusal(refusal), alert=True)
    else:
        await context.answer(context.toast)


async def _deed(update: Update, context: Context, data: str) -> None:
    if update.effective_chat is None or update.effective_chat.type != ChatType.PRIVATE:
        context.toast = general.private_only(context.t).text.striptags()
        return
    button = buttons.parse(data)
    if context.asker is None and type(button) not in STRANGERS_TAPS:
        context.toast = general.sign_up_first(context.t)
        return
    await TAPS[type(button)](update, context, button)
