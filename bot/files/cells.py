"""Text in cells that no spreadsheet may run.

Names and notes are typed by people, and a spreadsheet takes a cell that begins with one of a few
characters for a formula: it may then start programs or send the sheet's contents away. A workbook
can say of each cell that it is text, a .csv cannot: there an apostrophe goes before what would run.
"""

import re
from typing import Any

_BEGINNING = re.compile(
    r"(^|[;\t\r\n])"  # a program that expects `;` finds new cells and rows inside quotes as well
    r"((?:[^\S\t\r\n]|[\ufeff\u200b])*"  # blanks before it do not disarm it
    r"[=+\-@＝＋－＠﹦﹢﹣﹫−])"  # some programs read the wide forms as the narrow ones
)

_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\']|[^\u0000-\uffff]")


def for_csv(text: str) -> str:
    """Give the text so that it stays text in a .csv."""
    inert = _BEGINNING.sub(r"\1'\2", text)
    return f"'{inert}" if inert.startswith(("\t", "\r", "\n")) else inert


def put(sheet: Any, row: int, column: int, text: str, style: Any = None) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Write a cell of a workbook as text, whatever it begins with."""
    sheet.write_string(row, column, text, style)


def put_across(sheet: Any, row: int, columns: tuple[int, int], text: str, style: Any) -> None:  # noqa: ANN401 - see put
    """Write a text over several columns: merging alone would guess the type of the cell."""
    first, last = columns
    if first < last:
        sheet.merge_range(row, first, row, last, "", style)
    put(sheet, row, first, text, style)


def tab(name: str) -> str:
    """Give the name as a workbook allows it on a tab, where `11/2026` is refused."""
    return _NOT_IN_A_TAB.sub("-", name)[:31]
