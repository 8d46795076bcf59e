"""Where a call goes, and what it says: the checks that most methods share."""

from bot.sandbox import entities, html_mode
from bot.sandbox.call import Call
from bot.sandbox.model import JSON, Chat, Entity, Message
from bot.sandbox.refusal import bad_request, forbidden
from bot.sandbox.world import World

Words = tuple[str, tuple[Entity, ...]]


def any_chat(world: World, chat_id: int | None) -> Chat:
    """Find a chat that the bot may know of."""
    if chat_id is None or chat_id not in world.chats:
        raise bad_request("chat not found")
    return world.chats[chat_id]


def open_chat(world: World, call: Call) -> Chat:
    """Find a chat that the bot may write to."""
    if "chat_id" not in call.values:
        raise bad_request("chat_id is empty")
    chat = any_chat(world, call.chat_id)
    if chat.upgraded_to:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.upgraded_to
        )
    if chat.kind == "private":
        if chat.bot_kicked:
            raise forbidden("bot was blocked by the user")
        if not chat.bot_inside:
            raise forbidden("bot can't initiate conversation with a user")
    elif chat.bot_kicked:
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    elif not chat.bot_inside:
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    return chat


def own_message(world: World, call: Call) -> Message:
    """Find the bot's own message that is to be edited."""
    chat = open_chat(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender_id != world.bot.id or (message.markup and not message.keyboard):
        raise bad_request("message can't be edited")
    return message


def read_text(call: Call) -> Words:
    """Read the text of a message; its length counts after the marks are taken out."""
    if not call.text("text"):
        raise bad_request("message text is empty")
    text, marks = _parsed(call.text("text"), call.text("parse_mode"), call.structure("entities"))
    entities.check_text(text)
    return _finished(text, marks)


def read_caption(source: Call | JSON) -> Words:
    """Read the caption of a message, or of one item of an album."""
    call = source if isinstance(source, Call) else Call("", source)
    given = call.structure("caption_entities")
    text, marks = _parsed(call.text("caption"), call.text("parse_mode"), given)
    entities.check_caption(text)
    return _finished(text, marks)


def _parsed(source: str, mode: str, given: list[JSON] | None) -> Words:
    if mode.lower() == "html":
        return html_mode.parse(source)
    if mode:
        raise bad_request("unsupported parse_mode")
    return source, tuple(_entity(mark) for mark in given or ())


def _finished(text: str, marks: tuple[Entity, ...]) -> Words:
    text, marks = entities.trimmed(text, marks)
    return text, entities.with_detected(text, marks)


def _entity(mark: JSON) -> Entity:
    return Entity(
        mark["type"],
        mark["offset"],
        mark["length"],
        url=mark.get("url", ""),
        language=mark.get("language", ""),
        custom_emoji_id=mark.get("custom_emoji_id", ""),
    )
