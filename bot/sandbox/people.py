"""People as tests and demos speak of them.

lan = Person.new(world, "Lan", phone="0912345678")
await lan.follows("CODE")
await lan.taps("Đạt tất cả")
assert "Đã gửi" in lan.sees()
"""

import re
from typing import Any

from bot.sandbox.model import (
    Answer,
    InlineButton,
    Message,
    Profile,
    ReplyButton,
    ReplyKeyboard,
    Tap,
)
from bot.sandbox.world import World

_ICONS = re.compile(r"^[^\w(“\"]+|[^\w)”\".?!…]+$")


class Person:
    """One person in one chat: the private one with the bot, or a group."""

    def __init__(self, world: World, profile: Profile, chat_id: int | None = None) -> None:
        self.world = world
        self.profile = profile
        self.id = profile.id
        self.chat_id = chat_id or profile.id
        self._seen = world.version

    @classmethod
    def new(cls, world: World, first_name: str, **details: Any) -> "Person":  # noqa: ANN401 - passed on
        """Bring someone into the world; `details` as in `World.add_person`."""
        return cls(world, world.add_person(first_name, **details))

    def within(self, chat_id: int) -> "Person":
        """Give the same person looking at a group."""
        return Person(self.world, self.profile, chat_id)

    # Acting

    async def says(self, text: str) -> Message:
        self._look_away()
        return await self.world.say(self.id, text, chat_id=self.chat_id)

    async def replies(self, text: str, to: Message | None = None) -> Message:
        """Answer a message, by default the bot's latest."""
        self._look_away()
        answered = (to or self.message).id
        return await self.world.say(self.id, text, chat_id=self.chat_id, reply_to=answered)

    async def follows(self, payload: str = "") -> Message:
        """Open the bot's link and press Start; takes the payload or the whole address."""
        self._look_away()
        return await self.world.follow_link(self.id, payload.rpartition("start=")[2])

    async def taps(self, label: str, *, on: Message | None = None) -> Tap:
        """Press a button under the newest message that has one whose label contains this.

        A label that is exactly this, icons aside, goes before one that only contains it.
        """
        message, button = self._button(label, on)
        if not button.callback_data:
            raise AssertionError(f"{button.text!r} does not reach the bot")
        return await self.taps_data(button.callback_data, on=message)

    async def taps_data(self, data: str, *, on: Message) -> Tap:
        """Press a button as a forged or an old client would: any data on any message."""
        self._look_away()
        return await self.world.tap(self.id, on.chat_id, on.id, data)

    async def presses(self, label: str) -> Message:
        """Press a button of the reply keyboard: it says its label or shares the contact."""
        button = self._reply_button(label)
        if button.request_contact:
            return await self.shares_contact()
        return await self.says(button.text)

    async def shares_contact(self, of: "Person | None" = None) -> Message:
        """Share one's own contact, or another person's out of the address book."""
        self._look_away()
        return await self.world.share_contact(self.id, of=of.id if of else None)

    async def sends_file(self, name: str, data: bytes, caption: str = "") -> Message:
        self._look_away()
        return await self.world.send_file(
            self.id, name, data, caption=caption, chat_id=self.chat_id
        )

    async def sends_photo(self, data: bytes, caption: str = "") -> Message:
        self._look_away()
        return await self.world.send_photo(self.id, data, caption=caption, chat_id=self.chat_id)

    async def rewrites(self, message: Message, text: str) -> Message:
        """Edit one's own message."""
        self._look_away()
        return await self.world.rewrite(self.id, message.chat_id, message.id, text)

    async def blocks_bot(self) -> None:
        await self.world.block(self.id)

    async def unblocks_bot(self) -> None:
        await self.world.unblock(self.id)

    def deletes(self, message: Message) -> None:
        self.world.delete(self.id, message.chat_id, message.id)

    # Looking

    @property
    def messages(self) -> list[Message]:
        """Everything in the chat, oldest first."""
        return self.world.messages(self.chat_id)

    @property
    def message(self) -> Message:
        """The bot's latest message."""
        said = [one for one in self.messages if one.sender_id == self.world.bot.id]
        if not said:
            raise AssertionError(f"the bot has said nothing to {self.profile.name}")
        return said[-1]

    def sees(self, on: Message | None = None) -> str:
        """Give the text or caption of the bot's latest message, as shown; of an album its words."""
        return "\n".join(one.text for one in self.album(on) if one.text)

    def album(self, on: Message | None = None) -> list[Message]:
        """Give the messages that are shown as one with this one, by default the bot's latest."""
        shown = on or self.message
        together = [one for one in self.messages if one.album and one.album == shown.album]
        return together or [shown]

    @property
    def news(self) -> list[Message]:
        """What the bot wrote or changed since this person last did something."""
        return [
            message
            for message in self.messages
            if message.version > self._seen and message.sender_id == self.world.bot.id
        ]

    def buttons(self, on: Message | None = None) -> list[list[str]]:
        """Give the labels under the bot's latest message, row by row."""
        return [[button.text for button in row] for row in (on or self.message).keyboard]

    @property
    def keyboard(self) -> list[list[str]]:
        """The labels of the reply keyboard, row by row; none if it is not shown."""
        shown = self.world.chats[self.chat_id].reply_keyboard
        rows = shown.rows if isinstance(shown, ReplyKeyboard) else ()
        return [[button.text for button in row] for row in rows]

    @property
    def answer(self) -> Answer | None:
        """The bot's answer to the latest tap; None while the button spins."""
        return self.world.toast(self.id)

    @property
    def toast(self) -> str:
        """What the answer to the latest tap said."""
        return self.answer.text if self.answer else ""

    @property
    def menu(self) -> list[str]:
        """The commands offered here, without descriptions."""
        return [one.command for one in self.world.menu(self.id, self.chat_id)]

    def _look_away(self) -> None:
        self._seen = self.world.version

    def _button(self, label: str, on: Message | None) -> tuple[Message, InlineButton]:
        for message in [on] if on else reversed(self.messages):
            buttons = [button for row in message.keyboard for button in row]
            fitting = [button for button in buttons if label in button.text]
            fitting.sort(key=lambda button: _ICONS.sub("", button.text) != label)
            if fitting:
                return message, fitting[0]
        shown = [self.buttons(message) for message in self.messages if message.keyboard]
        raise AssertionError(f"no button {label!r} among {shown[-3:]}")

    def _reply_button(self, label: str) -> ReplyButton:
        shown = self.world.chats[self.chat_id].reply_keyboard
        rows = shown.rows if isinstance(shown, ReplyKeyboard) else ()
        for button in (button for row in rows for button in row):
            if label in button.text:
                return button
        raise AssertionError(f"no key {label!r} among {self.keyboard}")
