"""What one message shows, and how its text is kept within Telegram's measure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup
from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.speech.buttons import Button

GREEN = "success"
RED = "danger"

NOTE_ROOM = 2800
"""UTF-16 units that a typed text may take on a card: the rest of a card stays under 1,200."""
LONG_QUOTE = 180
"""Units from which a quotation is folded, so that one note does not fill the screen."""


@dataclass(frozen=True, slots=True)
class Screen:
    text: Markup
    keyboard: InlineKeyboardMarkup | ReplyKeyboardMarkup | ForceReply | None = None


def key(label: str, button: Button, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=button.pack(), style=style)


def keyboard(*rows: Sequence[InlineKeyboardButton]) -> InlineKeyboardMarkup | None:
    filled = [row for row in rows if row]
    return InlineKeyboardMarkup(filled) if filled else None


def pairs(keys: Sequence[InlineKeyboardButton]) -> list[Sequence[InlineKeyboardButton]]:
    """Two a row: more do not fit a phone."""
    return [keys[start : start + 2] for start in range(0, len(keys), 2)]


def lines(parts: Iterable[str | Markup | None]) -> Markup:
    """Join what there is, a line each; an empty string leaves a line free."""
    return Markup("\n").join(part for part in parts if part is not None)


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
