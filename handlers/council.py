"""The whole office for the council: one message that changes in place, and all units as a file."""

from telegram import Update

from bot.bulletins import council as bulletin
from bot.speech import buttons
from bot.speech import council as words
from bot.usecases import council
from handlers import pictures
from handlers.context import Context, Taps


async def tap(update: Update, context: Context, button: buttons.Council) -> None:
    shown = await council.show(
        context.office, context.actor.id, button.kind, button.day, context.now
    )
    await pictures.change(update, context, bulletin.pictured(context.t, shown, button.part))


async def tap_file(_: Update, context: Context, button: buttons.CouncilFile) -> None:
    shown = await council.show(
        context.office, context.actor.id, button.kind, button.day, context.now
    )
    name, content = await bulletin.exported(context.t, shown)
    caption = words.file_caption(context.t, shown)
    await context.messenger.document(context.chat_id, name, content, caption)


TAPS: Taps = {buttons.Council: tap, buttons.CouncilFile: tap_file}
"""The buttons of the council's digest."""
