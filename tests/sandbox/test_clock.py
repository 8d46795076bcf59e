from datetime import UTC, datetime, timedelta

from bot.sandbox.clock import SandboxClock

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def test_it_stands_still_until_it_is_moved() -> None:
    clock = SandboxClock(NOON)
    jumps: list[datetime] = []
    clock.on_jump(jumps.append)
    assert clock.now() == NOON
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOON + timedelta(hours=1)
    clock.set(NOON)
    assert clock.now() == NOON
    assert jumps == [NOON + timedelta(hours=1), NOON]


def test_real_time_flows_from_where_it_is_let_go() -> None:
    clock = SandboxClock(NOON, running=True)
    first = clock.now()
    assert NOON <= first <= clock.now() < NOON + timedelta(minutes=1)
    clock.advance(timedelta(days=1))
    assert NOON + timedelta(days=1) <= clock.now() < NOON + timedelta(days=1, minutes=1)
    clock.stop()
    stopped = clock.now()
    assert clock.now() == stopped
    clock.run()
    assert clock.running
    assert clock.now() >= stopped
