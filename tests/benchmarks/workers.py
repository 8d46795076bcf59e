"""Taps a second of several workers behind one webhook, on PostgreSQL."""

import socket
from collections.abc import Iterator

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import telegram

SIZES = (1, 2, 4)


def run(people: int, seconds: float) -> Iterator[Line]:
    alone = None
    for size in SIZES:
        rate = _rate(size, people, seconds)
        alone = alone or rate
        yield Line(
            f"webhook workers on PostgreSQL: {size}",
            f"{rate:,.0f} taps/s",
            f"{alone:,.0f} taps/s: one worker",
            rate / alone,
        )


def _rate(size: int, people: int, seconds: float) -> float:
    with telegram(time_flows=False) as server, office.database("PostgreSQL") as url:
        office.furnish(url, server.ask(Crowd.gather, people))
        with programs.workers(server, url, size, _free_port()):
            server.ask(Crowd.webhooks, size)
            server.ask(Crowd.open_cards, people)
            measured = server.ask(Crowd.tap, warm_up=2.0, seconds=seconds)
            server.ask(Crowd.rest)
        office.check(url, server.ask(Crowd.pressed))
        return measured.per_second


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
