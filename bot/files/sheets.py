"""Tables that people keep in files, as rows of text.

Rows and cells stand where a spreadsheet shows them: the first is row 1, what is blank above the
table counts.
"""

import codecs
import contextlib
import csv
import functools
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import python_calamine as calamine

from bot.errors import Refusal
from bot.rules.roster.columns import Rows, find_header

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".txt")
SIZE_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 200 * 1024 * 1024
CELL_LIMIT = 5_000_000
"""A stray value in the last corner of a sheet makes a table of 17 billion cells in memory."""

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension ref="(?:[A-Z]+\d+:)?([A-Z]+)(\d+)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_DAMAGE = (
    calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What calamine, zipfile and expat answer to damaged files."""

_DELIMITERS = "\t;,"
_AS_TEXT = re.compile(r'="([^"]*)"')
"""How exports keep Excel from eating the zero of a phone: `="0912345678"`."""

_Value = int | float | str | bool | date | datetime | time | timedelta
_Range = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell, each as row and column from 0."""


class SheetUnreadable(Refusal):
    """A file that no table can be read from."""


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str | None
    """None for a text file, which has no sheets."""
    rows: Sequence[Sequence[str]]


def read(path: Path) -> Sheet:
    """Give the sheet of the file that looks like a roster, else the first that is not empty.

    Raises:
        SheetUnreadable: with what to do about it.
    """
    data = _bytes(path)
    sheets = [sheet for sheet in _sheets(path, data) if any(map(any, sheet.rows))]
    if not sheets:
        raise SheetUnreadable(
            "Tệp {name} không có dữ liệu. Hãy chọn tệp có danh sách.", name=path.name
        )
    rosters = [sheet for sheet in sheets if _is_roster(sheet)]
    if len(rosters) > 1:
        raise SheetUnreadable(
            "Tệp {name} có {count} trang tính đều là danh sách: {sheets}. Hãy gộp vào một trang"
            " hoặc ẩn những trang không dùng.",
            name=path.name,
            count=len(rosters),
            sheets=", ".join(f"“{sheet.name}”" for sheet in rosters),
        )
    return (rosters or sheets)[0]


def _is_roster(sheet: Sheet) -> bool:
    header = find_header(sheet.rows)
    return header is not None and header.complete and any(map(any, sheet.rows[header.row :]))


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise SheetUnreadable("{name} là một thư mục. Hãy chỉ ra tệp danh sách.", name=path)
        if path.suffix.lower() not in SUFFIXES:
            raise SheetUnreadable(
                "Không đọc được loại tệp {name}. Hãy lưu danh sách thành .xlsx, .ods hoặc .csv.",
                name=path.name,
            )
        if path.stat().st_size > SIZE_LIMIT:
            raise _too_big(path)
        data = path.read_bytes()
    except FileNotFoundError:
        raise SheetUnreadable(
            "Không thấy tệp {name}. Hãy kiểm tra tên và đường dẫn.", name=path
        ) from None
    except OSError as error:
        raise SheetUnreadable(
            "Không mở được tệp {name} ({reason}). Hãy đóng tệp ở chương trình khác và kiểm tra"
            " quyền đọc.",
            name=path,
            reason=error.strerror,
        ) from error
    if not data.strip():
        raise SheetUnreadable("Tệp {name} rỗng. Hãy chọn tệp có danh sách.", name=path.name)
    return data


def _too_big(path: Path) -> SheetUnreadable:
    return SheetUnreadable(
        "Tệp {name} quá lớn. Hãy chép riêng bảng danh sách sang một tệp mới rồi nhập tệp đó.",
        name=path.name,
    )


def _broken(path: Path) -> SheetUnreadable:
    return SheetUnreadable(
        "Tệp {name} bị hỏng hoặc không phải bảng tính. Hãy mở bằng Excel hay LibreOffice, lưu lại"
        " thành .xlsx rồi thử lại.",
        name=path.name,
    )


def _sheets(path: Path, data: bytes) -> Iterable[Sheet]:
    """Go by what the file is: people rename tables of one kind to the ending of another."""
    if data.startswith((_ZIP, _OLE)):
        return list(_workbook(path, data))
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return [Sheet(None, _text_table(path, data))]
    raise _broken(path)


