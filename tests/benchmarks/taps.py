"""Taps a second: Nếp, with each of them in the ledger, against echoes that keep nothing."""

from collections.abc import Iterator

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Crowd, Measured
from tests.benchmarks.echoes import KINDS
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import Telegram, telegram

ROUND_TRIPS = (0.0, 0.1)
Rates = dict[float, float]
"""Taps a second by round trip."""


def run(people: int, seconds: float) -> Iterator[Line]:
    echoes = {kind: _echo(kind, people, seconds) for kind in KINDS}
    for kind, rates in echoes.items():
        for trip, rate in rates.items():
            yield Line(f"echo: {kind}, {_trip(trip)}", _rate(rate))
    for engine in office.ENGINES:
        for trip, rate in _nep(engine, people, seconds).items():
            yield from _against(f"Nếp on {engine}, {_trip(trip)}", rate, trip, echoes)


def _echo(kind: str, people: int, seconds: float) -> Rates:
    with telegram(time_flows=False) as server:
        server.ask(Crowd.gather, people)
        server.ask(Crowd.take_echoes)
        with programs.echo(server, kind):
            return _measured(server, seconds)


def _nep(engine: str, people: int, seconds: float) -> Rates:
    with telegram(time_flows=False) as server, office.database(engine) as url:
        office.furnish(url, server.ask(Crowd.gather, people))
        with programs.nep(server, url):
            server.ask(Crowd.open_cards, people)
            rates = _measured(server, seconds)
            server.ask(Crowd.rest)
        check(server, url)
        return rates


def _measured(server: Telegram, seconds: float) -> Rates:
    rates: Rates = {}
    for trip in ROUND_TRIPS:
        server.ask(Crowd.rest)
        server.ask(Crowd.delay, trip)
        rates[trip] = measure(server, seconds).per_second
    return rates


def measure(server: Telegram, seconds: float) -> Measured:
    return server.ask(Crowd.tap, warm_up=2.0, seconds=seconds)


def check(server: Telegram, url: str) -> None:
    """See that the ledger holds what was tapped."""
    held = office.answers(url)
    lost = {tap for tap, answer in server.ask(Crowd.pressed).items() if held.get(tap) != answer}
    if lost:
        raise RuntimeError(f"{len(lost)} answers are not in the ledger as they were tapped")


def _against(name: str, rate: float, trip: float, echoes: dict[str, Rates]) -> Iterator[Line]:
    plain = KINDS[0]
    rivals = [kind for kind in KINDS if kind.startswith("aiogram")]
    best = max(rivals, key=lambda kind: echoes[kind][trip])
    for kind in (plain, best):
        against = echoes[kind][trip]
        yield Line(name, _rate(rate), f"{_rate(against)}: {kind}", rate / against)


def _rate(rate: float) -> str:
    return f"{rate:,.0f} taps/s"


def _trip(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms round trip"
