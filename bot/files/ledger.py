"""The ledger of reports as a file: one row an answer."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from bot.files import cells, output
from bot.rules import reports


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The fields are the columns, in their order."""

    date: date
    code: str
    name: str
    unit: str
    status: reports.Status
    criterion: str
    answer: reports.Answer | None
    note: str | None
    submitted_at: datetime | None
    """Aware; written with the offset that it carries."""
    decided_by: str | None
    """The code of the person."""
    decided_at: datetime | None


COLUMNS = tuple(field.name for field in fields(LedgerRow))

_WIDTHS = {
    "name": 26,
    "unit": 34,
    "criterion": 18,
    "note": 50,
    "submitted_at": 26,
    "decided_at": 26,
}
_OTHER_WIDTH = 13
_LINES = 1_048_576
"""What a sheet of a workbook can hold, its header included; more goes on the next sheet."""


def write(rows: Iterable[LedgerRow], target: Path | BinaryIO, form: Format) -> None:
    """Write the rows as they come: a year of a province does not fit into memory."""
    with output.opened(target) as out:
        if form is Format.CSV:
            _write_csv(rows, out)
        else:
            _write_xlsx(rows, out)


def _write_csv(rows: Iterable[LedgerRow], out: BinaryIO) -> None:
    """Begin with a byte order mark: without it Excel shows no Vietnamese."""
    words = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    sheet = csv.writer(words)
    sheet.writerow(COLUMNS)
    sheet.writerows(map(cells.for_csv, _texts(row)) for row in rows)
    words.detach()


def _write_xlsx(rows: Iterable[LedgerRow], out: BinaryIO) -> None:
    packed = io.BytesIO()  # small, and a full disk meets no half-closed archive
    with xlsxwriter.Workbook(packed, {"constant_memory": True}) as book:
        header = book.add_format({"bold": True, "bg_color": "#E3E8ED", "bottom": 1})
        sheet, line = _sheet(book, header), 0
        for row in rows:
            if line + 1 == _LINES:
                sheet, line = _sheet(book, header), 0
            line += 1
            for column, text in enumerate(_texts(row)):
                if text:
                    cells.put(sheet, line, column, text)
    out.write(packed.getbuffer())


def _sheet(book: xlsxwriter.Workbook, header: object) -> Any:  # noqa: ANN401 - XlsxWriter is untyped
    sheet = book.add_worksheet()
    last = len(COLUMNS) - 1
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, _WIDTHS.get(name, _OTHER_WIDTH))
        cells.put(sheet, 0, column, name, header)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, _LINES - 1, last)
    sheet.ignore_errors({"number_stored_as_text": f"A1:K{_LINES}"})  # codes may be all digits
    return sheet


def _texts(row: LedgerRow) -> Iterator[str]:
    return (_text(getattr(row, column)) for column in COLUMNS)


def _text(value: str | date | None) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return value or ""
