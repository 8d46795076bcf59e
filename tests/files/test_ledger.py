import csv
import gc
import io
import os
import stat
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from bot.files import ledger
from bot.rules import reports

HANOI = timezone(timedelta(hours=7))
HEADER = "date,code,name,unit,status,criterion,answer,note,submitted_at,decided_by,decided_at"
DECIDED = ledger.LedgerRow(
    date=date(2026, 11, 25),
    code="007",
    name="Nguyễn Thị Hồng Nhung",
    unit="Phòng Văn hóa – Xã hội",
    status=reports.Status.APPROVED,
    criterion="dung-gio",
    answer=reports.Answer.NOT_MET,
    note="Đưa con đi khám, đến “7:40”\nđã báo trước",
    submitted_at=datetime(2026, 11, 25, 16, 41, 5, 999, tzinfo=HANOI),
    decided_by="CB001",
    decided_at=datetime(2026, 11, 26, 1, 2, 3, tzinfo=UTC),
)
DRAFT = replace(
    DECIDED,
    status=reports.Status.DRAFT,
    answer=None,
    note=None,
    submitted_at=None,
    decided_by=None,
    decided_at=None,
)
DECIDED_TEXTS = [
    "2026-11-25",
    "007",
    "Nguyễn Thị Hồng Nhung",
    "Phòng Văn hóa – Xã hội",
    "approved",
    "dung-gio",
    "not_met",
    "Đưa con đi khám, đến “7:40”\nđã báo trước",
    "2026-11-25T16:41:05+07:00",
    "CB001",
    "2026-11-26T01:02:03+00:00",
]
DRAFT_TEXTS = [*DECIDED_TEXTS[:4], "draft", "dung-gio", "", "", "", "", ""]

in_both = pytest.mark.parametrize("form", ledger.Format)


@in_both
def test_the_ledger_reads_back_as_it_was_kept(tmp_path: Path, form: ledger.Format) -> None:
    target = tmp_path / f"sổ.{form}"
    ledger.write([DECIDED, DRAFT], target, form)
    assert _read(target) == [HEADER.split(","), DECIDED_TEXTS, DRAFT_TEXTS]


@in_both
def test_an_empty_ledger_has_its_header(form: ledger.Format) -> None:
    out = io.BytesIO()
    ledger.write([], out, form)
    assert _rows(out.getvalue(), form) == [HEADER.split(",")]


def test_excel_is_told_that_the_csv_is_unicode() -> None:
    out = io.BytesIO()
    ledger.write([DECIDED], out, ledger.Format.CSV)
    assert out.getvalue().startswith(b"\xef\xbb\xbfdate,code,")


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1",
        "+84 912 345 678",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\rvề sớm",
        "  =1",
        "\u00a0=1",
        "\u3000＝1",
        "＋1",
        "－1",
        "＠x",
        "\ufeff=1",
    ],
)
def test_no_spreadsheet_runs_what_a_person_typed(typed: str) -> None:
    row = replace(DECIDED, name=typed, note=typed)
    for form in ledger.Format:
        out = io.BytesIO()
        ledger.write([row], out, form)
        (_, cells) = _rows(out.getvalue(), form)
        if form is ledger.Format.CSV:
            assert cells[2].startswith("'")
            assert cells[7].startswith("'")
            assert cells[2].replace("'", "") == typed
        else:
            assert cells[2].replace("_x000D_", "\r") == typed
            assert set(_types(out.getvalue())) == {"s"}


@pytest.mark.parametrize(
    "typed", ["Việc đúng hạn", "7:40 – 8:00", "a=b", "O'Brien", "", "(-1)", "1; 2", "x, -y"]
)
def test_ordinary_words_stay_as_typed(typed: str) -> None:
    out = io.BytesIO()
    ledger.write([replace(DECIDED, note=typed)], out, ledger.Format.CSV)
    assert _rows(out.getvalue(), ledger.Format.CSV)[1][7] == typed


@pytest.mark.parametrize("typed", ["muộn;=1+1", "muộn; @SUM(A1)", "muộn\n=1+1", "muộn;\n\n =1"])
def test_a_program_that_expects_semicolons_runs_nothing_either(typed: str) -> None:
    """Such a program ignores our quotes, and finds cells in the middle of a note."""
    out = io.BytesIO()
    ledger.write([replace(DECIDED, note=typed)], out, ledger.Format.CSV)
    text = out.getvalue().decode("utf-8-sig")
    cells = [cell.strip() for line in text.splitlines() for cell in line.split(";")]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_markup_and_control_characters_survive_a_workbook(tmp_path: Path) -> None:
    note = '<b>&amp;</b> "x" 😀 \u202e _x0041_ \uffff \x07'
    target = tmp_path / "ledger.xlsx"
    ledger.write([replace(DECIDED, note=note)], target, ledger.Format.XLSX)
    shown = _read(target)[1][7]
    assert shown.startswith('<b>&amp;</b> "x" 😀 \u202e ')


def test_a_workbook_is_ready_to_be_filtered(tmp_path: Path) -> None:
    target = tmp_path / "ledger.xlsx"
    ledger.write([DECIDED], target, ledger.Format.XLSX)
    sheet = openpyxl.load_workbook(target).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref.startswith("A1:K")
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet.column_dimensions["H"].width > sheet.column_dimensions["A"].width


def test_what_a_sheet_cannot_hold_goes_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_LINES", 3)
    target = tmp_path / "ledger.xlsx"
    ledger.write([replace(DECIDED, code=str(n)) for n in range(5)], target, ledger.Format.XLSX)
    book = openpyxl.load_workbook(target)
    assert [[row[1].value for row in sheet] for sheet in book] == [
        ["code", "0", "1"],
        ["code", "2", "3"],
        ["code", "4"],
    ]


@in_both
def test_a_ledger_that_breaks_off_leaves_what_was_there(
    tmp_path: Path, form: ledger.Format
) -> None:
    target = tmp_path / "ledger"
    target.write_text("yesterday's")
    with pytest.raises(ConnectionError):
        ledger.write(_breaking_off(), target, form)
    assert target.read_text() == "yesterday's"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_ledger_is_for_its_owner_only(tmp_path: Path) -> None:
    target = tmp_path / "ledger.csv"
    ledger.write([DECIDED], target, ledger.Format.CSV)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        ledger.write([DECIDED], pipe, ledger.Format.CSV)
        assert os.read(reader, 65536).startswith(b"\xef\xbb\xbfdate")
    finally:
        os.close(reader)
    assert pipe.is_fifo()


@in_both
def test_rows_are_written_as_they_come(form: ledger.Format) -> None:
    """Four thousand notes of two thousand letters pass through, and are never there together."""
    rows = (replace(DECIDED, note=f"{number:05}" * 400) for number in range(4_000))
    tracemalloc.start()
    try:
        with Path(os.devnull).open("r+b") as out:
            ledger.write(rows, out, form)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 2_000_000


def _breaking_off() -> Iterator[ledger.LedgerRow]:
    yield DECIDED
    raise ConnectionError("the database went away")


def _read(path: Path) -> list[list[str]]:
    return _rows(path.read_bytes(), ledger.Format(path.suffix[1:]))


def _rows(data: bytes, form: ledger.Format) -> list[list[str]]:
    if form is ledger.Format.CSV:
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def _types(data: bytes) -> Iterator[str]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return (cell.data_type for row in sheet for cell in row)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_leaves_nothing_half_closed() -> None:
    """What is left open complains later, as a warning of the collector that fails this test."""
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="space"):
        ledger.write([DECIDED], full, ledger.Format.XLSX)
    gc.collect()
