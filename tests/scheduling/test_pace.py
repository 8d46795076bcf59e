"""How fast messages leave, in a time of the test's own."""

import asyncio

import pytest

from scheduling.pace import Pace


class Time:
    def __init__(self) -> None:
        self.now = 100.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


async def left(chats: list[int]) -> list[float]:
    """Give when each message left, in seconds after the first."""
    time = Time()
    pace = Pace(now=lambda: time.now, sleep=time.sleep)
    moments = []
    for chat in chats:
        await pace.turn(chat)
        moments.append(time.now - 100.0)
    return moments


async def test_at_most_25_leave_in_a_second() -> None:
    moments = await left(list(range(100)))
    busiest = max(sum(m <= other < m + 0.999 for other in moments) for m in moments)
    assert busiest == 25
    assert moments[-1] < 4


async def test_one_chat_gets_one_a_second_and_others_do_not_wait_for_it() -> None:
    assert await left([1, 2, 3]) == pytest.approx([0, 0.04, 0.08])
    assert [round(m) for m in await left([1, 1, 1])] == [0, 1, 2]


async def test_turns_asked_for_at_once_are_apart() -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    pace = Pace(now=lambda: 0.0, sleep=sleep)
    await asyncio.gather(*(pace.turn(chat) for chat in range(4)))
    assert [round(seconds, 2) for seconds in waited] == [0.04, 0.08, 0.12]
