"""One message, or an album that people see as one, changed in place when it is edited."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from bot.sandbox.entities import as_html
from bot.sandbox.model import InlineButton, Message, StoredFile
from bot.sandbox.page import keyboards, pictures
from bot.sandbox.page.elements import Button, Link, Text, initials
from bot.sandbox.page.files import address
from bot.sandbox.page.stage import Stage
from bot.sandbox.page.wording import Wording

QUOTED = 80
"""How much of the message that is replied to stands over the reply."""


@dataclass(frozen=True)
class Reactions:
    """What a visitor may do with a message."""

    press: Callable[[Message, InlineButton], object]
    reply: Callable[[Message], object]


class Bubble:
    """Drawn once; `show` then changes only the parts that differ."""

    def __init__(
        self, stage: Stage, wording: Wording, messages: Sequence[Message], on: Reactions
    ) -> None:
        self._stage, self._wording, self._on = stage, wording, on
        first = messages[0]
        self.row = ui.element("article").classes("message").classes(self._side(first))
        self.row.on("dblclick", lambda: on.reply(first), args=[])
        with self.row:
            with ui.element("div").classes("bubble"):
                self._quote(first)
                self._contact(first)
                self._media_box = ui.element("div").classes("media")
                self._text = ui.html("", sanitize=False).classes("text")
                with ui.element("footer"):
                    self._marks = Text("", classes="reactions")
                    Button(wording("Trả lời"), lambda: on.reply(first), classes="reply")
                    self._meta = Text("", "span", classes="meta")
            self._keys = ui.element("div").classes("keyboard")
        self._media: list[StoredFile] = []
        self._keyboard: keyboards.Rows = ()
        self.version = -1
        self.show(messages)

    def show(self, messages: Sequence[Message]) -> None:
        """Look like these messages now."""
        self.version = max(message.version for message in messages)
        spoken = next((m for m in messages if m.text), messages[0])
        self._text.set_content(as_html(spoken.text, spoken.entities))
        self._text.set_visibility(bool(spoken.text))
        self._meta.set_text(self._when(spoken))
        self._marks.set_text(
            "".join(mark for m in messages for given in m.reactions.values() for mark in given)
        )
        self._show_media(messages)
        if messages[-1].keyboard != self._keyboard:
            self._keyboard = messages[-1].keyboard
            self._keys.clear()
            with self._keys:
                keyboards.inline(self._keyboard, lambda b: self._on.press(messages[-1], b))

    def _show_media(self, messages: Sequence[Message]) -> None:
        media = [message.media for message in messages if message.media]
        if media != self._media:
            self._media = media
            self._media_box.clear()
            with self._media_box:
                self._draw_media(messages)
        self._media_box.set_visibility(bool(media))

    def _draw_media(self, messages: Sequence[Message]) -> None:
        if photos := [message.photo for message in messages if message.photo]:
            pictures.show(photos, self._wording)
        for message in messages:
            if message.document:
                _document(message.document, self._wording)

    def _contact(self, message: Message) -> None:
        if message.contact is None:
            return
        with ui.element("div").classes("document"):
            name = f"{message.contact.first_name} {message.contact.last_name}".strip()
            Text(initials(name), classes="kind").props("aria-hidden=true")
            with ui.element("div"):
                Text(name, "strong")
                Text(message.contact.phone, classes="weight")

    def _quote(self, message: Message) -> None:
        answered = self._stage.world.chats[message.chat_id].messages.get(message.reply_to or 0)
        if answered is None:
            return
        with ui.element("div").classes("quoted"):
            Text(self._stage.world.sender(answered), "strong")
            Text(extract(answered, self._wording))

    def _side(self, message: Message) -> str:
        return "theirs" if message.sender_id == self._stage.world.bot.id else "own"

    def _when(self, message: Message) -> str:
        hour = f"{self._stage.local(message.date):%H:%M}"
        return f"{self._wording('đã sửa')} {hour}" if message.edited else hour


def extract(message: Message, wording: Wording) -> str:
    """Give the first words of a message, or what it is where it has none."""
    line = " ".join(message.text.split())
    if not line:
        line = (
            wording("Ảnh") if message.photo else message.document.name if message.document else ""
        )
    return line if len(line) <= QUOTED else line[:QUOTED].rstrip() + "…"


def _document(document: StoredFile, wording: Wording) -> None:
    with ui.element("div").classes("document"):
        Text(document.name.rpartition(".")[2][:4].upper(), classes="kind").props("aria-hidden=true")
        with ui.element("div"):
            Text(document.name, "strong")
            Text(_weight(len(document.data)), classes="weight")
        Link(wording("Tải về"), address(document), download=document.name)


def _weight(count: int) -> str:
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")
