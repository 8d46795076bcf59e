"""How soon a tap is answered while the day's cards go out, under Telegram's limits on sending."""

from collections.abc import Iterator

from tests.benchmarks import office, programs
from tests.benchmarks.crowd import Broadcast, Crowd, Measured
from tests.benchmarks.report import Line
from tests.benchmarks.telegram import telegram

ROUND_TRIP = 0.1
TAPPING = 200
TAPS_A_SECOND = 5.0
"""Each of them changes a card, which takes one of the thirty messages a second."""
LIMIT = 30


def run(engine: str, letters: int, idle: float) -> Iterator[Line]:
    calm, busy = _measured(engine, letters, idle)
    for share, name in ((0.5, "median"), (0.99, "p99")):
        before = calm.answered_within(share)
        during = busy.measured.answered_within(share)
        yield Line(
            f"tap to answer on {engine}, {name}, during a broadcast of {letters:,}",
            f"{during * 1000:.0f} ms ({(during - before) * 1000:+.0f})",
            f"{before * 1000:.0f} ms: idle",
            during / before,
        )
    rate = busy.messages / busy.seconds
    yield Line(
        f"messages during the broadcast on {engine}",
        f"{rate:.1f} a second",
        f"{LIMIT} a second: the limit",
        rate / LIMIT,
    )
    yield Line(f"calls refused with 429 on {engine}", f"{busy.refused} of {busy.messages:,}")


def _measured(engine: str, letters: int, idle: float) -> tuple[Measured, Broadcast]:
    with telegram(time_flows=True) as server, office.database(engine) as url:
        office.furnish(url, server.ask(Crowd.gather, letters))
        with programs.nep(server, url):
            server.ask(Crowd.open_cards, TAPPING)
            server.ask(Crowd.delay, ROUND_TRIP)
            server.ask(Crowd.limit)
            calm = server.ask(Crowd.idle, idle, TAPS_A_SECOND)
            office.plan_prompts(url)
            busy = server.ask(Crowd.broadcast, letters, TAPS_A_SECOND)
        office.check(url, server.ask(Crowd.pressed))
        return calm, busy
