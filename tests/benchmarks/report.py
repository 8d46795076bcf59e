"""What was measured, as tables: each figure beside its baseline of the same run."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bot.clock import SystemClock

LIBRARIES = ("python-telegram-bot", "aiogram", "aiohttp", "httpx", "sqlalchemy", "matplotlib")
PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
TITLE = "### "
HEAD = "| what | figure | baseline | ratio |\n|---|---:|---:|---:|"


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `figure` and `baseline` carry their unit, and the baseline says what it is of."""

    name: str
    figure: str
    baseline: str = ""
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: Sequence[Line]


def row(line: Line) -> str:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f} ×"
    return f"| {line.name} | {line.figure} | {line.baseline} | {ratio} |"


def keep(section: Section) -> None:
    """Write a table into the page, in the place of the last one of its name."""
    ahead, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    kept, _, behind = rest.partition(END)
    tables = {
        table.partition("\n")[0]: table.strip() for table in kept.split(TITLE) if table.strip()
    }
    lines = [section.title, "", _measured_on(), "", HEAD, *map(row, section.lines)]
    tables[section.title] = "\n".join(lines)
    shown = "\n\n".join(f"{TITLE}{table}" for table in tables.values())
    PAGE.write_text(f"{ahead}{BEGIN}\n{shown}\n\n{END}{behind}", "utf-8")


def _measured_on() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{SystemClock().now():%Y-%m-%d}, {os.cpu_count()} cores "
        f"({_processor()}), {platform.system()}, Python {platform.python_version()}; {libraries}."
    )


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()
