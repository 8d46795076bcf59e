"""The standings as a workbook that can be printed and signed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot.files import cells, output, printed


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
_PERSON = ("code", "name", "unit", "block")
_NUMBERS = ("score", "rate", "approved_days", "due_days")


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
        self.styles = printed.styles(book)
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
        printed.for_print(self.sheet, self.width)

    def _across(self, text: str, style: str) -> None:
        size = self.styles[style].font_size
        self.sheet.set_row(
            self.line, printed.lines(text, self.width, size) * size * printed.LEADING + 4
        )
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
                lines = max(lines, printed.lines(value, room, printed.SIZE))
            else:
                looks = self.styles.get(name, self.styles["number"])
                self.sheet.write_number(self.line, span[0], value, looks)
        self.sheet.set_row(self.line, lines * printed.SIZE * printed.LEADING + 4)
        self.line += 1

    def _span(self, name: str) -> list[int]:
        """Give the places of the columns that the value takes."""
        taken = _NUMBERS if name == "reason" else (name,)
        return [place for place, column in enumerate(self.columns) if column in taken]
