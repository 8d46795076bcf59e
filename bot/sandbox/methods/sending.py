"""New messages."""

from typing import Any

from bot.sandbox import images, keyboards, wire
from bot.sandbox.call import Call, Upload
from bot.sandbox.methods.registry import method
from bot.sandbox.methods.targets import open_chat, read_caption, read_text
from bot.sandbox.model import (
    JSON,
    Chat,
    ForceReply,
    Message,
    RemoveKeyboard,
    ReplyKeyboard,
    StoredFile,
)
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import World


@method
def send_message(world: World, call: Call) -> JSON:
    text, marks = read_text(call)
    chat = open_chat(world, call)
    return wire.message(world, _send(world, call, chat, text=text, entities=marks))


@method
def send_photo(world: World, call: Call) -> JSON:
    text, marks = read_caption(call)
    chat = open_chat(world, call)
    photo = stored_photo(world, call.upload("photo"))
    sent = _send(world, call, chat, photo=photo, text=text, entities=marks)
    return wire.message(world, sent)


@method
def send_document(world: World, call: Call) -> JSON:
    text, marks = read_caption(call)
    chat = open_chat(world, call)
    document = stored_document(world, call.upload("document"))
    sent = _send(world, call, chat, document=document, text=text, entities=marks)
    return wire.message(world, sent)


@method
def send_media_group(world: World, call: Call) -> list[JSON]:
    items = call.structure("media") or []
    kinds = {item.get("type") for item in items}
    if not 2 <= len(items) <= 10:
        raise bad_request("wrong number of messages to send as an album")
    if len(kinds) > 1:
        raise bad_request("documents can't be mixed with other media types")
    chat = open_chat(world, call)
    contents = [media_content(world, call, item) for item in items]
    album = f"{world.version}"
    sent = [_send(world, call, chat, album=album, **content) for content in contents]
    return [wire.message(world, message) for message in sent]


def media_content(world: World, call: Call, item: JSON) -> dict[str, Any]:
    """Read an InputMedia into the fields of a message."""
    text, marks = read_caption(item)
    source = call.attached(item.get("media", ""))
    if item.get("type") == "photo":
        return {"photo": stored_photo(world, source), "text": text, "entities": marks}
    if item.get("type") == "document":
        return {"document": stored_document(world, source), "text": text, "entities": marks}
    raise bad_request("can't parse InputMedia: type is not known to the sandbox")


def stored_photo(world: World, source: Upload | str) -> StoredFile:
    if isinstance(source, Upload):
        return world.files.keep(source.name, source.data, size=images.size(source.data))
    stored = _known(world, source, "photo")
    if not stored.width:
        raise bad_request("can't use file of type Document as Photo")
    return stored


def stored_document(world: World, source: Upload | str) -> StoredFile:
    if isinstance(source, Upload):
        return world.files.keep(source.name, source.data)
    return _known(world, source, "document")


def _known(world: World, file_id: str, what: str) -> StoredFile:
    if not file_id:
        raise bad_request(f"there is no {what} in the request")
    return world.files.by_id(file_id)


def _send(world: World, call: Call, chat: Chat, **content: Any) -> Message:  # noqa: ANN401 - the fields of Message
    markup = keyboards.parse(call.structure("reply_markup"), private=chat.kind == "private")
    reply_to = _answered(call, chat)
    message = world.post(
        chat,
        world.bot.id,
        reply_to=reply_to,
        markup=markup,
        silent=call.flag("disable_notification"),
        **content,
    )
    if isinstance(markup, ReplyKeyboard | ForceReply):
        chat.reply_keyboard = markup
    elif isinstance(markup, RemoveKeyboard):
        chat.reply_keyboard = None
    chat.action, chat.action_until = "", None
    return message


def _answered(call: Call, chat: Chat) -> int | None:
    parameters = call.structure("reply_parameters") or {}
    wanted = parameters.get("message_id") or call.integer("reply_to_message_id", 0)
    if not wanted or wanted in chat.messages:
        return wanted or None
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")
