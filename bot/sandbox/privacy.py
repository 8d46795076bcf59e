"""What the bot gets to see."""

import re

from bot.sandbox.model import Message
from bot.sandbox.scene import Scene

_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def check_start_payload(payload: str) -> None:
    if not _START_PAYLOAD.fullmatch(payload):
        raise ValueError("a start link carries at most 64 characters of A-Z, a-z, 0-9, _ and -")


def bot_sees(scene: Scene, message: Message) -> bool:
    """In private everything; in groups, with privacy mode, what is meant for the bot."""
    chat = scene.chats[message.chat_id]
    if not chat.bot_inside:
        return False
    if chat.kind == "private" or not scene.bot.privacy or scene.bot.id in chat.admins:
        return True
    return message.is_service or _replies_to_bot(scene, message) or _commands_bot(scene, message)


def _replies_to_bot(scene: Scene, message: Message) -> bool:
    answered = scene.chats[message.chat_id].messages.get(message.reply_to or 0)
    return answered is not None and answered.sender_id == scene.bot.id


def _commands_bot(scene: Scene, message: Message) -> bool:
    """Whether a command stands in it that names this bot or no bot."""
    coded = message.text.encode("utf-16-le")
    for entity in message.entities:
        if entity.type != "bot_command":
            continue
        end = (entity.offset + entity.length) * 2
        _, _, whom = coded[entity.offset * 2 : end].decode("utf-16-le").partition("@")
        if not whom or whom.lower() == scene.bot.username.lower():
            return True
    return False
