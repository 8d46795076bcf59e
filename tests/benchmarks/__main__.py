"""make bench: measures everything and writes the tables of docs/performance.md.

make bench ARGS="--only taps" measures a part; with --quick it is short, and nothing is written.
"""

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from tests.benchmarks import (
    broadcast,
    charts,
    office,
    ranking,
    report,
    startup,
    taps,
    workers,
    year,
)
from tests.benchmarks.echoes import KINDS
from tests.benchmarks.report import Line, Section


@dataclass(frozen=True)
class Scale:
    """How much is measured; everything in full takes an hour or two."""

    people: int
    seconds: float
    """Of each count of taps."""
    turns: int
    """Of the echoes and Nếp, one after the other."""
    echoes: tuple[str, ...]
    letters: dict[str, int]
    """Of the broadcast, by engine."""
    idle: float
    rounds: int
    """Starts of the program; ten times as many pictures of each kind."""
    pictures: int
    """Drawn one after the other, to see the memory."""
    ledgers: tuple[tuple[int, int], ...]
    """People, and days that they have reported."""
    year: int
    """Days of the simulated year."""


FULL = Scale(
    people=500,
    seconds=6.0,
    turns=3,
    echoes=KINDS,
    letters=dict.fromkeys(office.ENGINES, 10_000),
    idle=40.0,
    rounds=5,
    pictures=2_000,
    ledgers=((100_000, 20), (100_000, 250)),
    year=365,
)
QUICK = Scale(
    people=200,
    seconds=3.0,
    turns=1,
    echoes=(KINDS[0], KINDS[-2]),
    letters=dict.fromkeys(office.ENGINES, 300),
    idle=10.0,
    rounds=1,
    pictures=100,
    ledgers=((2_000, 20),),
    year=35,
)


def _taps(scale: Scale) -> Iterator[Line]:
    return taps.run(scale.echoes, scale.people, scale.seconds, scale.turns)


def _workers(scale: Scale) -> Iterator[Line]:
    return workers.run(scale.people, scale.seconds)


def _broadcast(scale: Scale) -> Iterator[Line]:
    for engine in office.ENGINES:
        yield from broadcast.run(engine, scale.letters[engine], scale.idle)


def _ranking(scale: Scale) -> Iterator[Line]:
    for engine in office.ENGINES:
        for officials, days in scale.ledgers:
            with office.database(engine) as url:
                for line in asyncio.run(ranking.run(url, officials, days)):
                    yield replace(line, name=f"{engine}: {line.name}")


def _charts(scale: Scale) -> Iterator[Line]:
    return charts.run(10 * scale.rounds, scale.pictures)


def _year(scale: Scale) -> Iterator[Line]:
    return year.run(scale.people, scale.year)


def _startup(scale: Scale) -> Iterator[Line]:
    return startup.run(scale.rounds)


PARTS: dict[str, tuple[str, Callable[[Scale], Iterable[Line]]]] = {
    "taps": ("Taps, each in the ledger, against echoes that keep nothing", _taps),
    "workers": ("Several workers", _workers),
    "broadcast": ("Answers during a broadcast", _broadcast),
    "ranking": ("The ranking, against summing up the ledger", _ranking),
    "charts": ("The digest's pictures", _charts),
    "year": ("A year of the clock", _year),
    "startup": ("The bot at rest", _startup),
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    asked.add_argument("--quick", action="store_true")
    given = asked.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # programs and databases are put away
    scale = QUICK if given.quick else FULL
    for name in given.only:
        section = _measured(name, scale)
        if not given.quick:
            report.keep(section)


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
