"""Help, wrong usage, and how the program stands in its surroundings."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli import parser
from tests.cli.conftest import Run

NEP = str(Path(sys.executable).with_name("nep"))


def test_help_explains_every_command_in_one_line(run: Run) -> None:
    helped = run("--help")
    assert helped.code == 0
    for name, line in parser.COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", helped.out, re.MULTILINE)


@pytest.mark.parametrize("name", parser.COMMANDS)
def test_every_command_has_help_in_vietnamese_only(run: Run, name: str) -> None:
    helped = run(*name.split(), "--help")
    assert helped.code == 0
    assert helped.out.startswith(f"Cách dùng: nep {name}")
    assert not re.search(r"\b(usage|options|show|exit|arguments)\b:?", helped.out.split("\n", 1)[1])


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        ("", "Còn thiếu LỆNH."),
        ("roster", "Còn thiếu LỆNH."),
        ("cammpaign", "Không có “cammpaign”; chọn một trong: campaign, roster"),
        ("campaign use", "Còn thiếu TÊN."),
        ("run quickly", "Không hiểu “quickly”. Xem cách dùng: nep run --help"),
        ("export reports", "Còn thiếu --from, --to."),
        ("export reports --from 2026-02-30 --to 2026-03-01", "“2026-02-30” không phải là ngày"),
        ("demo --port 70000", "“70000” không phải là số cổng"),
        ("demo --port", "--port cần một giá trị"),
        (
            "roster import a.csv --dry",
            "Không hiểu “--dry”. Xem cách dùng: nep roster import --help",
        ),
        ("doctor --language fr", "Không có “fr”; chọn một trong: vi, en."),
    ],
)
def test_wrong_usage_is_one_vietnamese_sentence(run: Run, argv: str, sentence: str) -> None:
    ran = run(*argv.split())
    assert (ran.code, ran.out) == (2, "")
    assert sentence in ran.err
    assert ran.err.count("\n") == 1
    assert not re.search(r"usage|error|argument|invalid|choose", ran.err)


def test_the_installed_program_works_from_any_directory(here: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "LANG": "C", "PYTHONUTF8": "0"}
    ran = subprocess.run(  # noqa: S603 - our own program
        [NEP, "campaign", "list"], cwd=here, env=environment, capture_output=True, check=False
    )
    assert ran.stderr == b""
    assert ran.returncode == 0
    assert "Mẫu có sẵn:" in ran.stdout.decode("utf-8")
    assert (here / "nep.db").exists()


def test_who_stops_reading_early_sees_no_error(here: Path) -> None:
    program = subprocess.Popen(  # noqa: S603 - our own program
        [NEP, "campaign", "show", "soc-trang"],
        cwd=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert program.stdout
    assert program.stderr
    program.stdout.close()
    assert program.stderr.read() == b""
    program.stderr.close()
    assert program.wait() == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("argv", ["campaign list", "campaign show soc-trang"])
def test_an_answer_that_finds_no_room_is_one_sentence(here: Path, argv: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(  # noqa: S603 - our own program
            [NEP, *argv.split()], cwd=here, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith("Không ghi được stdout (")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="it takes a shell to close a stream")
def test_a_program_started_without_an_output_does_its_work(here: Path) -> None:
    ran = subprocess.run(  # noqa: S602 - our own program, and the shell closes its output
        f"'{NEP}' campaign list >&-", shell=True, cwd=here, stderr=subprocess.PIPE, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_help_loads_nothing_heavy(here: Path) -> None:
    script = (
        "import sys; from bot.__main__ import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'telegram', 'sqlalchemy', 'matplotlib', 'babel', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", script], cwd=here, capture_output=True, text=True, check=True
    )
    assert ran.stderr.strip() == "[]"
