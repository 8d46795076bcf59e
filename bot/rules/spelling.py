"""One name, many spellings: what is kept as typed, and what two spellings are compared by.

Vietnamese offices mix composed and decomposed Unicode, old and new places of the tone (`hoá`,
`hóa`), hyphens and en dashes, and spaces that cannot be seen.
"""

import re
import unicodedata

_INVISIBLE = "\u00ad\u200b\u200c\u2060\ufeff"
"""Soft hyphen, zero-width spaces, byte order mark; joiners in emoji and marks of direction stay."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES = str.maketrans("“”„‘’", '"""\'\'')
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def clean(text: str) -> str:
    """Give the text as a person meant to type it: composed, trimmed, one space between words."""
    if not text.isprintable():
        text = "".join(filter(_is_meant, text)) if visible(text) else ""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_meant(letter: str) -> bool:
    return letter not in _INVISIBLE and (letter.isspace() or unicodedata.category(letter) != "Cc")


def visible(text: str) -> str:
    """Give the text without joiners, marks of direction and other letters that take no room."""
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def plain(text: str) -> str:
    """Give the words of a header or a ready answer in bare small letters and digits."""
    letters = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    bare = "".join(letter for letter in visible(letters) if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def code_key(code: str) -> str:
    """Give what two spellings of a person's code are compared by."""
    return _bare(unicodedata.normalize("NFKC", code))


def name_key(name: str) -> str:
    """Give what two spellings of a unit's or a block's name are compared by.

    Tones count (`Tổ` is not `Tơ`), their place in the syllable does not: they move behind the word.
    """
    name = re.sub(r"\s*-\s*", "-", _bare(name).translate(_QUOTES))
    return re.sub(r"[^\W\d_][\w\u0300-\u036f]*", _tone_last, unicodedata.normalize("NFD", name))


def _bare(text: str) -> str:
    return clean(visible(text)).casefold().translate(_DASHES)


def _tone_last(word: re.Match[str]) -> str:
    return _TONES.sub("", word[0]) + "".join(_TONES.findall(word[0]))
