"""The house keeps its shape: arrows, and what is loaded when."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
ON_DEMAND = {
    "PIL",
    "alembic",
    "holidays",
    "matplotlib",
    "nicegui",
    "numpy",
    "psycopg",
    "python_calamine",
    "segno",
    "starlette",
    "uvicorn",
    "xlsxwriter",
}
START = "import sys; import bot.cli.desk, bot.cli.run; print(*sys.modules)"


def test_arrows_between_rooms_run_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)  # noqa: S603, PLW1510 - our own linter; its exit code is the subject
    assert done.returncode == 0, done.stdout


def test_an_idle_bot_holds_no_library_that_it_may_never_need() -> None:
    program = [sys.executable, "-c", START]
    done = subprocess.run(program, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    loaded = set(done.stdout.split())
    assert "telegram" in loaded
    assert not ON_DEMAND & loaded
