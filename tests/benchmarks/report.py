"""What was measured, as a table: each figure beside its baseline of the same run."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

LIBRARIES = ("python-telegram-bot", "aiogram", "aiohttp", "httpx", "sqlalchemy", "matplotlib")


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `figure` and `baseline` carry their unit, and the baseline says what it is of."""

    name: str
    figure: str
    baseline: str = ""
    ratio: float | None = None


def table(lines: Iterable[Line]) -> str:
    """Give the lines as a table of Markdown."""
    rows = [
        f"| {line.name} | {line.figure} | {line.baseline} | {_times(line.ratio)} |"
        for line in lines
    ]
    return "\n".join(["| what | figure | baseline | ratio |", "|---|---|---|---|", *rows])


def machine() -> str:
    """Say what the figures were measured on."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{os.cpu_count()} cores ({_processor()}), {platform.system()}, "
        f"Python {platform.python_version()}; {libraries}"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as told:  # noqa: PTH123 - not a file of ours
            names = [line.partition(":")[2].strip() for line in told if "model name" in line]
    except OSError:
        names = []
    return names[0] if names else platform.machine()


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.1f} ×"
