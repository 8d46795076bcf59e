"""`nep export`: the ledger as files."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from bot.rules.reports import Answer, Decision
from bot.sandbox.world import World
from bot.usecases import report, review
from bot.usecases.office import Office
from tests.cli.conftest import Run, RunBeside
from tests.conftest import WEDNESDAY
from tests.support.builders import a_commune

NOVEMBER = ("export", "reports", "--from", "2026-11-01", "--to", "30/11/2026")
COLUMNS = "date,code,name,unit,status,criterion,answer,note,submitted_at,decided_by,decided_at"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
async def told(kept: Office, world: World) -> Office:
    """An office with one approved report, one draft taken back, one of another month."""
    people = (await a_commune(kept, world)).ids
    lan = await report.open_day(kept, people["lan"], WEDNESDAY.date(), WEDNESDAY)
    await report.meet_all(kept, people["lan"], lan.report.id, WEDNESDAY)
    await report.answer(kept, people["lan"], lan.report.id, "C1", Answer.NOT_MET, WEDNESDAY)
    await report.write_note(kept, people["lan"], lan.report.id, "=Đưa con, đi khám", WEDNESDAY)
    await report.submit(kept, people["lan"], lan.report.id, WEDNESDAY)
    later = WEDNESDAY + timedelta(hours=16)
    await review.decide(kept, people["binh"], lan.report.id, Decision.APPROVE, later)
    minh = await report.open_day(kept, people["minh"], WEDNESDAY.date(), WEDNESDAY)
    await report.meet_all(kept, people["minh"], minh.report.id, WEDNESDAY)
    await report.submit(kept, people["minh"], minh.report.id, WEDNESDAY)
    await report.reopen(kept, people["minh"], minh.report.id, WEDNESDAY)
    early = WEDNESDAY - timedelta(days=40)
    await report.open_day(kept, people["minh"], early.date(), early)
    return kept


async def test_the_ledger_has_one_row_an_answer(told: Office, run_beside: RunBeside) -> None:
    exported = await run_beside(*NOVEMBER)
    assert (exported.code, exported.err) == (0, "")
    assert exported.out.splitlines()[0] == COLUMNS
    found = rows(exported.out)
    assert [(row["code"], row["criterion"]) for row in found] == [
        (code, f"C{number}") for code in ("VH03", "VH04") for number in range(1, 6)
    ]
    assert found[0] == {
        "date": "2026-11-25",
        "code": "VH03",
        "name": "Nguyễn Thị Lan",
        "unit": "Phòng Văn hóa – Xã hội",
        "status": "approved",
        "criterion": "C1",
        "answer": "not_met",
        "note": "'=Đưa con, đi khám",
        "submitted_at": "2026-11-25T16:30:00+07:00",
        "decided_by": "VH01",
        "decided_at": "2026-11-26T08:30:00+07:00",
    }
    assert found[1]["answer"] == "met"
    draft = found[-1]
    assert (draft["status"], draft["answer"]) == ("draft", "met")
    assert draft["submitted_at"] == draft["decided_by"] == draft["decided_at"] == ""


async def test_a_file_is_written_for_spreadsheets(
    told: Office, run_beside: RunBeside, here: Path
) -> None:
    import openpyxl

    assert (await run_beside(*NOVEMBER, "--out", "so.csv")).code == 0
    assert (await run_beside(*NOVEMBER, "--out", "so.XLSX")).code == 0
    text = (here / "so.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    sheet = openpyxl.load_workbook(here / "so.XLSX").worksheets[0]
    told_there = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    told_here = [list(row) for row in csv.reader(io.StringIO(text.decode("utf-8-sig")))]
    told_here[1][7:8] = (told_here[1][7].removeprefix("'"),)
    assert [row[:7] for row in told_there] == [row[:7] for row in told_here]
    assert len(told_here) == 11


async def test_a_report_keeps_the_unit_of_its_day(told: Office, run_beside: RunBeside) -> None:
    from sqlalchemy import update

    from db.tables import OfficialRow

    async with told.db.begin() as session:
        await session.execute(
            update(OfficialRow).where(OfficialRow.code == "VH03").values(unit_id=1)
        )
    exported = await run_beside(*NOVEMBER)
    assert {row["unit"] for row in rows(exported.out)} == {"Phòng Văn hóa – Xã hội"}


def test_days_without_reports_give_the_columns_alone(run: Run) -> None:
    exported = run(*NOVEMBER)
    assert (exported.code, exported.out.strip()) == (0, COLUMNS)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--from", "2026-12-01"), "Ngày đầu 01/12/2026 sau ngày cuối 30/11/2026."),
        (("--out", "so.pdf"), "kết thúc bằng .csv hoặc .xlsx"),
        (("--out", "so"), "kết thúc bằng .csv hoặc .xlsx"),
        (("--out", "không có/so.csv"), "Không ghi được không có/so.csv"),
    ],
)
def test_what_cannot_be_exported_is_one_sentence(
    run: Run, here: Path, more: tuple[str, str], said: str
) -> None:
    assert said in run(*NOVEMBER, *more).sentence
    assert [path for path in here.iterdir() if not path.name.startswith("nep.db")] == []


def test_a_failed_export_leaves_the_file_that_was_there(run: Run, here: Path) -> None:
    (here / "so.csv").write_text("cũ", encoding="utf-8")
    assert run(*NOVEMBER, "--from", "2027-01-01", "--out", "so.csv").code == 1
    assert (here / "so.csv").read_text(encoding="utf-8") == "cũ"
