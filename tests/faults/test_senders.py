"""Several programs that could send the same, and one that falls out while it sends for all."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.rules.deliveries import Trouble
from bot.rules.events import EventKind
from db.tables import DeliveryRow, DeliveryState
from tests.faults.driver import DAY, Blow, Day, Size, a_day
from tests.faults.worker import Worker

BROADCAST = Size(people=60, taps=0, seconds=100)
FEW = 10
"""Letters on their way at once; a sender has several times as many in hand."""


def end(worker: Worker) -> None:
    """Kill a worker for good."""
    worker.let_go()
    worker.kill()


async def half_way(day: Day, kind: EventKind) -> list[int]:
    """Kill whoever sends when half is sent; give how much each person was told in the end."""
    await day.asked(kind)
    day.blows.append(Blow(BROADCAST.people // 2, end, cuts=True))
    async with day.in_time():
        await day.settled()
    assert not day.blows
    return [len(tapper.told) for tapper in day.tappers]


@pytest.mark.postgres
async def test_a_sender_that_is_killed_is_replaced(postgres_url: str, tmp_path: Path) -> None:
    workers = ["one", "two"]
    async with a_day(postgres_url, tmp_path, BROADCAST, webhook=True, workers=workers) as day:
        told = await half_way(day, EventKind.PROMPTS)
        assert set(told) <= {1, 2}, "every prompt arrives, what was leaving perhaps once more"
        assert told.count(2) < FEW


@pytest.mark.postgres
async def test_a_sender_that_is_suspended_is_replaced(postgres_url: str, tmp_path: Path) -> None:
    """Its connections stay open; what it has in hand when it goes on, another one has sent."""
    workers = ["one", "two"]
    suspended: list[Worker] = []

    def suspend(worker: Worker) -> None:
        worker.suspend()
        suspended.append(worker)

    async with a_day(postgres_url, tmp_path, BROADCAST, webhook=True, workers=workers) as day:
        await day.asked()
        day.blows.append(Blow(BROADCAST.people // 2, suspend))
        async with day.in_time():
            await day.settled()
            (worker,) = suspended
            worker.resume()
            await worker.says("off duty")
        told = [len(tapper.told) for tapper in day.tappers]
        assert set(told) <= {1, 2}
        assert told.count(2) < FEW


@pytest.mark.postgres
async def test_what_must_not_come_twice_does_not_even_then(
    postgres_url: str, tmp_path: Path
) -> None:
    workers = ["one", "two"]
    async with a_day(postgres_url, tmp_path, BROADCAST, webhook=True, workers=workers) as day:
        told = await half_way(day, EventKind.REMINDERS)
        async with day.office.db.read() as session:
            rows = await session.execute(select(DeliveryRow.state, DeliveryRow.error))
            ends = Counter(map(tuple, rows))
        assert set(told) <= {0, 1}
        leaving = ends.pop((DeliveryState.DROPPED, Trouble.INTERRUPTED), 0)
        assert told.count(0) <= leaving < FEW
        assert ends == {(DeliveryState.SENT, None): BROADCAST.people - leaving}


async def test_what_several_programs_send_at_once_comes_once(
    database_url: str, tmp_path: Path
) -> None:
    """The running program and two people who do by hand what its clock does."""
    async with a_day(database_url, tmp_path, BROADCAST) as day:
        by_hand = day.workers["one"].beside
        async with day.in_time():
            codes = await asyncio.gather(
                *(by_hand("trigger", "prompts", "--on", DAY.isoformat()) for _ in range(2))
            )
            await day.settled()
        assert codes == [0, 0]
        assert [len(tapper.told) for tapper in day.tappers] == [1] * BROADCAST.people
