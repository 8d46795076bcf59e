"""The world's things as objects of the Bot API."""

from datetime import datetime

from bot.sandbox.model import (
    JSON,
    Chat,
    Contact,
    Entity,
    InlineButton,
    InlineKeyboard,
    Message,
    Profile,
    StoredFile,
    Tap,
)
from bot.sandbox.scene import Scene

ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def filled(fields: JSON) -> JSON:
    """Leave out what is empty, as the server does."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], (), {})}


def moment(date: datetime) -> int:
    return int(date.timestamp())


def me(scene: Scene) -> JSON:
    return {
        **bot_user(scene),
        "can_join_groups": True,
        "can_read_all_group_messages": not scene.bot.privacy,
        "supports_inline_queries": False,
    }


def bot_user(scene: Scene) -> JSON:
    bot = scene.bot
    return {
        "id": bot.id,
        "is_bot": True,
        "first_name": bot.shown_name(),
        "username": bot.username,
    }


def user(scene: Scene, user_id: int) -> JSON:
    if user_id == scene.bot.id:
        return bot_user(scene)
    return person(scene.people[user_id])


def person(profile: Profile) -> JSON:
    return {
        "id": profile.id,
        "is_bot": False,
        **filled(
            {
                "first_name": profile.first_name,
                "last_name": profile.last_name,
                "username": profile.username,
                "language_code": profile.language_code,
            }
        ),
    }


def chat(scene: Scene, chat: Chat) -> JSON:
    if chat.kind != "private":
        return {"id": chat.id, "type": chat.kind, "title": chat.title}
    profile = scene.people[chat.id]
    names = {
        "first_name": profile.first_name,
        "last_name": profile.last_name,
        "username": profile.username,
    }
    return {"id": chat.id, "type": "private", **filled(names)}


def message(scene: Scene, message: Message, *, quoting: bool = True) -> JSON:
    """Give a message; the one it answers stands in it, but not what that one answers."""
    room = scene.chats[message.chat_id]
    words = ("caption", "caption_entities") if message.media else ("text", "entities")
    answered = room.messages.get(message.reply_to or 0) if quoting else None
    return {
        "message_id": message.id,
        "date": moment(message.date),
        "chat": chat(scene, room),
        "from": user(scene, message.sender_id),
        **filled(
            {
                words[0]: message.text,
                words[1]: [entity(mark) for mark in message.entities],
                "photo": message.photo and photo_sizes(message.photo),
                "document": message.document and document(message.document),
                "contact": message.contact and contact(message.contact),
                "media_group_id": message.album,
                "edit_date": message.edited and moment(message.edited),
                "reply_to_message": answered and _quoted(scene, answered),
                "reply_markup": keyboard(message),
                "new_chat_members": [user(scene, user_id) for user_id in message.joined],
                "migrate_to_chat_id": message.upgraded_to,
                "migrate_from_chat_id": message.upgraded_from,
                "left_chat_member": message.left and user(scene, message.left),
            }
        ),
    }


def _quoted(scene: Scene, answered: Message) -> JSON:
    return message(scene, answered, quoting=False)


def entity(mark: Entity) -> JSON:
    extras = {
        "url": mark.url,
        "language": mark.language,
        "custom_emoji_id": mark.custom_emoji_id,
    }
    place = {"type": mark.type, "offset": mark.offset, "length": mark.length}
    return {**place, **filled(extras)}


def photo_sizes(stored: StoredFile) -> list[JSON]:
    """Give the one size that we keep; the real server adds smaller ones."""
    return [{**_file(stored), "width": stored.width, "height": stored.height}]


def document(stored: StoredFile) -> JSON:
    return {**_file(stored), "file_name": stored.name, "mime_type": stored.mime_type}


def file(stored: StoredFile) -> JSON:
    return {**_file(stored), "file_path": stored.path}


def _file(stored: StoredFile) -> JSON:
    size = len(stored.data)
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": size}


def contact(shared: Contact) -> JSON:
    return filled(
        {
            "phone_number": shared.phone,
            "first_name": shared.first_name,
            "last_name": shared.last_name,
            "user_id": shared.user_id,
        }
    )


def keyboard(message: Message) -> JSON | None:
    if not isinstance(message.markup, InlineKeyboard):
        return None
    return {"inline_keyboard": [[button(b) for b in row] for row in message.keyboard]}


def button(shown: InlineButton) -> JSON:
    return filled(
        {
            "text": shown.text,
            "callback_data": shown.callback_data,
            "url": shown.url,
            "copy_text": shown.copy_text and {"text": shown.copy_text},
            "web_app": shown.web_app and {"url": shown.web_app},
            "style": shown.style,
        }
    )


def callback_query(scene: Scene, tap: Tap) -> JSON:
    room = scene.chats[tap.chat_id]
    tapped = room.messages.get(tap.message_id)
    gone = {"chat": chat(scene, room), "message_id": tap.message_id, "date": 0}
    return {
        "id": tap.id,
        "from": user(scene, tap.person_id),
        "message": message(scene, tapped) if tapped else gone,
        "chat_instance": str(tap.chat_id * 1_000_003),
        "data": tap.data,
    }


def chat_member(scene: Scene, chat: Chat, user_id: int) -> JSON:
    member = {"user": user(scene, user_id), "status": "member"}
    if user_id not in chat.members:
        return member | {"status": "left"}
    if user_id not in chat.admins:
        return member
    rights = dict.fromkeys(ADMIN_RIGHTS, False)
    return member | rights | {"status": "administrator"}


def membership(chat: Chat) -> JSON:
    """Give what the bot is in a chat, without the user."""
    if chat.kind == "private":
        return {"status": "kicked", "until_date": 0} if chat.bot_kicked else {"status": "member"}
    return {"status": "member"} if chat.bot_inside else {"status": "left"}


def my_chat_member(scene: Scene, room: Chat, person_id: int, before: JSON) -> JSON:
    bot = bot_user(scene)
    return {
        "chat": chat(scene, room),
        "from": user(scene, person_id),
        "date": moment(scene.clock.now()),
        "old_chat_member": {"user": bot, **before},
        "new_chat_member": {"user": bot, **membership(room)},
    }
