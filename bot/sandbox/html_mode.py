"""`parse_mode: HTML`, as strictly as the server reads it: what does not parse is refused whole."""

import html
import re
from dataclasses import dataclass, field

from bot.sandbox.entities import units
from bot.sandbox.model import Entity
from bot.sandbox.refusal import ApiError, bad_request

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_TAGS = {*_SIMPLE, "a", "span", "blockquote", "tg-emoji"}

_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
"""The only references there are: `&nbsp;` or `&apos;` stay as they are typed."""

_ATTRIBUTE = re.compile(
    r"\s+(?P<name>[^\s=>/\"']+)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w./:@#-]+)))?"
)


@dataclass
class _Open:
    tag: str
    start: int
    attributes: dict[str, str] = field(default_factory=dict)


def parse(source: str) -> tuple[str, tuple[Entity, ...]]:
    """Give the text without tags and its marks."""
    return _Parser(source).run()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def run(self) -> tuple[str, tuple[Entity, ...]]:
        while self._at < len(self._source):
            if self._source[self._at] != "<":
                self._read_text()
            elif self._source.startswith("</", self._at):
                self._read_end_tag()
            else:
                self._read_start_tag()
        if self._open:
            tag = self._open[-1].tag
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{tag}"')
        ordered = sorted(self._entities, key=lambda e: (e.offset, -e.length))
        return "".join(self._text), tuple(ordered)

    def _read_text(self) -> None:
        end = self._source.find("<", self._at)
        end = len(self._source) if end < 0 else end
        piece = _ENTITY.sub(_character, self._source[self._at : end])
        self._text.append(piece)
        self._length += units(piece)
        self._at = end

    def _read_start_tag(self) -> None:
        begin = self._at
        name = re.compile(r"[^\s>]*").match(self._source, begin + 1)
        tag = name.group().lower() if name else ""
        place = f"at byte offset {self._bytes(begin)}"
        if begin + 1 + len(tag) >= len(self._source):
            raise _refuse(f"Unclosed start tag {place}")
        if tag not in _TAGS:
            raise _refuse(f'Unsupported start tag "{tag}" {place}')
        self._at = begin + 1 + len(tag)
        attributes = self._read_attributes()
        if not self._source.startswith(">", self._at):
            raise _refuse(f'Unclosed start tag "{tag}" {place}')
        self._at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refuse(f'Tag "span" must have class "tg-spoiler" {place}')
        self._open.append(_Open(tag, self._length, attributes))

    def _read_attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while match := _ATTRIBUTE.match(self._source, self._at):
            value = match["double"] or match["single"] or match["bare"] or ""
            found[match["name"].lower()] = _ENTITY.sub(_character, value)
            self._at = match.end()
        while self._source[self._at : self._at + 1].isspace():
            self._at += 1
        return found

    def _read_end_tag(self) -> None:
        begin = self._at
        place = f"at byte offset {self._bytes(begin)}"
        if not self._open:
            raise _refuse(f"Unexpected end tag {place}")
        end = self._source.find(">", begin)
        if end < 0:
            raise _refuse(f"Unclosed end tag {place}")
        found = self._source[begin + 2 : end].strip().lower()
        opened = self._open.pop()
        if found and found != opened.tag:
            raise _refuse(
                f'Unmatched end tag {place}, expected "</{opened.tag}>", found "</{found}>"'
            )
        self._at = end + 1
        self._mark(opened)

    def _mark(self, opened: _Open) -> None:
        length = self._length - opened.start
        entity = _entity(opened, length, "".join(self._text)) if length else None
        if entity:
            self._entities.append(entity)

    def _bytes(self, index: int) -> int:
        return len(self._source[:index].encode())


def _entity(opened: _Open, length: int, text: str) -> Entity | None:
    start, attributes = opened.start, opened.attributes
    if opened.tag == "a":
        covered = text.encode("utf-16-le")[start * 2 :].decode("utf-16-le")
        address = attributes.get("href") or covered
        is_address = re.match(r"(?:https?|tg|ton|mailto|tel):|[\w-]+(?:\.[\w-]+)+", address)
        return Entity("text_link", start, length, url=address) if is_address else None
    if opened.tag == "blockquote":
        kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
        return Entity(kind, start, length)
    if opened.tag == "tg-emoji":
        emoji = attributes.get("emoji-id", "")
        return Entity("custom_emoji", start, length, custom_emoji_id=emoji)
    if opened.tag == "span":
        return Entity("spoiler", start, length)
    language = attributes.get("class", "").removeprefix("language-") if opened.tag == "code" else ""
    return Entity(_SIMPLE[opened.tag], start, length, language=language)


def _character(match: re.Match[str]) -> str:
    return html.unescape(match.group())


def _refuse(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
