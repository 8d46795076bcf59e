"""`nep campaign`: looking at movements and putting one in force."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import presets
from bot.usecases.office import Office
from db.tables import CampaignRow
from tests.cli.conftest import Run, RunBeside


async def versions(office: Office) -> int:
    async with office.db.read() as session:
        return await session.scalar(select(func.count()).select_from(CampaignRow)) or 0


def test_the_list_has_every_preset_and_what_is_in_force(run: Run) -> None:
    listed = run("campaign", "list")
    assert listed.code == 0
    first, rest = listed.out.split("Mẫu có sẵn:")
    assert "mau-2026" in first
    assert [line.split()[0] for line in rest.strip().splitlines()] == list(presets.NAMES)
    assert "duyen-hai     2019 – 2025 (đã kết thúc)" in rest


@pytest.mark.parametrize("name", presets.NAMES)
def test_every_preset_can_be_read_without_a_database(run: Run, name: str, here: Path) -> None:
    shown = run("campaign", "show", name)
    assert shown.code == 0
    assert "Tiêu chí cá nhân" in shown.out
    assert "· hằng ngày · trọng số 1" in shown.out
    assert list(here.iterdir()) == []


def test_a_movement_is_shown_with_all_that_an_official_must_know(run: Run) -> None:
    shown = run("campaign", "show", "duyen-hai").out
    for said in (
        "Kế hoạch 55/KH-UBND ngày 26/08/2019, Ủy ban nhân dân thị xã Duyên Hải",
        "Thời gian: 2019 – 2025",
        "16:30 gửi thẻ, 17:10 nhắc người chưa gửi, hạn chót 09:00",
        "Căn cứ",
        "Các mốc",
        "09/2019: ",
        "Khen thưởng",
        "Tuyến báo cáo",
        "– Không cho người khác mượn thẻ (",
    ):
        assert said in shown


async def test_ones_own_file_starts_from_the_very_text_of_a_preset(
    kept: Office, run_beside: RunBeside, here: Path
) -> None:
    preset = (await run_beside("campaign", "show", "mau-2026", "--toml")).out
    assert preset == presets.text("mau-2026")
    ours = preset.replace("[Điền cấp]", "xã")
    (here / "our.toml").write_text(ours, encoding="utf-8")
    assert (await run_beside("campaign", "use", "our.toml")).code == 0
    assert (await run_beside("campaign", "show", "--toml")).out == ours


async def test_a_preset_is_put_in_force_once(kept: Office, run_beside: RunBeside) -> None:
    before = await versions(kept)
    used = await run_beside("campaign", "use", "thoi-binh")
    assert used.code == 0
    assert "Đã áp dụng" in used.out
    assert "đã kết thúc ngày 31/12/2025" in used.out
    again = await run_beside("campaign", "use", "thoi-binh")
    assert again.code == 0
    assert "đang được áp dụng rồi" in again.out
    assert await versions(kept) == before + 1
    assert "Huyện Thới Bình" in (await run_beside("campaign", "show")).out


def test_a_file_of_ones_own_is_put_in_force(run: Run, here: Path) -> None:
    text = presets.text("mau-2026").replace("[Điền tên cơ quan ban hành]", "UBND xã Tân Phú")
    (here / "xã ta.toml").write_text(text, encoding="utf-8-sig")
    used = run("campaign", "use", "xã ta.toml")
    assert used.code == 0
    assert "còn chỗ “[Điền …]” ở level, document.number" in used.out
    assert "xã ta.toml" in run("campaign", "list").out.split("Mẫu có sẵn:")[0]


def test_everything_wrong_in_a_file_is_said_and_nothing_changes(run: Run, here: Path) -> None:
    text = presets.text("mau-2026").replace("weight = 1\n", "weight = 0\n")
    (here / "sai.toml").write_text(text.replace("start = 2026", "begin = 2026"), encoding="utf-8")
    used = run("campaign", "use", "sai.toml")
    assert (used.code, used.out) == (1, "")
    assert used.err.splitlines()[0].startswith("Chưa dùng được tệp phong trào, có 3 chỗ cần sửa")
    assert "sai.toml: criteria.individual[1].weight: " in used.err
    assert not (here / "nep.db").exists()


def test_what_is_wrong_in_a_file_is_said_in_english_too(run: Run, here: Path) -> None:
    text = presets.text("mau-2026").replace("start = 2026", "begin = 2026")
    (here / "sai.toml").write_text(text, encoding="utf-8")
    used = run("--language", "en", "campaign", "use", "sai.toml")
    assert used.err.splitlines() == [
        "The movement’s file cannot be used yet; places to correct: 2",
        "sai.toml: period.start: is missing and must be there",
        "sai.toml: period.begin: unknown key; there are start, end",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("duyen-hay", "Không có mẫu hay tệp nào tên “duyen-hay”. Mẫu có sẵn: duyen-hai, "),
        ("a\0b", "Không có mẫu hay tệp nào tên"),
        (".", "Không đọc được tệp ."),
        ("utf16.toml", "không phải là văn bản UTF-8"),
    ],
)
def test_what_is_no_campaign_is_one_sentence(run: Run, here: Path, name: str, said: str) -> None:
    (here / "utf16.toml").write_text("format = 1", encoding="utf-16")
    assert said in run("campaign", "use", name).sentence
    assert said in run("campaign", "show", name).sentence
