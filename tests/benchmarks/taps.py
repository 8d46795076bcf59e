"""Taps a second: Nếp, with each of them in the ledger, against echoes that keep nothing."""

from collections.abc import Collection, Iterator, Sequence
from statistics import median

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Crowd
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import Telegram, telegram

ROUND_TRIPS = (0.0, 0.1)
Rates = dict[float, float]
"""Taps a second by round trip."""


def run(kinds: Sequence[str], people: int, seconds: float, rounds: int) -> Iterator[Line]:
    """Measure the echoes, of which the first is the plain one, and then Nếp on each engine.

    A machine's speed changes from minute to minute. So the plain echo, the best of the others and
    Nếp take turns; what is given is the median, of the ratios too, each within its round.
    """
    first = {kind: _echo(kind, people, seconds) for kind in kinds}
    for kind, rates in first.items():
        for trip, rate in rates.items():
            yield Line(f"echo: {kind}, {_trip(trip)}", _rate(rate))
    plain, *others = kinds
    best = {trip: max(others, key=lambda kind: first[kind][trip]) for trip in ROUND_TRIPS}
    turns = [_turn({plain, *best.values()}, people, seconds) for _ in range(rounds)]
    for engine in office.ENGINES:
        for trip in ROUND_TRIPS:
            for kind in (plain, best[trip]):
                pairs = [(rates[engine][trip], rates[kind][trip]) for rates, _ in turns]
                ours, theirs = map(median, zip(*pairs, strict=True))
                yield Line(
                    f"Nếp on {engine}, {_trip(trip)}",
                    _rate(ours),
                    f"{_rate(theirs)}: {kind}",
                    median(our / their for our, their in pairs),
                )
        burst = median(bursts[engine] for _, bursts in turns)
        yield Line(
            f"Nếp on {engine}, all criteria tapped at once by {people:,} people", _rate(burst)
        )


def _turn(
    rivals: Collection[str], people: int, seconds: float
) -> tuple[dict[str, Rates], dict[str, float]]:
    """Measure some echoes and Nếp on each engine, one after the other."""
    rates = {kind: _echo(kind, people, seconds) for kind in sorted(rivals)}
    bursts: dict[str, float] = {}
    for engine in office.ENGINES:
        rates[engine], bursts[engine] = _nep(engine, people, seconds)
    return rates, bursts


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
