"""`nep roster links`: what people sign up with."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.clock import SystemClock
from bot.sandbox.world import World
from bot.usecases import enrol
from bot.usecases.office import Office
from db.tables import SignupCodeRow
from tests.cli.conftest import Run, RunBeside
from tests.support.builders import a_unit, an_official

LINKS = ("roster", "links")


@pytest.fixture
async def staffed(kept: Office) -> Office:
    """Two units: three people who have not signed up and one who has."""
    top = await a_unit(kept, "UBND xã Tân Phú")
    division = await a_unit(kept, "Phòng Văn hóa – Xã hội", parent=top)
    await an_official(kept, "CT01", "Phạm Văn Chính", top)
    await an_official(kept, "VH01", "=Trần Văn Bình", division)
    await an_official(kept, "VH/02", "Lê Thị Dung", division)
    await an_official(kept, "VH03", "Nguyễn Thị Lan", division, telegram_id=7_000_000_001)
    return kept


async def issued(office: Office) -> int:
    async with office.db.read() as session:
        return await session.scalar(select(func.count()).select_from(SignupCodeRow)) or 0


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_everybody_who_has_not_signed_up_gets_a_link_that_works(
    staffed: Office, telegram: World, run_beside: RunBeside
) -> None:
    made = await run_beside(*LINKS)
    assert made.code == 0
    assert made.out.splitlines()[0] == "code,name,unit,link"
    assert "Đã làm 3 đường dẫn" in made.err
    found = rows(made.out)
    assert [row["code"] for row in found] == ["CT01", "VH01", "VH/02"]
    assert found[1]["name"] == "'=Trần Văn Bình"
    before, code = found[0]["link"].split("?start=")
    assert before == f"https://t.me/{telegram.bot.username}"
    owner = await enrol.knock(staffed, code, 7_000_000_009, SystemClock().now())
    assert owner.name == "Phạm Văn Chính"


async def test_a_unit_is_found_however_it_is_typed(
    staffed: Office, telegram: World, run_beside: RunBeside, here: Path
) -> None:
    made = await run_beside(*LINKS, "--unit", "phòng văn hoá - xã hội", "--out", "moi.csv")
    assert (made.code, made.out) == (0, "")
    text = (here / "moi.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert [row["code"] for row in rows(text.decode("utf-8-sig"))] == ["VH01", "VH/02"]
    assert (here / "moi.csv").stat().st_mode & 0o077 == 0


async def test_an_unknown_unit_lists_near_names(
    staffed: Office, telegram: World, run_beside: RunBeside
) -> None:
    refused = await run_beside(*LINKS, "--unit", "Phòng Văn hóa Thông tin")
    assert "Không có đơn vị nào tên “Phòng Văn hóa Thông tin”" in refused.sentence
    assert "Có phải là: Phòng Văn hóa – Xã hội" in refused.sentence
    assert await issued(staffed) == 0


async def test_one_person_gets_a_new_link_even_after_signing_up(
    staffed: Office, telegram: World, run_beside: RunBeside
) -> None:
    made = await run_beside(*LINKS, "--code", "vh03")
    assert [row["code"] for row in rows(made.out)] == ["VH03"]
    unknown = await run_beside(*LINKS, "--code", "VH99")
    assert unknown.sentence == "Không có ai mang mã “VH99” trong danh sách."


async def test_pictures_stand_beside_the_table(
    staffed: Office, telegram: World, run_beside: RunBeside, here: Path
) -> None:
    made = await run_beside(*LINKS, "--qr", "ảnh/qr", "--out", "moi.csv")
    assert made.code == 0
    assert names(here / "ảnh" / "qr") == ["CT01.png", "VH01.png", "VH_02.png"]


@pytest.mark.parametrize(
    "where", [("--out", "chưa có/moi.csv"), ("--qr", "nep.txt/qr"), ("--qr", "nep.txt")]
)
async def test_nothing_is_issued_that_could_not_be_handed_over(
    staffed: Office,
    telegram: World,
    run_beside: RunBeside,
    here: Path,
    where: tuple[str, str],
) -> None:
    (here / "nep.txt").touch()
    refused = await run_beside(*LINKS, *where)
    assert f"Không ghi được {where[1]}" in refused.sentence
    assert await issued(staffed) == 0
    assert names(here) == ["nep.txt"]


async def test_when_everybody_is_in_no_file_is_touched(
    kept: Office, telegram: World, run_beside: RunBeside, here: Path
) -> None:
    unit = await a_unit(kept, "UBND xã Tân Phú")
    await an_official(kept, "CT01", "Phạm Văn Chính", unit, telegram_id=7_000_000_001)
    (here / "moi.csv").write_text("cũ", encoding="utf-8")
    made = await run_beside(*LINKS, "--out", "moi.csv")
    assert (made.code, made.err) == (0, "Mọi người đã đăng ký, không cần đường dẫn mới.\n")
    assert (here / "moi.csv").read_text(encoding="utf-8") == "cũ"


async def test_an_empty_roster_is_to_be_imported_first(
    telegram: World, run_beside: RunBeside
) -> None:
    assert "nep roster import" in (await run_beside(*LINKS)).sentence


async def test_a_wrong_token_is_one_sentence_without_the_token(
    telegram: World, run_beside: RunBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "4200000001:another")
    refused = (await run_beside(*LINKS)).sentence
    assert "không nhận TELEGRAM_TOKEN" in refused
    assert "another" not in refused


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "Thiếu TELEGRAM_TOKEN: tạo bot bằng @BotFather"),
        ({"TELEGRAM_TOKEN": "chép nhầm"}, "TELEGRAM_TOKEN phải là mã do @BotFather cấp"),
        (
            {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_API_URL": "http://127.0.0.1:9"},
            "Không kết nối được máy chủ Bot API http://127.0.0.1:9.",
        ),
        (
            {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_PROXY": "http://u:mat-khau@127.0.0.1:9"},
            "Không kết nối được Telegram qua máy chủ trung gian http://127.0.0.1:9.",
        ),
    ],
)
def test_no_way_to_telegram_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], said: str
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    refused = run(*LINKS).sentence
    assert said in refused
    assert "mat-khau" not in refused
