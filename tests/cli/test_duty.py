"""`nep duty`: who works on which day off."""

from pathlib import Path

import pytest

from bot.cli import desk
from tests.cli.conftest import Run
from tests.conftest import WEDNESDAY


class StandingClock:
    def now(self) -> object:
        return WEDNESDAY


@pytest.fixture
def roster(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ["Mã,Họ và tên,Đơn vị", "A1,Nguyễn Văn An,Bộ phận Một cửa", "B1,Lê Bình,Văn phòng"]
    (here / "roster.csv").write_text("\n".join(rows), "utf-8")
    assert run("roster", "import", "roster.csv").code == 0
    monkeypatch.setattr(desk, "SystemClock", StandingClock)


def test_people_are_put_on_duty_listed_and_taken_off(run: Run, roster: None) -> None:
    added = run("duty", "add", "28/11/2026", "a1", "B1")
    assert added.out.splitlines()[0] == "Đã ghi trực Thứ Bảy, 28/11/2026:"
    assert "  A1  Nguyễn Văn An · Bộ phận Một cửa" in run("duty", "list").out
    assert run("duty", "remove", "28/11/2026", "A1").code == 0
    listed = run("duty", "list").out
    assert "Thứ Bảy, 28/11/2026" in listed
    assert "A1" not in listed
    run("duty", "remove", "28/11/2026", "B1")
    assert "chưa ghi ai trực" in run("duty", "list").out
    assert "không có ai trong số đó" in run("duty", "remove", "28/11/2026", "B1").out


@pytest.mark.parametrize(
    ("day", "code", "said"),
    [
        ("26/11/2026", "A1", "26/11/2026 là ngày làm việc"),
        ("22/11/2026", "A1", "22/11/2026 đã qua"),
        ("28/11/2026", "Z9", "Không có ai mang mã “Z9”"),
    ],
)
def test_what_cannot_be_is_refused(run: Run, roster: None, day: str, code: str, said: str) -> None:
    assert said in run("duty", "add", day, code).sentence
