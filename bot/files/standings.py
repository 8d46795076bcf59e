"""The standings as a workbook that can be printed and signed."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Ranked:
    rank: int
    code: str
    name: str
    unit: str
    block: str
    score: float
    rate: float
    """From 0 to 1."""
    approved_days: int
    due_days: int


@dataclass(frozen=True, slots=True)
class Unranked:
    code: str
    name: str
    unit: str
    block: str
    reason: str


@dataclass(frozen=True, slots=True)
class Headings:
    """What the columns are called; a column with an empty heading is left out."""

    rank: str
    code: str
    name: str
    unit: str
    block: str
    score: str
    rate: str
    approved_days: str
    due_days: str
    reason: str


@dataclass(frozen=True, slots=True)
class Standings:
    tab: str
    title: str
    period: str
    rule: tuple[str, ...]
    headings: Headings
    ranked: tuple[Ranked, ...]
    unranked_title: str
    unranked: tuple[Unranked, ...]


def write(standings: Standings, target: Path | BinaryIO) -> None:
    raise NotImplementedError
