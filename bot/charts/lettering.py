"""What the font can show, how wide it stands, and where a line may break."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.ft2font import FT2Font
from PIL import ImageFont

from bot.charts.theme import Style

DPI = 72
"""A point is a pixel."""
ELLIPSIS = "…"
UNKNOWN = "□"
"""Stands for a letter that the font lacks."""


def printable(words: str) -> str:
    """Give what the font can show of the words, on one line.

    Emoji and marks of direction go, a letter that the font lacks becomes a small square so that
    nobody's name shrinks unseen.
    """
    known = _charmap()
    kept = (
        char if ord(char) in known else UNKNOWN * (unicodedata.category(char)[0] in "LN")
        for char in " ".join(unicodedata.normalize("NFC", words).split())
        if unicodedata.category(char)[0] != "C"
    )
    return " ".join("".join(kept).split())


@lru_cache(maxsize=4096)
def measure(words: str, style: Style) -> float:
    """Give the width in pixels of words that are printable."""
    return font(style).getlength(words)


def fit(words: str, style: Style, width: float) -> str:
    """Give the words, or as many of their first letters as fit before an ellipsis."""
    return wrap(words, style, width, 1)[0]


def wrap(words: str, style: Style, width: float, lines: int) -> list[str]:
    """Give the words in at most so many lines; the last one ends in an ellipsis if more is left."""
    rest = printable(words)
    wrapped: list[str] = []
    while len(wrapped) < lines - 1 and measure(rest, style) > width:
        end = _break(rest, style, width)
        wrapped.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    if measure(rest, style) > width:
        rest = rest[: _longest(rest, style, width, ELLIPSIS)].rstrip(" ,;:–-") + ELLIPSIS
    return [*wrapped, rest]


def balanced(words: str, style: Style, width: float, lines: int) -> list[str]:
    """Give the lines about equally long, so that no word stands alone below the others.

    A number stays with what it counts, where there is room.
    """
    widest = wrap(words, style, width, lines)
    narrow = width * 0.55
    while narrow < width:
        tried = wrap(words, style, narrow, len(widest))
        parted = any(line[-1:].isdigit() for line in tried[:-1])
        if " ".join(tried) == printable(words) and not parted:
            return tried
        narrow += width * 0.05
    return widest


def largest(words: str, styles: tuple[Style, ...], width: float) -> Style:
    """Give the first style in which the words fit, for numbers, which an ellipsis would falsify."""
    shown = printable(words)
    return next((style for style in styles if measure(shown, style) <= width), styles[-1])


def _break(words: str, style: Style, width: float) -> int:
    end = _longest(words, style, width)
    space = words.rfind(" ", 1, end + 1)
    return space if space > 0 else end


def _longest(words: str, style: Style, width: float, tail: str = "") -> int:
    """Give how many characters fit, at least one and never parting a letter from its marks."""
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(words[:middle] + tail, style) <= width:
            low = middle
        else:
            high = middle - 1
    while low > 1 and low < len(words) and unicodedata.combining(words[low]):
        low -= 1
    return low


@cache
def font(style: Style) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_path(bold=style.bold), style.size)


def _path(*, bold: bool) -> Path:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path(), "fonts", "ttf", name)


@cache
def _charmap() -> frozenset[int]:
    """Give the characters that both weights have, without the few emoji among them."""
    plain, bold = (FT2Font(_path(bold=bold)).get_charmap() for bold in (False, True))
    return frozenset(code for code in plain.keys() & bold.keys() if code <= 0xFFFF)
