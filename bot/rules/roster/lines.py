"""Which rows of a sheet are people: below a header, without headings, totals and footers."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.rules import phones, spelling
from bot.rules.roster.columns import (
    HEADER_ROWS,
    REQUIRED,
    Column,
    Header,
    Rows,
    find_header,
)
from bot.rules.roster.problems import Problem, RosterInvalid, quote

_NOTHING = frozenset({"", "-", "–", "—"})
_NUMBERING = re.compile(r"[(\[]?(\d{1,2}|[A-Z])[)\]]?")
"""The row `(1) (2) (3)` or `A B 1 2` that forms print under their header."""
_ORDINAL = re.compile(r"[IVX]+\.?|[A-Z]\.?")
"""The number of a section: `II` before `Các phòng chuyên môn`."""


@dataclass(frozen=True, slots=True)
class Line:
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
        return all(required) and len(set(required)) > 1 and is_code(self.get(Column.CODE))

    @property
    def is_remark(self) -> bool:
        """A blank row, or a text on its own: a heading, often merged across the table; a total."""
        code, name, unit = map(self.get, REQUIRED)
        if code:
            return code == name == unit or (len(self.said) == 1 and not is_code(code))
        return len(self.said) <= 1

    @property
    def is_total(self) -> bool:
        return any(map(_is_total, self.said[:1]))


def require_header(rows: Rows) -> Header:
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
        {"count": HEADER_ROWS, "columns": REQUIRED},
    )


def _missing_columns(header: Header, rows: Rows) -> Iterator[Problem]:
    missing = tuple(column for column in REQUIRED if column not in header.columns)
    if missing:
        found = filter(None, map(spelling.clean, rows[header.row - 1]))
        yield Problem(
            None,
            "Thiếu cột {missing}. Dòng tiêu đề (dòng {row}) chỉ có: {found}.",
            {
                "missing": missing,
                "row": header.row,
                "found": ", ".join(dict.fromkeys(found)),
            },
        )


def _doubled(header: Header, rows: Rows, column: Column) -> Problem:
    cells = [rows[header.row - 1][index] for index in header.columns[column]]
    return Problem(
        header.row,
        "Cột {column} có hai lần: {headers}. Hãy chỉ giữ lại một cột.",
        {"column": column, "headers": ", ".join(map(quote, cells))},
    )


def doubled_cells(header: Header, rows: Rows, lines: Iterable[Line]) -> Iterator[Problem]:
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


def _line(number: int, row: Sequence[str], header: Header) -> Line:
    texts = list(map(spelling.clean, row))
    cells = {column: " ".join(_different(texts, at)) for column, at in header.columns.items()}
    known = {index for indexes in header.columns.values() for index in indexes}
    said = (i for i, text in enumerate(texts) if i in known or not _ORDINAL.fullmatch(text))
    return Line(number, texts, cells, _different(texts, said))


def people_rows(rows: Rows, header: Header) -> Iterator[Line]:
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


def _belongs(line: Line, units: Collection[str]) -> bool:
    return (
        is_code(line.get(Column.CODE))
        or spelling.name_key(line.get(Column.UNIT)) in units
        or phones.normalise_phone(line.get(Column.PHONE)) is not None
        or len(line.said) > 3
    )


def is_code(text: str) -> bool:
    """Tell a code from words of a footer: `CB 01` is one, `NGƯỜI LẬP BIỂU` and `(Ký)` are not."""
    words = text.split()
    single = len(words) == 1
    numbered = len(words) <= 3 and any(letter.isdigit() for letter in text)
    return (single or numbered) and not text.startswith("(") and not _is_total(text)


def _is_total(text: str) -> bool:
    return text.casefold().startswith(("tổng", "cộng"))
