"""The roster as offices keep it: rows of cells in; people and units out, or every fault at once.

Rows are numbered as a spreadsheet shows them, from 1. The header may stand anywhere in the first
rows, its names in Vietnamese or English, in any order.
"""

import functools
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from bot.errors import Refusal
from bot.rules import phones, spelling
from bot.rules.people import Role
from bot.rules.roster_columns import (
    HEADER_ROWS,
    LABELS,
    REQUIRED,
    Column,
    Header,
    Rows,
    find_header,
)

_Complain = Callable[..., None]
_Stated = dict[str, dict[str, tuple[int, str]]]
"""Unit → what its rows say, by key → the row and the spelling in which it stands first."""

CODE_LIMIT = 64
NAME_LIMIT = 200

_ROLES = {
    name: role
    for role, names in {
        Role.OFFICIAL: "can bo|cong chuc|vien chuc|can bo cong chuc|can bo cong chuc vien chuc|cbcc"
        "|cbccvc|nguoi lao dong|nhan vien|official",
        Role.HEAD: "thu truong|thu truong don vi|thu truong co quan|nguoi dung dau|head",
        Role.DEPUTY: "pho|cap pho|pho thu truong|pho thu truong don vi|pho thu truong co quan"
        "|deputy",
        Role.COUNCIL: "hoi dong|thanh vien hoi dong|uy vien hoi dong|hoi dong thi dua"
        "|hoi dong thi dua khen thuong|thanh vien hoi dong thi dua khen thuong|council"
        "|council member",
        Role.SECRETARY: "thuong truc|thuong truc hoi dong|thuong truc hoi dong thi dua khen thuong"
        "|thu ky hoi dong|secretary",
    }.items()
    for name in names.split("|")
}

_YES = frozenset({"x", "×", "✓", "✔", "☑", "co", "yes", "y", "true", "dung", "1"})
_NO = frozenset({"khong", "no", "n", "false", "sai", "0"})

_NO_PHONE = frozenset({"khong", "khong co"})
_NOTHING = frozenset({"", "-", "–", "—"})

_NUMBERING = re.compile(r"[(\[]?(\d{1,2}|[A-Z])[)\]]?")
"""The row `(1) (2) (3)` or `A B 1 2` that forms print under their header."""

_ORDINAL = re.compile(r"[IVX]+\.?|[A-Z]\.?")
"""The number of a section: `II` before `Các phòng chuyên môn`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a sentence that is a message id, its values, and the row it stands in."""

    row: int | None
    """None where the whole file is meant."""
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = self.message.format(**self.values)
        return sentence if self.row is None else f"Dòng {self.row}: {sentence}"


class RosterInvalid(Refusal):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "Danh sách có {count} lỗi nên chưa dùng được. Hãy sửa tệp rồi nhập lại.",
            count=len(self.problems),
        )


@dataclass(frozen=True, slots=True)
class RosterPerson:
    row: int
    code: str
    name: str
    title: str | None
    unit: str
    parent: str | None
    """What this row says of the unit, as is the block: an empty cell says nothing."""
    block: str | None
    role: Role
    phone: str | None
    front_line: bool


