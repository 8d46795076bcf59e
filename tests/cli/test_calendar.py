"""`nep calendar`: what the office says of a day, and what the clock will do."""

from pathlib import Path

import pytest

from bot.__main__ import main
from bot.cli import desk
from tests.cli.conftest import Run
from tests.conftest import WEDNESDAY


def test_the_shipped_swap_is_listed(run: Run) -> None:
    listed = run("calendar", "list").out
    assert "Thứ Sáu, 02/01/2026: nghỉ · Nghỉ Tết Dương lịch" in listed
    assert "Thứ Bảy, 10/01/2026: làm việc · Làm bù cho ngày 02/01/2026" in listed


def test_a_day_is_said_to_be_off_and_taken_back(run: Run) -> None:
    added = run(
        "calendar", "add", "24/11/2026", "off",
        "--note", "Ngày Văn hóa Việt Nam", "--document", "Thông báo 12/TB",
    )  # fmt: skip
    assert added.out == "Đã ghi: Thứ Ba, 24/11/2026 là ngày nghỉ.\n"
    listed = run("calendar", "list").out
    assert "24/11/2026: nghỉ · Ngày Văn hóa Việt Nam (Thông báo 12/TB)" in listed
    assert run("calendar", "remove", "2026-11-24").code == 0
    assert "24/11/2026" not in run("calendar", "list").out
    refused = run("calendar", "remove", "2026-11-24")
    assert refused.sentence == "Cơ quan chưa ghi gì riêng cho ngày 24/11/2026."


def test_a_day_needs_a_reason(run: Run) -> None:
    assert run("calendar", "add", "24/11/2026", "off").code == 2
    assert run("calendar", "add", "24/11/2026", "maybe", "--note", "x").code == 2


def test_an_office_without_units_is_told_so(run: Run) -> None:
    told = run("calendar", "next")
    assert told.out == "Danh sách chưa có ai. Hãy nhập trước bằng nep roster import TỆP.\n"


def test_a_day_that_may_be_off_is_named(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run("calendar", "list")
    monkeypatch.setattr(desk, "SystemClock", StandingClock)
    capfd.readouterr()
    assert main(["calendar", "list"]) == 0
    assert capfd.readouterr().out.splitlines()[-1] == (
        "Chưa rõ: Thứ Tư, 24/11/2027 (Ngày Văn hóa Việt Nam). Nghị quyết 80-NQ/TW chọn là ngày "
        "nghỉ, nhưng chưa có văn bản quy định. "
        "Nếu cơ quan nghỉ: nep calendar add 2027-11-24 off --note LÝ_DO."
    )


class StandingClock:
    def now(self) -> object:
        return WEDNESDAY


def test_the_days_to_come_name_what_happens_and_leave_days_off_out(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (here / "roster.csv").write_text("Mã,Họ và tên,Đơn vị\nA1,An,Phòng Kinh tế\n", "utf-8")
    run("roster", "import", "roster.csv")
    run("calendar", "add", "27/11/2026", "off", "--note", "Nghỉ bù")
    monkeypatch.setattr(desk, "SystemClock", StandingClock)
    capfd.readouterr()
    assert main(["calendar", "next", "--days", "4"]) == 0
    assert capfd.readouterr().out.splitlines() == [
        "Thứ Tư, 25/11/2026",
        "  17:10 nhắc người chưa gửi: mọi đơn vị",
        "  17:30 gửi hộp duyệt: mọi đơn vị",
        "Thứ Năm, 26/11/2026",
        "  08:30 chuyển báo cáo chờ duyệt quá lâu lên trên: mọi đơn vị",
        "  08:30 báo trước mốc 05/12/2026 của phong trào cho Hội đồng",
        "  16:30 gửi thẻ báo cáo: mọi đơn vị",
        "  17:10 nhắc người chưa gửi: mọi đơn vị",
        "  17:30 gửi hộp duyệt: mọi đơn vị",
    ]
