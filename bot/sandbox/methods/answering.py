"""Answers to taps, chat actions, and what the bot may look up."""

from datetime import timedelta

from bot.sandbox import wire
from bot.sandbox.call import Call
from bot.sandbox.methods.registry import method
from bot.sandbox.methods.targets import any_chat, open_chat
from bot.sandbox.model import JSON, Answer
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import World

ANSWER_WITHIN = timedelta(seconds=15)
"""Telegram names no figure; answers have been seen refused from about here on."""
ANSWER_TEXT = 200
ACTION_LASTS = timedelta(seconds=5)
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


@method
def answer_callback_query(world: World, call: Call) -> bool:
    tap = world.taps.get(call.text("callback_query_id"))
    text = call.text("text")
    if len(text) > ANSWER_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    late = tap is not None and world.clock.now() - tap.date > ANSWER_WITHIN
    if tap is None or tap.answer is not None or late:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    tap.answer = Answer(text, call.flag("show_alert"), call.text("url"))
    world.touch(world.chats[tap.chat_id])
    return True


@method
def send_chat_action(world: World, call: Call) -> bool:
    chat = open_chat(world, call)
    if call.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = call.text("action")
    chat.action_until = world.clock.now() + ACTION_LASTS
    world.touch(chat)
    return True


@method
def get_me(world: World, _call: Call) -> JSON:
    return wire.me(world)


@method
def get_chat(world: World, call: Call) -> JSON:
    chat = any_chat(world, call.chat_id)
    return {
        **wire.chat(world, chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


@method
def get_chat_member(world: World, call: Call) -> JSON:
    chat = any_chat(world, call.chat_id)
    user_id = call.integer("user_id")
    if user_id == world.bot.id:
        return {"user": wire.bot_user(world), **wire.membership(chat)}
    if user_id not in world.people:
        raise bad_request("user not found")
    return wire.chat_member(world, chat, user_id)


@method
def get_file(world: World, call: Call) -> JSON:
    return wire.file(world.files.for_download(call.text("file_id")))
