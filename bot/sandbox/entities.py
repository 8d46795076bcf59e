"""Marked text: what Telegram finds in plain text, and the way back to HTML for a page.

Lengths and offsets count UTF-16 code units: an emoji outside the first plane counts two.
"""

import html
import re
from collections.abc import Iterable

from bot.sandbox.model import Entity
from bot.sandbox.refusal import bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_FOUND = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<email>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
    r"|(?P<bot_command>(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))"
)

_OPEN_CLOSE = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="tg-spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ("<blockquote expandable>", "</blockquote>"),
}


def units(text: str) -> int:
    """Count UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def detect(text: str) -> tuple[Entity, ...]:
    """Find what clients and the server mark by themselves: commands, links, mentions, hashtags."""
    return tuple(
        Entity(str(match.lastgroup), units(text[: match.start()]), units(match.group()))
        for match in _FOUND.finditer(text)
    )


def trimmed(text: str, entities: tuple[Entity, ...]) -> tuple[str, tuple[Entity, ...]]:
    """Drop the white space at both ends and move the marks with the text."""
    kept = text.strip()
    ahead = units(text[: len(text) - len(text.lstrip())])
    end = units(kept)
    moved = []
    for entity in entities:
        first = max(entity.offset - ahead, 0)
        last = min(entity.offset + entity.length - ahead, end)
        if last > first:
            moved.append(replace_span(entity, first, last - first))
    return kept, tuple(moved)


def replace_span(entity: Entity, offset: int, length: int) -> Entity:
    return Entity(entity.type, offset, length, entity.url, entity.language, entity.custom_emoji_id)


def with_detected(text: str, given: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """Add what the server marks by itself, where nothing conflicts with it."""
    closed = [e for e in given if e.type in {"code", "pre", "text_link", "text_mention"}]
    found = [e for e in detect(text) if not any(_overlap(e, other) for other in closed)]
    return tuple(sorted({*given, *found}, key=lambda e: (e.offset, -e.length, e.type)))


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.offset + other.length and other.offset < one.offset + one.length


def check_text(text: str) -> None:
    if not text:
        raise bad_request("message text is empty")
    if not text.strip():
        raise bad_request("text must be non-empty")
    if units(text.strip()) > TEXT_LIMIT:
        raise bad_request("message is too long")


def check_caption(text: str) -> None:
    if units(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")


def as_html(text: str, entities: Iterable[Entity]) -> str:
    """Give safe HTML for a page: everything typed is escaped, only Telegram's marks are tags.

    Line breaks stay line breaks (`white-space: pre-wrap`), but for the one after a quotation: a
    block ends its line by itself.
    """
    coded = text.encode("utf-16-le")
    opening: dict[int, list[str]] = {}
    closing: dict[int, list[str]] = {}
    cuts = {0, len(coded) // 2}
    for entity in sorted(entities, key=lambda e: (e.offset, -e.length)):
        start, end = _tags(entity, _slice(coded, entity.offset, entity.offset + entity.length))
        last = entity.offset + entity.length
        cuts |= {entity.offset, last}
        opening.setdefault(entity.offset, []).append(start)
        closing.setdefault(last, []).insert(0, end)
    edges = sorted(cuts)
    parts = []
    for here, there in zip(edges, [*edges[1:], edges[-1]], strict=True):
        closed = closing.get(here, [])
        words = html.escape(_slice(coded, here, there))
        parts += closed + opening.get(here, [])
        parts.append(words.removeprefix("\n") if "</blockquote>" in closed else words)
    return "".join(parts)


def _slice(coded: bytes, start: int, end: int) -> str:
    return coded[start * 2 : end * 2].decode("utf-16-le", "replace")


def _tags(entity: Entity, covered: str) -> tuple[str, str]:
    if entity.type in {"text_link", "url"}:
        address = html.escape(entity.url or covered)
        return f'<a href="{address}" rel="noreferrer" target="_blank">', "</a>"
    if entity.type in {"bot_command", "mention", "hashtag"}:
        return f'<span class="{entity.type}">', "</span>"
    return _OPEN_CLOSE.get(entity.type, ("", ""))
