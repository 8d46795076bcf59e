"""The standings as a workbook that can be printed and signed."""

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from bot.files import cells, output


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    code: str
    name: str
    unit: str
    block: str
    score: float
    rate: float
    """From 0 to 1."""
    approved_days: int
    due_days: int


@dataclass(frozen=True, slots=True)
class Unranked:
    code: str
    name: str
    unit: str
    block: str
    reason: str


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns are called; a column with an empty heading is left out."""

    rank: str
    code: str
    name: str
    unit: str
    block: str
    score: str
    rate: str
    approved_days: str
    due_days: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standings:
    tab: str
    title: str
    period: str
    rule: tuple[str, ...]
    headings: Headings
    ranked: tuple[Ranked, ...]
    unranked_title: str
    unranked: tuple[Unranked, ...]


_WIDTHS = {
    "rank": 8,
    "code": 12,
    "name": 28,
    "unit": 34,
    "block": 28,
    "score": 10,
    "rate": 12,
    "approved_days": 12,
    "due_days": 12,
}
_PORTRAIT = 100
"""Characters of width up to which the table stands better on an upright page."""
_PERSON = ("code", "name", "unit", "block")
_NUMBERS = ("score", "rate", "approved_days", "due_days")
_A4 = 9
_SIZE = 12
"""Points of the letters."""
_LEADING = 1.35


def write(standings: Standings, target: Path | BinaryIO) -> None:
    import xlsxwriter  # noqa: PLC0415 - two megabytes that only who exports pays for

    with output.opened(target) as out, xlsxwriter.Workbook(out) as book:
        _Page(book, standings).fill()


class _Page:
    """The only sheet of the workbook, filled from the top."""

    def __init__(self, book: Any, standings: Standings) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        self.standings = standings
        self.columns = [name for name in _WIDTHS if getattr(standings.headings, name)]
        self.width = sum(_WIDTHS[name] for name in self.columns)
        self.sheet = book.add_worksheet(cells.tab(standings.tab))
        self.styles = _styles(book)
        self.line = 0

    def fill(self) -> None:
        for column, name in enumerate(self.columns):
            self.sheet.set_column(column, column, _WIDTHS[name])
        self._across(self.standings.title, "title")
        self._across(self.standings.period, "period")
        for sentence in self.standings.rule:
            self._across(sentence, "rule")
        self.line += 1
        self._ranked()
        if self.standings.unranked:
            self._unranked()
        self._for_print()

    def _across(self, text: str, style: str) -> None:
        size = self.styles[style].font_size
        self.sheet.set_row(self.line, _lines(text, self.width, size) * size * _LEADING + 4)
        ends = (0, len(self.columns) - 1)
        cells.put_across(self.sheet, self.line, ends, text, self.styles[style])
        self.line += 1

    def _ranked(self) -> None:
        top = self.line
        self._row({name: getattr(self.standings.headings, name) for name in _WIDTHS}, "heading")
        for row in self.standings.ranked:
            self._row({name: getattr(row, name) for name in _WIDTHS})
        self.sheet.autofilter(top, 0, self.line - 1, len(self.columns) - 1)
        self.sheet.repeat_rows(top)
        self.line += 1

    def _unranked(self) -> None:
        """Keep the columns of the table above; the reason takes the place of the numbers."""
        self._across(self.standings.unranked_title, "section")
        names = (*_PERSON, "reason")
        self._row({name: getattr(self.standings.headings, name) for name in names}, "heading")
        for row in self.standings.unranked:
            self._row({name: getattr(row, name) for name in names})

    def _row(self, values: dict[str, Any], style: str | None = None) -> None:
        """Write a row as high as its longest text: not every program makes room by itself."""
        lines = 1
        for name, value in values.items():
            span = self._span(name)
            if not span:
                continue
            if isinstance(value, str):
                cells.put_across(
                    self.sheet, self.line, (span[0], span[-1]), value, self.styles[style or "text"]
                )
                room = sum(_WIDTHS[self.columns[column]] for column in span)
                lines = max(lines, _lines(value, room, _SIZE))
            else:
                looks = self.styles.get(name, self.styles["number"])
                self.sheet.write_number(self.line, span[0], value, looks)
        self.sheet.set_row(self.line, lines * _SIZE * _LEADING + 4)
        self.line += 1

    def _span(self, name: str) -> list[int]:
        """Give the places of the columns that the value takes."""
        taken = _NUMBERS if name == "reason" else (name,)
        return [place for place, column in enumerate(self.columns) if column in taken]

    def _for_print(self) -> None:
        self.sheet.set_paper(_A4)
        if self.width > _PORTRAIT:
            self.sheet.set_landscape()
        self.sheet.fit_to_pages(1, 0)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        self.sheet.set_footer("&C&P/&N")
        self.sheet.ignore_errors(
            {"number_stored_as_text": "A1:I1048576"}
        )  # codes may be all digits


def _styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - XlsxWriter is untyped
    """Give the styles: the typeface of administrative documents, numbers the Vietnamese way."""
    base = {"font_name": "Times New Roman", "font_size": _SIZE, "valign": "vcenter"}
    boxed = base | {"border": 1, "border_color": "#8A94A0"}
    middle = {"align": "center", "text_wrap": True}
    return {
        name: book.add_format(looks)
        for name, looks in {
            "title": base | middle | {"bold": True, "font_size": 15},
            "period": base | middle | {"italic": True},
            "rule": base | {"text_wrap": True},
            "section": base | {"text_wrap": True, "bold": True},
            "heading": boxed | middle | {"bold": True, "bg_color": "#E3E8ED"},
            "text": boxed | {"text_wrap": True},
            "number": boxed | {"align": "center", "num_format": "0"},
            "score": boxed | {"num_format": "[$-42A]0.0"},
            "rate": boxed | {"num_format": "[$-42A]0.0%"},
        }.items()
    }


def _lines(text: str, room: float, size: float) -> int:
    """Guess how many lines the text takes in so many letters of width, rather one too many."""
    letters = room * 11.4 / size
    return sum(
        max(ceil(sum(1.35 if letter.isupper() else 1 for letter in part) / letters), 1)
        for part in text.split("\n")
    )
