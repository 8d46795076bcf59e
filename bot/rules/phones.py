"""Phone numbers as people write them, as one form that two of them are compared by."""

import re
import unicodedata
from decimal import Decimal

from bot.rules import spelling

_BETWEEN = re.compile(r"[;/|\n]|\bhoặc\b")
_WORD = re.compile(r"(?<!\S)[0+]\S+")
_PUNCTUATION = re.compile(r"[\s.,()'‐-―-]")
_VIETNAMESE = re.compile(r"(?:(?:00|\+)?84)?0?([35789]\d{8}|2\d{9})", re.ASCII)
"""A mobile has nine digits after the trunk zero, a landline ten; Excel drops the zero."""

_FOREIGN = re.compile(r"\+(?!84)[1-9]\d{7,14}", re.ASCII)
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?E\+?(\d{1,2})", re.ASCII | re.IGNORECASE)


def normalise_phone(text: str) -> str | None:
    """Give the number as `+84912345678`, or None where there is none to be made out.

    A number from abroad counts with its `+` only. Of several numbers the first that can be read
    counts. A number that a spreadsheet shortened (`8.49E+10`) has lost digits and is nobody's.
    """
    text = spelling.visible(unicodedata.normalize("NFKC", text))
    numbers = [text, *_BETWEEN.split(text), *text.split(","), *_WORD.findall(text)]
    return next(filter(None, map(_single, numbers)), None)


def is_shortened(text: str) -> bool:
    """Tell whether a spreadsheet wrote a long number as `8.49E+10`, so that digits are missing."""
    found = _SCIENTIFIC.fullmatch(text.strip())
    return found is not None and len(found[2] or "") < int(found[3])


def _single(text: str) -> str | None:
    digits = _PUNCTUATION.sub("", _written_out(text))
    found = _VIETNAMESE.fullmatch(digits)
    if found:
        return "+84" + found[1]
    return digits if _FOREIGN.fullmatch(digits) else None


def _written_out(text: str) -> str:
    text = text.strip()
    if _SCIENTIFIC.fullmatch(text) and not is_shortened(text):
        return f"{Decimal(text.replace(',', '.')):f}"
    return re.sub(r"(?<=\d{8})[.,]0$", "", text)
