"""How much memory a process holds, as Linux tells it."""

import mmap
from pathlib import Path


def resident(pid: int) -> int:
    """Give the bytes in memory."""
    return int(Path(f"/proc/{pid}/statm").read_text("utf-8").split()[1]) * mmap.PAGESIZE


def mebibytes(size: float) -> str:
    return f"{size / 2**20:.0f} MiB"