@dataclass(frozen=True, slots=True)
class RosterUnit:
    name: str
    parent: str | None
    block: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    people: tuple[RosterPerson, ...]
    units: tuple[RosterUnit, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    texts: Sequence[str]
    cells: Mapping[Column, str]
    said: tuple[str, ...]
    """The different things that stand in the row, known columns or not."""

    def get(self, column: Column) -> str:
        return self.cells.get(column, "")

    @property
    def is_person(self) -> bool:
        required = list(map(self.get, REQUIRED))
        return all(required) and len(set(required)) > 1 and _is_code(self.get(Column.CODE))

    @property
    def is_remark(self) -> bool:
        """A blank row, or a text on its own: a heading, often merged across the table; a total."""
        code, name, unit = map(self.get, REQUIRED)
        if code:
            return code == name == unit or (len(self.said) == 1 and not _is_code(code))
        return len(self.said) <= 1

    @property
    def is_total(self) -> bool:
        return any(map(_is_total, self.said[:1]))


def validate(rows: Rows, known_units: Mapping[str, str | None] = MappingProxyType({})) -> Roster:
    """Give the people and units of a roster.

    `known_units` are units that exist already, each with the one above it: a roster may place its
    own units under them.

    Raises:
        RosterInvalid: with every fault of the file.
    """
    header = _require_header(rows)
    lines = list(_body(rows, header))
    problems = list(_doubled_cells(header, rows, lines))
    people = [_person(line, problems) for line in lines]
    if not people:
        problems.append(
            Problem(None, "Dưới dòng tiêu đề (dòng {row}) chưa có ai.", {"row": header.row})
        )
    problems += _same_codes(people)
    problems += _same_phones(people)
    tree = _Tree(people, known_units)
    problems += tree.problems()
    if problems:
        raise RosterInvalid(sorted(problems, key=lambda problem: problem.row or 0))
    return tree.roster()


def _require_header(rows: Rows) -> Header:
    header = find_header(rows)
    if header is None:
        raise RosterInvalid([_no_header()])
    problems = list(_missing_columns(header, rows))
    problems += [_doubled(header, rows, column) for column in header.doubled]
    if problems:
        raise RosterInvalid(problems)
    return header


def _no_header() -> Problem:
    return Problem(
        None,
        "Không thấy dòng tiêu đề trong {count} dòng đầu. Hãy thêm một dòng có ít nhất"
        " các cột: {columns}.",
        {"count": HEADER_ROWS, "columns": ", ".join(LABELS[column] for column in REQUIRED)},
    )


def _missing_columns(header: Header, rows: Rows) -> Iterator[Problem]:
    missing = [LABELS[column] for column in REQUIRED if column not in header.columns]
    if missing:
        found = filter(None, map(spelling.clean, rows[header.row - 1]))
        yield Problem(
            None,
            "Thiếu cột {missing}. Dòng tiêu đề (dòng {row}) chỉ có: {found}.",
            {
                "missing": ", ".join(missing),
                "row": header.row,
                "found": ", ".join(dict.fromkeys(found)),
            },
        )


def _doubled(header: Header, rows: Rows, column: Column) -> Problem:
    cells = [rows[header.row - 1][index] for index in header.columns[column]]
    return Problem(
        header.row,
        "Cột {column} có hai lần: {headers}. Hãy chỉ giữ lại một cột.",
        {"column": LABELS[column], "headers": ", ".join(map(_quote, cells))},
    )


def _doubled_cells(header: Header, rows: Rows, lines: Iterable[_Line]) -> Iterator[Problem]:
    """Find headers that are not one merged cell but two columns: what stands under them differs.

    Only a name may go on in its second cell, with the one or two words of a given name.
    """
    for column, indexes in header.columns.items():
        words = 2 if column is Column.NAME else 0
        rests = (_different(line.texts, indexes)[1:] for line in lines)
        if any(len(text.split()) > words for rest in rests for text in rest):
            yield _doubled(header, rows, column)


def _different(texts: Sequence[str], indexes: Iterable[int]) -> tuple[str, ...]:
    found = (texts[index] for index in indexes if index < len(texts))
    return tuple(dict.fromkeys(text for text in found if text not in _NOTHING))


def _line(number: int, row: Sequence[str], header: Header) -> _Line:
    texts = list(map(spelling.clean, row))
    cells = {column: " ".join(_different(texts, at)) for column, at in header.columns.items()}
    known = {index for indexes in header.columns.values() for index in indexes}
    said = (i for i, text in enumerate(texts) if i in known or not _ORDINAL.fullmatch(text))
    return _Line(number, texts, cells, _different(texts, said))


def _body(rows: Rows, header: Header) -> Iterator[_Line]:
    """Give the rows that are meant to be people.

    Blank rows, headings, totals, the header printed again and the numbering under it are passed
    over. After the last person, what a blank row or a single line of text parts from the table is
    a footer (who signed, where and when) unless something in it belongs to a person.
    """
    title = _line(header.row, rows[header.row - 1], header).said
    lines = [
        _line(number, row, header)
        for number, row in enumerate(rows, start=1)
        if number > header.row
    ]
    lines = [line for line in lines if line.said != title]
    if lines and all(_NUMBERING.fullmatch(text) for text in lines[0].said):
        del lines[0]
    units = {spelling.name_key(line.get(Column.UNIT)) for line in lines if line.is_person}
    last = max((line.row for line in lines if line.is_person), default=None)
    parted = False
    for line in lines:
        below = last is not None and line.row > last and (parted or line.is_total)
        parted = line.is_remark or (below and not _belongs(line, units))
        if not parted:
            yield line


def _belongs(line: _Line, units: Collection[str]) -> bool:
    return (
        _is_code(line.get(Column.CODE))
        or spelling.name_key(line.get(Column.UNIT)) in units
        or phones.normalise_phone(line.get(Column.PHONE)) is not None
        or len(line.said) > 3
    )


def _is_code(text: str) -> bool:
    """Tell a code from words of a footer: `CB 01` is one, `NGƯỜI LẬP BIỂU` is not."""
    words = text.split()
    single = len(words) == 1
    numbered = len(words) <= 3 and any(letter.isdigit() for letter in text)
    return (single or numbered) and not _is_total(text)


def _is_total(text: str) -> bool:
    return text.casefold().startswith(("tổng", "cộng"))


def _person(line: _Line, problems: list[Problem]) -> RosterPerson:
    """Read one row; a person with something wrong only serves to find what else is wrong."""

    def complain(message: str, **values: object) -> None:
        problems.append(Problem(line.row, message, values))

    missing = [LABELS[column] for column in REQUIRED if not line.get(column)]
    if missing:
        complain("Thiếu {columns}.", columns=", ".join(missing))
    _check_code(line.get(Column.CODE), complain)
    _check_lengths(line, complain)
    return RosterPerson(
        row=line.row,
        code=spelling.visible(line.get(Column.CODE)),
        name=line.get(Column.NAME),
        title=line.get(Column.TITLE) or None,
        unit=line.get(Column.UNIT),
        parent=line.get(Column.PARENT) or None,
        block=line.get(Column.BLOCK) or None,
        role=_role(line.get(Column.ROLE), complain),
        phone=_phone(line.get(Column.PHONE), complain),
        front_line=_front_line(line.get(Column.FRONT_LINE), complain),
    )


def _check_code(code: str, complain: _Complain) -> None:
    if phones.is_shortened(code):
        complain(
            "Mã {value} đã bị bảng tính rút gọn, mất chữ số. Hãy định dạng cột này là"
            " Văn bản (Text) rồi nhập lại mã.",
            value=_quote(code),
        )
    elif code and not _is_code(code):
        complain("{value} không giống một mã. Mã viết liền hoặc có chữ số.", value=_quote(code))


def _check_lengths(line: _Line, complain: _Complain) -> None:
    for column in (
        Column.CODE,
        Column.NAME,
        Column.TITLE,
        Column.UNIT,
        Column.PARENT,
        Column.BLOCK,
    ):
        text, limit = line.get(column), CODE_LIMIT if column is Column.CODE else NAME_LIMIT
        if len(text) > limit:
            complain(
                "{column} dài {length} ký tự, tối đa là {limit}: {value}.",
                column=LABELS[column],
                length=len(text),
                limit=limit,
                value=_quote(text),
            )


def _role(text: str, complain: _Complain) -> Role:
    parts = map(spelling.plain, (text, *text.split("/")))  # `Thủ trưởng / head` is one role
    role = next((_ROLES[part] for part in parts if part in _ROLES), None)
    if role is None and text:
        complain(
            "Không rõ vai trò {value}. Hãy để trống (cán bộ) hoặc ghi một trong các vai trò:"
            " Thủ trưởng, Phó, Hội đồng, Thường trực.",
            value=_quote(text),
        )
    return role or Role.OFFICIAL


def _phone(text: str, complain: _Complain) -> str | None:
    phone = phones.normalise_phone(text)
    if phone or not text or spelling.plain(text) in _NO_PHONE:
        return phone
    if phones.is_shortened(text):
        complain(
            "Số điện thoại {value} đã bị bảng tính rút gọn, mất chữ số. Hãy định dạng cột này là"
            " Văn bản (Text) rồi nhập lại số.",
            value=_quote(text),
        )
    else:
        complain(
            "Số điện thoại {value} không đúng. Hãy ghi như 0912 345 678, hoặc để trống.",
            value=_quote(text),
        )
    return None


def _front_line(text: str, complain: _Complain) -> bool:
    mark = spelling.plain(text) or text.removesuffix("\ufe0f")
    if text and mark not in _YES | _NO:
        complain(
            "Cột Trực tiếp tiếp dân ghi {value}. Hãy ghi x nếu có, để trống nếu không.",
            value=_quote(text),
        )
    return mark in _YES


def _same_codes(people: Iterable[RosterPerson]) -> Iterator[Problem]:
    for person, first in _repeats(people, lambda person: spelling.code_key(person.code)):
        yield Problem(
            person.row,
            "Mã {code} đã có ở dòng {first}.",
            {"code": _quote(person.code), "first": first.row},
        )


def _same_phones(people: Iterable[RosterPerson]) -> Iterator[Problem]:
    for person, first in _repeats(people, lambda person: person.phone):
        yield Problem(
            person.row,
            "Số điện thoại {phone} đã có ở dòng {first} ({name}). Mỗi người cần một số riêng vì số"
            " này dùng để đăng ký.",
            {"phone": person.phone, "first": first.row, "name": _quote(first.name)},
        )


def _repeats(
    people: Iterable[RosterPerson], key: Callable[[RosterPerson], str | None]
) -> Iterator[tuple[RosterPerson, RosterPerson]]:
    seen: dict[str, RosterPerson] = {}
    for person in people:
        value = key(person)
        if value and seen.setdefault(value, person) is not person:
            yield person, seen[value]


class _Tree:
    """The units that the rows speak of, each by the key of its name, and how they hang together."""

    def __init__(
        self, people: Sequence[RosterPerson], known_units: Mapping[str, str | None]
    ) -> None:
        self._people = people
        self._key = functools.cache(spelling.name_key)
        self._own = dict.fromkeys(self._key(person.unit) for person in people if person.unit)
        self._names = self._spellings([*(person.unit for person in people), *known_units])
        self._block_names = self._spellings(person.block for person in people)
        self._parents = self._stated(lambda person: person.parent)
        self._blocks = self._stated(lambda person: person.block)
        self._above = {
            self._key(name): parent and self._key(parent) for name, parent in known_units.items()
        } | {unit: next(iter(self._parents.get(unit, ())), None) for unit in self._own}

    def problems(self) -> Iterator[Problem]:
        yield from self._contradictions(
            self._parents,
            "Đơn vị {unit} có hai đơn vị cấp trên khác nhau: {first} (dòng {row}) và {other}.",
        )
        yield from self._contradictions(
            self._blocks,
            "Đơn vị {unit} thuộc hai khối thi đua khác nhau: {first} (dòng {row}) và {other}.",
        )
        yield from self._unknown_parents()
        yield from self._circles()

    def roster(self) -> Roster:
        people = (
            replace(
                person,
                unit=self._names[self._key(person.unit)],
                parent=person.parent and self._names[self._key(person.parent)],
                block=person.block and self._block_names[self._key(person.block)],
            )
            for person in self._people
        )
        return Roster(tuple(people), tuple(map(self._unit, self._own)))

    def _spellings(self, names: Iterable[str | None]) -> Mapping[str, str]:
        """Give each name the way it is written first."""
        first: dict[str, str] = {}
        for name in names:
            if name:
                first.setdefault(self._key(name), name)
        return first

    def _unit(self, key: str) -> RosterUnit:
        parent = self._above[key]
        block = next(iter(self._blocks.get(key, ())), None)
        return RosterUnit(
            self._names[key], parent and self._names[parent], block and self._block_names[block]
        )

    def _stated(self, said: Callable[[RosterPerson], str | None]) -> _Stated:
        """Give for each unit the different things that its rows say, each where it stands first."""
        stated: _Stated = {}
        for person in self._people:
            name = said(person)
            if name and person.unit:
                things = stated.setdefault(self._key(person.unit), {})
                things.setdefault(self._key(name), (person.row, name))
        return stated

    def _contradictions(self, stated: _Stated, message: str) -> Iterator[Problem]:
        for unit, things in stated.items():
            (row, first), *others = things.values()
            for other_row, other in others:
                values = {"first": _quote(first), "row": row, "other": _quote(other)}
                yield Problem(other_row, message, {"unit": _quote(self._names[unit]), **values})

    def _unknown_parents(self) -> Iterator[Problem]:
        for person in self._people:
            if person.parent and self._key(person.parent) not in self._names:
                yield Problem(
                    person.row,
                    "Không có đơn vị cấp trên {parent} trong danh sách. Hãy xem lại cách viết, hoặc"
                    " thêm người của đơn vị đó.",
                    {"parent": _quote(person.parent)},
                )

    def _circles(self) -> Iterator[Problem]:
        for circle in _circles(self._above):
            links = zip(circle, (*circle[1:], circle[0]), strict=True)
            rows = [self._parents[unit][above][0] for unit, above in links if unit in self._parents]
            if len(circle) == 1:
                message = (
                    "Đơn vị {chain} ghi chính nó là đơn vị cấp trên. Đơn vị cao nhất thì để trống"
                    " cột này."
                )
            else:
                message = "Các đơn vị là cấp trên của nhau thành vòng: {chain}."
            chain = (*circle, circle[0]) if len(circle) > 1 else circle
            yield Problem(
                min(rows, default=None),
                message,
                {"chain": " → ".join(_quote(self._names[unit]) for unit in chain)},
            )


def _circles(above: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Give each circle once; a unit above itself is a circle of one."""
    settled: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        unit: str | None = start
        while unit is not None and unit not in settled and unit not in path:
            path[unit] = None
            unit = above.get(unit)
        if unit in path:
            chain = list(path)
            yield tuple(chain[chain.index(unit) :])
        settled.update(path)


def _quote(text: str) -> str:
    text = spelling.clean(text)
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"
