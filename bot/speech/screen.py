"""What one message shows, and how its text is kept within Telegram's measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape
from telegram import ForceReply, ReplyKeyboardMarkup

from bot.speech.buttons import Button

GREEN = "success"
RED = "danger"

NOTE_ROOM = 2800
"""UTF-16 units that a typed text may take on a card: the rest of a card stays under 1,200."""
LONG_QUOTE = 180
"""Units from which a quotation is folded, so that one note does not fill the screen."""


Key = dict[str, str]
Keyboard = dict[str, Any]
"""Inline keys as Telegram reads them: the library's own objects take longer than all else of a tap.
"""


@dataclass(frozen=True, slots=True)
class Screen:
    text: Markup
    keyboard: Keyboard | ReplyKeyboardMarkup | ForceReply | None = None


def key(label: str, button: Button, style: str | None = None) -> Key:
    made = {"text": label, "callback_data": button.pack()}
    return made | {"style": style} if style else made


def keyboard(*rows: Sequence[Key]) -> Keyboard | None:
    filled = [row for row in rows if row]
    return {"inline_keyboard": filled} if filled else None


def pairs(keys: Sequence[Key]) -> list[Sequence[Key]]:
    """Two a row: more do not fit a phone."""
    return [keys[start : start + 2] for start in range(0, len(keys), 2)]


def lines(parts: Iterable[str | Markup | None]) -> Markup:
    """Join what there is, a line each; an empty string leaves a line free."""
    escaped = (
        part if isinstance(part, Markup) else escape(part) for part in parts if part is not None
    )
    return Markup("\n".join(escaped))  # noqa: S704 - escaped one by one


def units(text: str) -> int:
    """Count as Telegram does, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def clip(text: str, room: int) -> str:
    """Shorten a plain text to a number of UTF-16 units, before it is escaped."""
    if units(text) <= room:
        return text
    kept = text.encode("utf-16-le")[: 2 * (room - 1)].decode("utf-16-le", errors="ignore")
    return kept.rstrip() + "…"


def quote(text: str, room: int = NOTE_ROOM) -> Markup:
    folded = Markup("<blockquote expandable>{text}</blockquote>")
    plain = Markup("<blockquote>{text}</blockquote>")
    return (folded if units(text) > LONG_QUOTE else plain).format(text=clip(text, room))
