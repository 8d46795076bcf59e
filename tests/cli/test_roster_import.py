"""`nep roster import`: the file in, what changes out."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.usecases.office import Office
from db.tables import OfficialRow
from tests.cli.conftest import Run, RunBeside

HEADER = "Mã,Họ và tên,Đơn vị,Đơn vị cấp trên,Vai trò,Số điện thoại\n"
ROSTER = HEADER + (
    "CT01,Phạm Văn Chính,UBND xã Tân Phú,,Thủ trưởng,0912345678\n"
    "VH01,Trần Văn Bình,Phòng Văn hóa,UBND xã Tân Phú,Thủ trưởng,\n"
    "VH02,Lê Dung,Phòng Văn hóa,,,\n"
)


async def people(office: Office) -> dict[str, tuple[str, bool]]:
    async with office.db.read() as session:
        rows = await session.scalars(select(OfficialRow))
        return {row.code: (row.name, row.left_on is None) for row in rows}


async def test_a_dry_run_tells_and_changes_nothing(
    kept: Office, run_beside: RunBeside, here: Path
) -> None:
    (here / "ds.csv").write_text(ROSTER, encoding="utf-8")
    told = await run_beside("roster", "import", "ds.csv", "--dry-run")
    assert (told.code, told.err) == (0, "")
    assert "Người mới: 3" in told.out
    assert "CT01 Phạm Văn Chính: Đơn vị “UBND xã Tân Phú”; Vai trò Thủ trưởng" in told.out
    assert told.out.endswith("Mới xem thử, chưa ghi gì.\n")
    assert await people(kept) == {}


async def test_importing_again_updates_and_closes(
    kept: Office, run_beside: RunBeside, here: Path
) -> None:
    (here / "ds.csv").write_text(ROSTER, encoding="utf-8")
    assert (await run_beside("roster", "import", "ds.csv")).code == 0
    again = await run_beside("roster", "import", "ds.csv")
    assert again.out == "Không đổi: 3\nDanh sách đã đúng như tệp, không có gì thay đổi.\n"
    changed = ROSTER.replace("Lê Dung", "Lê Thị Dung").replace("VH01,Trần", "VH09,Trần")
    (here / "ds.csv").write_text(changed, encoding="utf-8")
    told = await run_beside("roster", "import", "ds.csv")
    assert "VH02 Lê Thị Dung: Họ và tên “Lê Dung” → “Lê Thị Dung”" in told.out
    assert "Không còn trong danh sách, đã đóng: 1\n  VH01 Trần Văn Bình" in told.out
    assert await people(kept) == {
        "CT01": ("Phạm Văn Chính", True),
        "VH01": ("Trần Văn Bình", False),
        "VH02": ("Lê Thị Dung", True),
        "VH09": ("Trần Văn Bình", True),
    }


async def test_every_bad_row_is_named_and_nothing_changes(
    kept: Office, run_beside: RunBeside, here: Path
) -> None:
    bad = ROSTER + "VH02,Lê Văn Hai,Phòng Văn hóa,,,\nVH03,,Phòng Văn hóa,,Trùm,12\n"
    (here / "ds.csv").write_text(bad, encoding="utf-8")
    refused = await run_beside("roster", "import", "ds.csv")
    assert (refused.code, refused.out) == (1, "")
    lines = refused.err.splitlines()
    assert lines[0].startswith("Dòng 5: ")
    assert len([line for line in lines if line.startswith("Dòng 6: ")]) == 3
    assert lines[-1].startswith("Danh sách có 4 lỗi")
    assert await people(kept) == {}


def test_columns_are_named_in_the_readers_language(run: Run, here: Path) -> None:
    (here / "ds.csv").write_text("Mã,Họ và tên\nA1,An\n", encoding="utf-8")
    (here / "hở.csv").write_text(HEADER + "A1,,UBND,,,\n", encoding="utf-8")
    assert "Thiếu cột Đơn vị." in run("roster", "import", "ds.csv").err
    assert "Dòng 2: Thiếu Họ và tên." in run("roster", "import", "hở.csv").err
    in_english = run("--language", "en", "roster", "import", "ds.csv").err
    assert "Missing columns: unit." in in_english
    in_english = run("--language", "en", "roster", "import", "hở.csv").err
    assert "Row 2: Missing: name." in in_english


async def test_a_long_list_is_cut_only_when_all_is_done(
    kept: Office, run_beside: RunBeside, here: Path
) -> None:
    many = "".join(f"CB{n:03},Nguyễn Văn {n},UBND xã,,,\n" for n in range(50))
    (here / "ds.csv").write_text(HEADER + many, encoding="utf-8")
    dry = await run_beside("roster", "import", "ds.csv", "--dry-run")
    assert dry.out.count("  CB0") == 50
    done = await run_beside("roster", "import", "ds.csv")
    assert done.out.count("  CB0") == 20
    assert "  … và 30 nữa" in done.out


@pytest.mark.parametrize("name", ["không có.xlsx", "ds.pdf", "rỗng.csv", "."])
def test_what_is_no_roster_is_one_sentence(run: Run, here: Path, name: str) -> None:
    (here / "rỗng.csv").touch()
    assert name in run("roster", "import", name).sentence
    assert not (here / "nep.db").exists()
