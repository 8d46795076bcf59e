"""Pictures with words under them: sent, and changed in place."""

from telegram import Message, Update

from bot.bulletins.pictured import Pictured
from bot.speech.screen import Screen
from handlers.context import Context


async def send(update: Update, context: Context, shown: Pictured) -> None:
    assert update.effective_chat  # noqa: S101 - only chats reach a handler
    await context.messenger.photo(update.effective_chat.id, shown.picture, shown.screen)


async def change(update: Update, context: Context, shown: Pictured) -> None:
    """Change the picture whose button was tapped, or send it anew where it is gone."""
    chat_id, message_id = _tapped(update)
    if message_id is None or not await context.messenger.change_photo(
        chat_id, message_id, shown.picture, shown.screen
    ):
        await context.messenger.photo(chat_id, shown.picture, shown.screen)


async def change_words(update: Update, context: Context, screen: Screen) -> None:
    """Change the words and the buttons of the message that was tapped, be it a picture or not."""
    query = update.callback_query
    chat_id, message_id = _tapped(update)
    if query and isinstance(query.message, Message) and not query.message.photo:
        await context.change(update, screen)
    elif message_id is not None:
        await context.messenger.change_caption(chat_id, message_id, screen)


def _tapped(update: Update) -> tuple[int, int | None]:
    query = update.callback_query
    assert query  # noqa: S101 - only taps come here
    return query.from_user.id, query.message.message_id if query.message else None
