"""Workbooks that are printed and signed: tables on A4, in the typeface of documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any, BinaryIO

from bot.files import cells, output

SIZE = 12
"""Points of the letters."""
LEADING = 1.35
PORTRAIT = 100
"""Characters of width up to which a table stands better on an upright page."""
_A4 = 9

Value = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int
    style: str = "text"
    """`text`, `number`, `score`, `change` or `rate`."""


@dataclass(frozen=True, slots=True)
class Page:
    tab: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    """Below the table."""


def write(pages: Sequence[Page], target: Path | BinaryIO) -> None:
    import xlsxwriter  # noqa: PLC0415 - two megabytes that only who exports pays for

    with output.opened(target) as out, xlsxwriter.Workbook(out) as book:
        looks = styles(book)
        for page in pages:
            _Sheet(book.add_worksheet(cells.tab(page.tab)), looks, page).fill()


class _Sheet:
    def __init__(self, sheet: Any, looks: dict[str, Any], page: Page) -> None:  # noqa: ANN401 - XlsxWriter is untyped
        self.sheet, self.looks, self.page = sheet, looks, page
        self.width = sum(column.width for column in page.columns)
        self.line = 0

    def fill(self) -> None:
        for place, column in enumerate(self.page.columns):
            self.sheet.set_column(place, place, column.width)
        self._across(self.page.title, "title")
        self._across(self.page.subtitle, "period")
        self.line += 1
        self.sheet.repeat_rows(self.line)
        self._row([column.heading for column in self.page.columns], ["heading"])
        for row in self.page.rows:
            self._row(row, [column.style for column in self.page.columns])
        self.line += 1
        for note in self.page.notes:
            self._across(note, "rule")
        for_print(self.sheet, self.width)

    def _across(self, text: str, style: str) -> None:
        size = self.looks[style].font_size
        self.sheet.set_row(self.line, lines(text, self.width, size) * size * LEADING + 4)
        ends = (0, len(self.page.columns) - 1)
        cells.put_across(self.sheet, self.line, ends, text, self.looks[style])
        self.line += 1

    def _row(self, values: Sequence[Value], names: Sequence[str]) -> None:
        """Write a row as high as its longest text: not every program makes room by itself."""
        high = 1
        for place, value in enumerate(values):
            style = self.looks[names[place % len(names)]]
            if isinstance(value, str):
                cells.put(self.sheet, self.line, place, value, style)
                high = max(high, lines(value, self.page.columns[place].width, SIZE))
            elif value is None:
                self.sheet.write_blank(self.line, place, None, style)
            else:
                self.sheet.write_number(self.line, place, value, style)
        self.sheet.set_row(self.line, high * SIZE * LEADING + 4)
        self.line += 1


def for_print(sheet: Any, width: int) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    sheet.set_paper(_A4)
    if width > PORTRAIT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P/&N")
    sheet.ignore_errors({"number_stored_as_text": "A1:Z1048576"})  # codes may be all digits


def styles(book: Any) -> dict[str, Any]:  # noqa: ANN401 - XlsxWriter is untyped
    """Give the styles: the typeface of administrative documents, numbers the Vietnamese way."""
    base = {"font_name": "Times New Roman", "font_size": SIZE, "valign": "vcenter"}
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
            "change": boxed | {"num_format": "[$-42A]+0.0;[$-42A]-0.0;0.0"},
            "rate": boxed | {"num_format": "[$-42A]0.0%"},
        }.items()
    }


def lines(text: str, room: float, size: float) -> int:
    """Guess how many lines the text takes in so many letters of width, rather one too many."""
    letters = room * 11.4 / size
    return sum(
        max(ceil(sum(1.35 if letter.isupper() else 1 for letter in part) / letters), 1)
        for part in text.split("\n")
    )
