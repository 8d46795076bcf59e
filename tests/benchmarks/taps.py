"""Taps a second: Nếp, with each of them in the ledger, against echoes that keep nothing."""

from collections.abc import Iterator, Sequence

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import Telegram, telegram

ROUND_TRIPS = (0.0, 0.1)
Rates = dict[float, float]
"""Taps a second by round trip."""


def run(kinds: Sequence[str], people: int, seconds: float) -> Iterator[Line]:
    """Measure the echoes, of which the first is the plain one, and then Nếp on each engine.

    A machine may become slower or faster meanwhile. So the plain echo and the best of the others
    are measured again before and after each engine, and it is compared with the mean of both.
    """
    first = {kind: _echo(kind, people, seconds) for kind in kinds}
    for kind, rates in first.items():
        for trip, rate in rates.items():
            yield Line(f"echo: {kind}, {_trip(trip)}", _rate(rate))
    plain, *others = kinds
    rivals = {plain, *(max(others, key=lambda kind: first[kind][trip]) for trip in ROUND_TRIPS)}
    before = {kind: _echo(kind, people, seconds) for kind in kinds if kind in rivals}
    for engine in office.ENGINES:
        rates, burst = _nep(engine, people, seconds)
        after = {kind: _echo(kind, people, seconds) for kind in before}
        beside = {
            kind: {trip: (before[kind][trip] + after[kind][trip]) / 2 for trip in ROUND_TRIPS}
            for kind in before
        }
        for trip, rate in rates.items():
            yield from _against(f"Nếp on {engine}, {_trip(trip)}", rate, trip, beside)
        name = f"Nếp on {engine}, all criteria tapped at once by {people:,} people"
        yield Line(name, _rate(burst))
        before = after


def _echo(kind: str, people: int, seconds: float) -> Rates:
    with telegram(time_flows=False) as server:
        server.ask(Crowd.gather, people)
        server.ask(Crowd.take_echoes)
        with programs.echo(server, kind):
            return _measured(server, seconds)


def _nep(engine: str, people: int, seconds: float) -> tuple[Rates, float]:
    with telegram(time_flows=False) as server, office.database(engine) as url:
        office.furnish(url, server.ask(Crowd.gather, people))
        with programs.nep(server, url):
            server.ask(Crowd.open_cards, people)
            rates = _measured(server, seconds)
            server.ask(Crowd.rest)
            server.ask(Crowd.delay, 0.0)
            burst = server.ask(Crowd.burst)
        office.check(url, server.ask(Crowd.pressed))
        return rates, burst.per_second


def _measured(server: Telegram, seconds: float) -> Rates:
    rates: Rates = {}
    for trip in ROUND_TRIPS:
        server.ask(Crowd.rest)
        server.ask(Crowd.delay, trip)
        rates[trip] = server.ask(Crowd.tap, warm_up=2.0, seconds=seconds).per_second
    return rates


def _against(name: str, rate: float, trip: float, echoes: dict[str, Rates]) -> Iterator[Line]:
    plain, *others = echoes
    best = max(others, key=lambda kind: echoes[kind][trip])
    for kind in (plain, best):
        against = echoes[kind][trip]
        yield Line(name, _rate(rate), f"{_rate(against)}: {kind}", rate / against)


def _rate(rate: float) -> str:
    return f"{rate:,.0f} taps/s"


def _trip(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms round trip"
