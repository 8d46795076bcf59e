"""Pictures with words under them: sent, and changed in place."""

from telegram import Message, Update

from bot.bulletins.pictured import Pictured
from bot.speech.screen import Screen
from handlers.context import Context, tapped


async def send(context: Context, shown: Pictured) -> None:
    await context.messenger.photo(context.chat_id, shown.drawing, shown.screen)


async def change(update: Update, context: Context, shown: Pictured) -> None:
    """Change the picture whose button was tapped, or send it anew where it is gone."""
    message_id = tapped(update)
    if message_id is None or not await context.messenger.change_photo(
        context.chat_id, message_id, shown.drawing, shown.screen
    ):
        await send(context, shown)


async def change_words(update: Update, context: Context, screen: Screen) -> None:
    """Change the words and the buttons of the message that was tapped, be it a picture or not.

    Of an old message it is not told whether it is one: then Telegram is asked.
    """
    query, message_id = update.callback_query, tapped(update)
    if query is None or message_id is None:
        return
    ways = [context.messenger.edit, context.messenger.change_caption]
    if isinstance(query.message, Message):  # of what was tapped, only pictures are given whole
        ways.reverse()
    for changed in ways:
        if await changed(context.chat_id, message_id, screen):
            return
    await context.say(screen)
