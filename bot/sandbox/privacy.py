"""What the bot gets to see."""

import re
from typing import TYPE_CHECKING

from bot.sandbox.model import Message

if TYPE_CHECKING:
    from bot.sandbox.world import World

_START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


def check_start_payload(payload: str) -> None:
    if not _START_PAYLOAD.fullmatch(payload):
        raise ValueError("a start link carries at most 64 characters of A-Z, a-z, 0-9, _ and -")


def bot_sees(world: "World", message: Message) -> bool:
    """In private everything; in groups, with privacy mode, what is meant for the bot."""
    chat = world.chats[message.chat_id]
    if not chat.bot_inside:
        return False
    if chat.kind == "private" or not world.bot.privacy or world.bot.id in chat.admins:
        return True
    return message.is_service or _replies_to_bot(world, message) or _commands_bot(world, message)


def _replies_to_bot(world: "World", message: Message) -> bool:
    answered = world.chats[message.chat_id].messages.get(message.reply_to or 0)
    return answered is not None and answered.sender_id == world.bot.id


def _commands_bot(world: "World", message: Message) -> bool:
    """Whether a command stands in it that names this bot or no bot."""
    coded = message.text.encode("utf-16-le")
    for entity in message.entities:
        if entity.type != "bot_command":
            continue
        end = (entity.offset + entity.length) * 2
        _, _, whom = coded[entity.offset * 2 : end].decode("utf-16-le").partition("@")
        if not whom or whom.lower() == world.bot.username.lower():
            return True
    return False
