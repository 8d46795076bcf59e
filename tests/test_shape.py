"""The house keeps its shape: arrows, settings, migrations."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_arrows_between_rooms_run_one_way() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)  # noqa: S603, PLW1510 - our own linter; its exit code is the subject
    assert done.returncode == 0, done.stdout