def _workbook(path: Path, data: bytes) -> Iterator[Sheet]:
    try:
        if data.startswith(_ZIP):
            _check_unpacked(path, data)
        with _opened(path, data) as workbook:
            ranges = _ods_ranges(data)
            for meta in workbook.sheets_metadata:
                if _is_seen(meta):
                    sheet = workbook.get_sheet_by_name(meta.name)
                    merged = sheet.merged_cell_ranges or ranges.get(meta.name, ())
                    yield Sheet(meta.name, _filled(_rows(sheet), merged))
    except calamine.PasswordError:
        raise SheetUnreadable(
            "Tệp {name} có mật khẩu. Hãy bỏ mật khẩu rồi thử lại.", name=path.name
        ) from None
    except _DAMAGE as error:
        raise _broken(path) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # calamine on some broken .xls; not importable
            raise _broken(path) from error
        raise


def _opened(path: Path, data: bytes) -> calamine.CalamineWorkbook:
    """Go by the content; what cannot be read is tried by its ending, which tells of a password."""
    try:
        return calamine.load_workbook(io.BytesIO(data))
    except calamine.CalamineError:
        return calamine.load_workbook(path)


def _check_unpacked(path: Path, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
            raise _too_big(path)
        for name in archive.namelist():
            is_sheet = name.startswith("xl/worksheets/")
            if is_sheet and _cells(archive.open(name).read(4096)) > CELL_LIMIT:
                raise _too_big(path)


def _cells(start_of_sheet: bytes) -> int:
    """Give how many cells a sheet of an .xlsx says to span; 0 where it does not say."""
    found = _DIMENSION.search(start_of_sheet)
    if not found:
        return 0
    columns = functools.reduce(lambda number, letter: number * 26 + letter - 64, found[1], 0)
    return columns * int(found[2])


def _ods_ranges(data: bytes) -> Mapping[str, Sequence[_Range]]:
    """Give the merged cells of each sheet of an .ods, which calamine leaves out."""
    if not data.startswith(_ZIP):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" not in archive.namelist():
            return {}
        content = ET.fromstring(archive.read("content.xml"))  # noqa: S314 - expat bounds entities
    tables = content.iter(_TABLE + "table")
    return {table.get(_TABLE + "name", ""): list(_spans(table)) for table in tables}


def _spans(table: ET.Element) -> Iterator[_Range]:
    def times(element: ET.Element, attribute: str) -> int:
        return int(element.get(f"{_TABLE}number-{attribute}", "1"))

    top = 0
    for row in table.iter(_TABLE + "table-row"):
        left = 0
        for cell in row:
            height, width = times(cell, "rows-spanned"), times(cell, "columns-spanned")
            if height > 1 or width > 1:
                yield (top, left), (top + height - 1, left + width - 1)
            left += times(cell, "columns-repeated")
        top += times(row, "rows-repeated")


def _is_seen(meta: calamine.SheetMetadata) -> bool:
    return (
        meta.typ is calamine.SheetTypeEnum.WorkSheet
        and meta.visible is calamine.SheetVisibleEnum.Visible
    )


def _rows(sheet: calamine.CalamineSheet) -> list[list[str]]:
    return [list(map(_text, row)) for row in sheet.to_python(skip_empty_area=False)]


def _filled(rows: list[list[str]], merged: Iterable[_Range]) -> list[list[str]]:
    """Let every cell of a merged range say what its first one says."""
    for (top, left), (bottom, right) in merged:
        for row in rows[top : bottom + 1]:
            width = len(row[left : right + 1])
            row[left : right + 1] = rows[top][left : left + 1] * width
    return rows


def _text(value: _Value) -> str:
    """Write a value as the person sees it; a code or a phone that became a number has no `.0`."""
    match value:
        case bool():
            return str(value).upper()
        case float() if value.is_integer():
            return f"{value:.0f}"
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _text_table(path: Path, data: bytes) -> list[list[str]]:
    """Read with the delimiter under which the header shows most columns, else most cells."""
    text = _decoded(path, data)
    try:
        tables = [list(csv.reader(io.StringIO(text, newline=""), delimiter=d)) for d in _DELIMITERS]
    except csv.Error as error:
        raise _broken(path) from error
    rows = max(tables, key=_columns)
    return [[_AS_TEXT.sub(r"\1", cell) for cell in row] for row in rows]


def _columns(rows: Rows) -> tuple[int, int]:
    header = find_header(rows)
    return len(header.columns) if header else 0, max(map(len, rows), default=0)


def _decoded(path: Path, data: bytes) -> str:
    """UTF-8, Excel's «Unicode text» (UTF-16), or the Vietnamese code page of older Windows."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            return data.decode(encoding)
    raise _broken(path)
