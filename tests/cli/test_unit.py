"""`nep unit`: the units and their own times of day."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def roster(run: Run, here: Path) -> None:
    rows = ["Mã,Họ và tên,Đơn vị", "A1,Nguyễn Văn An,Phòng Kinh tế", "B1,Lê Bình,Bộ phận Một cửa"]
    (here / "roster.csv").write_text("\n".join(rows), "utf-8")
    assert run("roster", "import", "roster.csv").code == 0


def test_a_unit_without_times_of_its_own_takes_the_movements(run: Run, roster: None) -> None:
    assert "Phòng Kinh tế: gửi thẻ 16:30, nhắc 17:10" in run("unit", "list").out


def test_a_unit_is_given_its_own_times_and_takes_the_usual_ones_again(
    run: Run, roster: None
) -> None:
    done = run("unit", "times", "bộ phận một  cửa", "--prompt", "11:00", "--remind", "11:20")
    assert done.out == "Bộ phận Một cửa: gửi thẻ 11:00, nhắc 11:20\n"
    listed = run("unit", "list").out
    assert "Bộ phận Một cửa: gửi thẻ 11:00, nhắc 11:20" in listed
    assert "Phòng Kinh tế: gửi thẻ 16:30, nhắc 17:10" in listed
    run("unit", "times", "Bộ phận Một cửa")
    assert "Bộ phận Một cửa: gửi thẻ 16:30, nhắc 17:10" in run("unit", "list").out


def test_a_card_that_comes_later_takes_the_reminder_along(run: Run, roster: None) -> None:
    done = run("unit", "times", "Phòng Kinh tế", "--prompt", "18:00")
    assert done.out == "Phòng Kinh tế: gửi thẻ 18:00, nhắc 18:40\n"


def test_an_unknown_unit_is_answered_with_those_that_come_near(run: Run, roster: None) -> None:
    refused = run("unit", "times", "Phòng Kinh tê", "--prompt", "16:00")
    assert "Có phải là: Phòng Kinh tế?" in refused.sentence


def test_a_reminder_before_the_card_is_refused(run: Run, roster: None) -> None:
    refused = run("unit", "times", "Phòng Kinh tế", "--prompt", "17:00", "--remind", "16:00")
    assert refused.sentence == "Giờ nhắc phải sau giờ gửi thẻ."


def test_what_is_no_time_is_wrong_usage(run: Run) -> None:
    assert run("unit", "times", "Phòng Kinh tế", "--prompt", "25:00").code == 2


def test_a_unit_s_season_is_set_listed_and_taken_away(run: Run, roster: None) -> None:
    winter = ("--from", "10-16", "--until", "04-15")
    run("unit", "times", "Phòng Kinh tế", "--prompt", "16:00", "--remind", "16:20", *winter)
    assert "  từ 16/10 đến 15/04: gửi thẻ 16:00, nhắc 16:20" in run("unit", "list").out
    meeting = ("--from", "04-01", "--until", "06-30")
    refused = run("unit", "times", "Phòng Kinh tế", "--prompt", "15:30", *meeting)
    assert "Đơn vị đã có mùa từ 16/10 đến 15/04" in refused.sentence
    half = run("unit", "times", "Phòng Kinh tế", "--prompt", "15:30", "--from", "06-01")
    assert "cần cả --from và --until" in half.sentence
    assert run("unit", "times", "Phòng Kinh tế", "--from", "10-16").code == 0
    assert "16/10" not in run("unit", "list").out
    assert "không có mùa nào" in run("unit", "times", "Phòng Kinh tế", "--from", "10-16").sentence
    assert run("unit", "times", "Phòng Kinh tế", "--from", "13-01").code == 2
