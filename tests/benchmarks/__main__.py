"""make bench: measures everything and writes the table of docs/performance.md.

make bench ARGS="--only taps --quick" shows a part, in a short version, and writes nothing.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.benchmarks import broadcast, office, report, taps, workers
from tests.benchmarks.echoes import KINDS
from tests.benchmarks.report import Line, Section


@dataclass(frozen=True)
class Scale:
    """How much is measured; everything in full takes less than 25 minutes."""

    people: int
    seconds: float
    echoes: tuple[str, ...]
    letters: dict[str, int]
    idle: float


FULL = Scale(500, 8.0, KINDS, {"SQLite": 10_000, "PostgreSQL": 3_000}, idle=60.0)
QUICK = Scale(200, 3.0, (KINDS[0], KINDS[-2]), dict.fromkeys(office.ENGINES, 300), idle=10.0)


def _taps(scale: Scale) -> Iterator[Line]:
    return taps.run(scale.echoes, scale.people, scale.seconds)


def _broadcast(scale: Scale) -> Iterator[Line]:
    for engine in office.ENGINES:
        yield from broadcast.run(engine, scale.letters[engine], scale.idle)


def _workers(scale: Scale) -> Iterator[Line]:
    return workers.run(scale.people, scale.seconds)


PARTS: dict[str, tuple[str, Callable[[Scale], Iterable[Line]]]] = {
    "taps": ("Taps, each in the ledger, against echoes that keep nothing", _taps),
    "workers": ("Several workers", _workers),
    "broadcast": ("Answers during a broadcast", _broadcast),
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    asked.add_argument("--quick", action="store_true")
    given = asked.parse_args()
    scale = QUICK if given.quick else FULL
    sections = [_measured(name, scale) for name in given.only]
    if set(given.only) == set(PARTS) and not given.quick:
        report.keep(sections)


def _measured(name: str, scale: Scale) -> Section:
    title, run = PARTS[name]
    _show(f"\n### {title}\n\n{report.HEAD}")
    lines = []
    for line in run(scale):
        _show(report.row(line))
        lines.append(line)
    return Section(title, lines)


def _show(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the figures are what was asked for


if __name__ == "__main__":
    main()
