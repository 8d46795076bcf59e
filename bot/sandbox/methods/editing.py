"""Messages that change or go."""

from datetime import timedelta
from typing import Any

from bot.sandbox import keyboards, wire
from bot.sandbox.call import Call
from bot.sandbox.methods.registry import method
from bot.sandbox.methods.sending import media_content
from bot.sandbox.methods.targets import open_chat, own_message, read_caption, read_text
from bot.sandbox.model import JSON, Chat, InlineKeyboard, Message
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import World

DELETABLE = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


@method
def edit_message_text(world: World, call: Call) -> JSON:
    text, marks = read_text(call)
    message = own_message(world, call)
    if message.media:
        raise bad_request("there is no text in the message to edit")
    return _change(world, message, text=text, entities=marks, markup=_keyboard(call))


@method
def edit_message_caption(world: World, call: Call) -> JSON:
    text, marks = read_caption(call)
    message = own_message(world, call)
    if not message.media:
        raise bad_request("there is no caption in the message to edit")
    return _change(world, message, text=text, entities=marks, markup=_keyboard(call))


@method
def edit_message_media(world: World, call: Call) -> JSON:
    """Replace the picture or document and its caption; a text message gets one."""
    message = own_message(world, call)
    content = {"photo": None, "document": None}
    content |= media_content(world, call, call.structure("media") or {})
    return _change(world, message, **content, markup=_keyboard(call))


@method
def edit_message_reply_markup(world: World, call: Call) -> JSON:
    return _change(world, own_message(world, call), markup=_keyboard(call))


@method
def delete_message(world: World, call: Call) -> bool:
    chat = open_chat(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _check_deletable(world, chat, message)
    _delete(world, chat, message)
    return True


@method
def delete_messages(world: World, call: Call) -> bool:
    """Delete what can be found; the rest is passed over."""
    chat = open_chat(world, call)
    ids = call.structure("message_ids") or []
    if not 1 <= len(ids) <= 100:
        raise bad_request("message identifiers are not specified")
    for message in [chat.messages[number] for number in ids if number in chat.messages]:
        _check_deletable(world, chat, message)
        _delete(world, chat, message)
    return True


@method
def set_message_reaction(world: World, call: Call) -> bool:
    chat = open_chat(world, call)
    message = chat.messages.get(call.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    reactions = call.structure("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = tuple(str(reaction.get("emoji", "")) for reaction in reactions)
    if any(one not in _reactions() for one in emoji):
        raise bad_request("REACTION_INVALID")
    message.reactions[world.bot.id] = emoji
    world.touch(chat, message)
    return True


def _keyboard(call: Call) -> InlineKeyboard | None:
    """Read the new buttons: a call that names none takes the old ones away."""
    markup = call.structure("reply_markup")
    if markup and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return keyboards.inline(markup) if markup else None


def _change(world: World, message: Message, **content: Any) -> JSON:  # noqa: ANN401 - the fields of Message
    if all(getattr(message, name) == value for name, value in content.items()):
        raise bad_request(NOT_MODIFIED)
    for name, value in content.items():
        setattr(message, name, value)
    message.edited = world.clock.now()
    world.touch(world.chats[message.chat_id], message)
    return wire.message(world, message)


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    if world.clock.now() - message.date > DELETABLE:
        raise bad_request("message can't be deleted for everyone")
    foreign = message.sender_id != world.bot.id
    if foreign and chat.kind != "private" and world.bot.id not in chat.admins:
        raise bad_request("message can't be deleted")


def _delete(world: World, chat: Chat, message: Message) -> None:
    del chat.messages[message.id]
    world.touch(chat)


def _reactions() -> set[str]:
    from telegram.constants import ReactionEmoji  # noqa: PLC0415 - heavy, and rarely needed

    return set(ReactionEmoji)
