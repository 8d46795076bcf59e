"""Everyone and everything there is: people, chats, messages, and what people do.

A page shows `people`, `chats`, `messages(chat_id)`, `menu(...)`, `toast(...)` and redraws when
`changed(...)` returns or a subscriber is called. People act through the coroutines; each returns
when the bot has handled the update, if `deliver` is set, and at once otherwise. What the bot does
to the world is in `bot.sandbox.methods`.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.sandbox import entities, images, privacy, wire
from bot.sandbox.bot_profile import BotProfile
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.flood import FloodLimits
from bot.sandbox.model import (
    JSON,
    Answer,
    Chat,
    ChatKind,
    Command,
    Contact,
    Deliver,
    ForceReply,
    Message,
    Profile,
    ReplyKeyboard,
    Tap,
)
from bot.sandbox.scene import Scene
from bot.sandbox.updates import Updates

MESSAGE_LIVES = timedelta(hours=24)
TAP_LIVES = timedelta(seconds=150)
"""How long the server keeps an update that nobody fetches."""

FIRST_PERSON = 7_000_000_001
FIRST_TAP = 5_000_000_000_001
FIRST_SMALL_GROUP = -4_000_000_001
FIRST_GROUP = -1_002_000_000_001
"""Identifiers beyond 32 bits, as real ones are: a narrow column fails here too."""


class World(Scene):
    """One bot and the people around it."""

    def __init__(
        self,
        clock: Clock,
        *,
        token: str = "4200000001:sandbox",  # noqa: S107 - nobody is kept out of a sandbox by it
        username: str = "nep_bot",
        name: str = "Nếp",
        seed: int = 0,
    ) -> None:
        super().__init__(clock, BotProfile(token, username, name))
        self.taps: dict[str, Tap] = {}
        self.files = Files()
        self.updates = Updates(clock)
        self.faults = Faults(seed)
        self.flood = FloodLimits(clock)
        self.calls: Counter[str] = Counter()
        """What the bot has asked, by method."""
        self.deliver: Deliver | None = None
        """Set it to hand updates straight to the bot instead of queueing them."""
        self._last_tap: dict[int, Tap] = {}

    # Building

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "vi",
        phone: str = "",
        person_id: int | None = None,
    ) -> Profile:
        """Add a person who has not pressed Start yet, with an empty private chat."""
        person_id = person_id or FIRST_PERSON + len(self.people)
        profile = Profile(person_id, first_name, last_name, username, language_code, phone)
        self.people[person_id] = profile
        self.chats[person_id] = Chat(person_id, "private", profile.name, {person_id})
        self.chats[person_id].bot_inside = False
        self.touch(self.chats[person_id])
        return profile

    def add_group(
        self,
        title: str,
        members: Iterable[int],
        *,
        bot_inside: bool = True,
        small: bool = False,
        admins: Iterable[int] = (),
    ) -> Chat:
        """Add a group; nobody is told. A `small` one may be upgraded later."""
        kind: ChatKind = "group" if small else "supergroup"
        number = (FIRST_SMALL_GROUP if small else FIRST_GROUP) - len(self.chats)
        chat = Chat(number, kind, title, set(members), set(admins))
        chat.bot_inside = bot_inside
        self.chats[chat.id] = chat
        self.touch(chat)
        return chat

    # Looking

    def messages(self, chat_id: int) -> list[Message]:
        """Give the messages of a chat as they look now, oldest first."""
        return list(self.chats[chat_id].messages.values())

    def sender(self, message: Message) -> str:
        """Give the name that stands over a message."""
        if message.sender_id == self.bot.id:
            return self.bot.shown_name()
        return self.people[message.sender_id].name

    def menu(self, person_id: int, chat_id: int | None = None) -> tuple[Command, ...]:
        """Give the commands that this person is offered in this chat (their own by default)."""
        chat = self.chats[chat_id or person_id]
        return self.bot.menus.seen_by(self.people[person_id], chat)

    def toast(self, person_id: int) -> Answer | None:
        """Give the bot's answer to the person's latest tap; None while it spins or if none."""
        tap = self._last_tap.get(person_id)
        return tap.answer if tap else None

    # People act

    async def say(
        self, person_id: int, text: str, *, chat_id: int | None = None, reply_to: int | None = None
    ) -> Message:
        """Write a message, in the private chat with the bot by default.

        The first words in a private chat are what pressing Start is.
        """
        text = text.strip()
        if not 0 < entities.units(text) <= entities.TEXT_LIMIT:
            raise ValueError("a client sends 1 to 4096 characters at once")
        found = entities.detect(text)
        return await self._write(person_id, chat_id, text=text, entities=found, reply_to=reply_to)

    async def follow_link(self, person_id: int, payload: str = "") -> Message:
        """Open `t.me/<bot>?start=<payload>` and press Start."""
        privacy.check_start_payload(payload)
        return await self.say(person_id, f"/start {payload}")

    async def share_contact(self, person_id: int, *, of: int | None = None) -> Message:
        """Share one's own contact, or out of the address book that of another."""
        whose = self.people[of or person_id]
        if not whose.phone:
            raise ValueError(f"{whose.name} has no phone")
        contact = Contact(whose.phone, whose.first_name, whose.last_name, whose.id)
        return await self._write(person_id, None, contact=contact)

    async def send_file(
        self,
        person_id: int,
        name: str,
        data: bytes,
        *,
        caption: str = "",
        chat_id: int | None = None,
    ) -> Message:
        """Send a document."""
        stored = self.files.keep(name, data)
        found = entities.detect(caption)
        return await self._write(person_id, chat_id, document=stored, text=caption, entities=found)

    async def send_photo(
        self, person_id: int, data: bytes, *, caption: str = "", chat_id: int | None = None
    ) -> Message:
        """Send a picture."""
        stored = self.files.keep("photo.jpg", data, size=images.size(data))
        found = entities.detect(caption)
        return await self._write(person_id, chat_id, photo=stored, text=caption, entities=found)

    async def rewrite(self, person_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Edit one's own message."""
        message = self._own_message(person_id, chat_id, message_id)
        message.text, message.entities = text.strip(), entities.detect(text.strip())
        message.edited = self.clock.now()
        self.touch(self.chats[chat_id], message)
        await self._show_bot("edited_message", message)
        return message

    def delete(self, person_id: int, chat_id: int, message_id: int) -> None:
        """Delete a message; in a private chat also the bot's. The bot is not told."""
        if chat_id != person_id:
            self._own_message(person_id, chat_id, message_id)
        del self.chats[chat_id].messages[message_id]
        self.touch(self.chats[chat_id])

    async def tap(self, person_id: int, chat_id: int, message_id: int, data: str) -> Tap:
        """Press a button; any data goes through, as from a forged client."""
        tap_id = str(FIRST_TAP + len(self.taps))
        tap = Tap(tap_id, person_id, chat_id, message_id, data, self.clock.now())
        self.taps[tap.id] = self._last_tap[person_id] = tap
        self.touch(self.chats[chat_id])
        await self._emit("callback_query", wire.callback_query(self, tap), f"taps {person_id}")
        return tap

    async def block(self, person_id: int) -> None:
        """Stop the bot: it can write to this person no more."""
        await self._bot_member(self.chats[person_id], person_id, inside=False)

    async def unblock(self, person_id: int) -> None:
        await self._bot_member(self.chats[person_id], person_id, inside=True)

    async def add_bot(self, person_id: int, chat_id: int) -> None:
        """Bring the bot into a group."""
        await self._bot_member(self.chats[chat_id], person_id, inside=True)

    async def remove_bot(self, person_id: int, chat_id: int) -> None:
        """Remove the bot from a group."""
        await self._bot_member(self.chats[chat_id], person_id, inside=False)

    async def upgrade(self, person_id: int, chat_id: int) -> Chat:
        """Turn a small group into a supergroup: it goes on under another id."""
        old = self.chats[chat_id]
        new = self.add_group(old.title, old.members, admins=old.admins)
        old.upgraded_to = new.id
        await self._write(person_id, old.id, upgraded_to=new.id)
        await self._write(person_id, new.id, upgraded_from=old.id)
        return new

    # The server's side

    def post(self, chat: Chat, sender_id: int, **content: Any) -> Message:  # noqa: ANN401 - the fields of Message
        """Put a new message into a chat."""
        chat.last_id += 1
        message = Message(chat.last_id, chat.id, sender_id, self.clock.now(), **content)
        chat.messages[message.id] = message
        self.touch(chat, message)
        return message

    async def _write(self, person_id: int, chat_id: int | None, **content: Any) -> Message:  # noqa: ANN401 - see post
        chat = self.chats[chat_id or person_id]
        if person_id not in chat.members:
            raise ValueError(f"{self.people[person_id].name} is not in this chat")
        if chat.kind == "private":
            if chat.bot_kicked:
                await self.unblock(person_id)
            chat.bot_inside = True
        message = self.post(chat, person_id, **content)
        self._put_keyboard_away(chat)
        await self._show_bot("message", message)
        return message

    def _put_keyboard_away(self, chat: Chat) -> None:
        shown = chat.reply_keyboard
        if isinstance(shown, ForceReply) or (isinstance(shown, ReplyKeyboard) and shown.one_time):
            chat.reply_keyboard = None

    def _own_message(self, person_id: int, chat_id: int, message_id: int) -> Message:
        message = self.chats[chat_id].messages[message_id]
        if message.sender_id != person_id:
            raise ValueError("people change their own messages only")
        return message

    async def _bot_member(self, chat: Chat, person_id: int, *, inside: bool) -> None:
        before = wire.membership(chat)
        chat.bot_inside, chat.bot_kicked = inside, not inside
        self.touch(chat)
        update = wire.my_chat_member(self, chat, person_id, before)
        await self._emit("my_chat_member", update, f"chat {chat.id}")

    async def _show_bot(self, kind: str, message: Message) -> None:
        if privacy.bot_sees(self, message):
            await self._emit(kind, wire.message(self, message), f"chat {message.chat_id}")

    async def _emit(self, kind: str, payload: JSON, lane: str) -> None:
        lives = TAP_LIVES if kind == "callback_query" else MESSAGE_LIVES
        update = self.updates.make(kind, payload, lane, lives)
        for _ in range(self.faults.deliveries(kind)):
            if self.deliver is None:
                self.updates.put(update)
            elif self.updates.allows(kind):
                await self.deliver(update.json)
