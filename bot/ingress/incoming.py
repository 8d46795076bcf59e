"""What Telegram sends, as far as it must be understood before it is kept."""

from collections.abc import Mapping
from typing import Any

from telegram import Bot, CallbackQuery, Chat, InaccessibleMessage, Update, User

from bot import jsons
from db.updates import Arrived

JSON = Mapping[str, Any]

KINDS = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
"""What is asked of Telegram."""

PLACE = ("message_id", "chat", "date", "photo")
"""Where a tapped message stands, and whether it is a picture."""


def read(update: object) -> Arrived | None:
    """Find an update's number and its chat; None for what is no update at all.

    What else is wrong with it shows when it is handled.
    """
    if not isinstance(update, dict):
        return None
    number = update.get("update_id")
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 1 << 63:
        return None
    try:
        return Arrived(number, _chat(update), jsons.written(_needed(update)).decode())
    except RecursionError:  # so deep that it can be read but not written: nothing of Telegram's
        return None


def understood(payload: str, bot: Bot) -> Update:
    """Make of what was kept what handlers are given; raise for what cannot be read.

    A tap is put together here. Of its message only the place was kept, so it is given as one that
    Telegram shows no more; a picture is given whole. The library would make a message of a hundred
    empty fields, which takes longer than all the rest.
    """
    update = jsons.read(payload)
    tapped = update.get(Update.CALLBACK_QUERY)
    message = tapped.get("message") if isinstance(tapped, dict) else None
    if not isinstance(message, dict) or "photo" in message:
        return Update.de_json(update, bot)
    query = CallbackQuery(
        tapped["id"],
        User.de_json(tapped["from"], bot),
        tapped["chat_instance"],
        message=InaccessibleMessage(Chat.de_json(message["chat"], bot), message["message_id"]),
        data=tapped.get("data"),
    )
    query.set_bot(bot)
    return Update(update["update_id"], callback_query=query)


def _needed(update: JSON) -> JSON:
    """Leave out what a tapped message says: the bot wrote it, and a button says all by itself."""
    tapped = update.get(Update.CALLBACK_QUERY)
    if not isinstance(tapped, dict) or not isinstance(message := tapped.get("message"), dict):
        return update
    kept = {name: message[name] for name in PLACE if name in message}
    return {**update, Update.CALLBACK_QUERY: {**tapped, "message": kept}}


def _chat(update: JSON) -> int:
    """Tell in which order it belongs: a chat's, or its sender's where there is no chat."""
    for kind in KINDS:
        said = update.get(kind)
        if isinstance(said, dict):
            message = said.get("message")
            chat = said.get("chat") or (message.get("chat") if isinstance(message, dict) else None)
            for found in (chat, said.get("from")):
                number = found.get("id") if isinstance(found, dict) else None
                if isinstance(number, int) and abs(number) < 1 << 63:
                    return number
    return 0
