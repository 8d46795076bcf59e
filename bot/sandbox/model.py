"""What a chat is made of, as a page shows it and a test reads it.

Messages change in place, as on a screen; everything else is a value.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JSON = dict[str, Any]
"""An object of the Bot API as it travels."""

Deliver = Callable[[JSON], Awaitable[None]]
"""Takes one update straight to the bot and returns when the bot has handled it."""

ChatKind = Literal["private", "group", "supergroup"]
Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True)
class Profile:
    """A person. `id` is also the id of the private chat with the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "vi"
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True)
class Entity:
    """A marked stretch of text; offset and length count UTF-16 code units, as Telegram does."""

    type: str
    offset: int
    length: int
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""


@dataclass(frozen=True)
class StoredFile:
    """A file on the server; pictures know their size in pixels."""

    id: str
    unique_id: str
    path: str
    name: str
    mime_type: str
    data: bytes = field(repr=False)
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Contact:
    phone: str
    first_name: str
    last_name: str = ""
    user_id: int | None = None


@dataclass(frozen=True)
class InlineButton:
    """A button under a message; exactly one of the actions is set."""

    text: str
    callback_data: str = ""
    url: str = ""
    copy_text: str = ""
    web_app: str = ""
    style: Style | None = None


@dataclass(frozen=True)
class InlineKeyboard:
    rows: tuple[tuple[InlineButton, ...], ...]


@dataclass(frozen=True)
class ReplyButton:
    """A button in the place of the person's keyboard: it says its text or shares the contact."""

    text: str
    request_contact: bool = False
    style: Style | None = None


@dataclass(frozen=True)
class ReplyKeyboard:
    rows: tuple[tuple[ReplyButton, ...], ...]
    one_time: bool = False
    placeholder: str = ""


@dataclass(frozen=True)
class ForceReply:
    placeholder: str = ""


@dataclass(frozen=True)
class RemoveKeyboard:
    """Takes the reply keyboard away."""


Markup = InlineKeyboard | ReplyKeyboard | ForceReply | RemoveKeyboard


@dataclass
class Message:
    """`text` is the caption when there is a photo or a document."""

    id: int
    chat_id: int
    sender_id: int
    date: datetime
    text: str = ""
    entities: tuple[Entity, ...] = ()
    photo: StoredFile | None = None
    document: StoredFile | None = None
    contact: Contact | None = None
    album: str = ""
    reply_to: int | None = None
    markup: Markup | None = None
    silent: bool = False
    edited: datetime | None = None
    reactions: dict[int, tuple[str, ...]] = field(default_factory=dict)
    joined: tuple[int, ...] = ()
    left: int | None = None
    upgraded_to: int | None = None
    upgraded_from: int | None = None
    version: int = 0
    """The world's version at the last change: a page redraws what is newer than what it drew."""

    @property
    def media(self) -> StoredFile | None:
        return self.photo or self.document

    @property
    def keyboard(self) -> tuple[tuple[InlineButton, ...], ...]:
        """The rows of buttons under the message."""
        return self.markup.rows if isinstance(self.markup, InlineKeyboard) else ()

    @property
    def is_service(self) -> bool:
        """Whether it is a service message: nobody wrote it, something happened."""
        happened = (self.joined, self.left, self.upgraded_to, self.upgraded_from)
        return any(happened)


@dataclass
class Chat:
    """A private chat (`id` is the person's) or a group (`id` is negative)."""

    id: int
    kind: ChatKind
    title: str = ""
    members: set[int] = field(default_factory=set)
    admins: set[int] = field(default_factory=set)
    bot_inside: bool = True
    """In a private chat: the person pressed Start. In a group: the bot is a member."""
    bot_kicked: bool = False
    """In a private chat: the person blocked the bot. In a group: the bot was removed."""
    upgraded_to: int | None = None
    """A small group that became a supergroup: all that is said goes on there."""
    messages: dict[int, Message] = field(default_factory=dict)
    """By id, oldest first; deleted ones are gone."""
    last_id: int = 0
    reply_keyboard: ReplyKeyboard | ForceReply | None = None
    """What the person's keyboard shows now."""
    action: str = ""
    """What the bot says it is doing ("typing", ...), until `action_until`."""
    action_until: datetime | None = None
    version: int = 0


@dataclass(frozen=True)
class Answer:
    """What the bot said to a tap: a toast, or an alert that must be closed; empty says nothing."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass
class Tap:
    """One press of a button; `answer` is None while the button still spins."""

    id: str
    person_id: int
    chat_id: int
    message_id: int
    data: str
    date: datetime
    answer: Answer | None = None


@dataclass(frozen=True)
class Command:
    command: str
    description: str
