"""Taps a second: Nếp, with each of them in the ledger, against echoes that keep nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import median

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import Telegram, telegram

ROUND_TRIPS = (0.0, 0.1)
Rates = dict[float, float]
"""Taps a second by round trip."""


@dataclass(frozen=True)
class Turn:
    """What one turn showed, by kind of echo and by engine."""

    echoes: dict[str, Rates]
    engines: dict[str, Rates]
    bursts: dict[str, float]


def run(kinds: Sequence[str], people: int, seconds: float, rounds: int) -> Iterator[Line]:
    """Measure the echoes, of which the first is the plain one, and Nếp on each engine.

    A machine's speed changes from minute to minute. So all of them take turns; what is given is
    the median, of the ratios too, each within its turn.
    """
    turns = [_turn(kinds, people, seconds) for _ in range(rounds)]
    echoes = {
        (kind, trip): median(turn.echoes[kind][trip] for turn in turns)
        for kind, trip in product(kinds, ROUND_TRIPS)
    }
    for (kind, trip), rate in echoes.items():
        yield Line(f"echo: {kind}, {_trip(trip)}", _rate(rate))
    plain, *others = kinds
    for engine in office.ENGINES:
        for trip in ROUND_TRIPS:
            ours = median(turn.engines[engine][trip] for turn in turns)
            for kind in (plain, max(others, key=lambda kind: echoes[kind, trip])):
                yield Line(
                    f"Nếp on {engine}, {_trip(trip)}",
                    _rate(ours),
                    f"{_rate(echoes[kind, trip])}: {kind}",
                    median(turn.engines[engine][trip] / turn.echoes[kind][trip] for turn in turns),
                )
        burst = median(turn.bursts[engine] for turn in turns)
        yield Line(
            f"Nếp on {engine}, all criteria tapped at once by {people:,} people", _rate(burst)
        )


def _turn(kinds: Sequence[str], people: int, seconds: float) -> Turn:
    turn = Turn({kind: _echo(kind, people, seconds) for kind in kinds}, {}, {})
    for engine in office.ENGINES:
        turn.engines[engine], turn.bursts[engine] = _nep(engine, people, seconds)
    return turn


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


def _rate(rate: float) -> str:
    return f"{rate:,.0f} taps/s"


def _trip(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms round trip"
