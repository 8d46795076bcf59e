"""What a bot takes before anybody writes to it: the time to its first answer, and memory."""

import statistics
from collections.abc import Iterator
from time import perf_counter

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.memory import mebibytes, resident
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import telegram

PLAIN = "python-telegram-bot"
Start = tuple[float, int]
"""Seconds to the first answer, and the bytes in memory after it."""


def run(rounds: int) -> Iterator[Line]:
    """Start each program so many times, in turn."""
    starts = [(_nep(), _echo()) for _ in range(rounds)]
    ours, theirs = zip(*starts, strict=True)
    seconds, plain_seconds = (statistics.median(one for one, _ in each) for each in (ours, theirs))
    held, plain_held = (statistics.median(one for _, one in each) for each in (ours, theirs))
    yield Line(
        "from start to the first answer",
        f"{seconds:.2f} s",
        f"{plain_seconds:.2f} s: {PLAIN}",
        plain_seconds / seconds,
    )
    yield Line(
        "memory after the first answer",
        mebibytes(held),
        f"{mebibytes(plain_held)}: {PLAIN}",
        plain_held / held,
    )


def _nep() -> Start:
    """Start on an office of its own: each Telegram counts its updates anew, and Nếp knows them."""
    with telegram(time_flows=False) as server, office.database("SQLite") as url:
        office.furnish(url, [1])
        server.ask(Crowd.gather, 1)
        since = perf_counter()
        with programs.nep(server, url) as program:
            server.ask(Crowd.greet)
            return perf_counter() - since, resident(program.pid)


def _echo() -> Start:
    with telegram(time_flows=False) as server:
        server.ask(Crowd.gather, 1)
        server.ask(Crowd.take_echoes)
        since = perf_counter()
        with programs.echo(server, PLAIN) as program:
            server.ask(Crowd.tap_once)
            return perf_counter() - since, resident(program.pid)
