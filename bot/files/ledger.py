"""The ledger of reports as a file: one row an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

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


def write(rows: Iterable[LedgerRow], target: Path | BinaryIO, form: Format) -> None:
    """Write the rows as they come: a year of a province does not fit into memory."""
    raise NotImplementedError
