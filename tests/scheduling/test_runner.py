"""The clock's heartbeat and the program's end."""

import asyncio

import pytest

from bot.app import Nep
from bot.usecases.plan import Planned
from scheduling.runner import Runner


class LongTick(Runner):
    """A heartbeat that is never through with its work."""

    def __init__(self, nep: Nep) -> None:
        super().__init__(nep.office, nep.sender, nep.clock)
        self.begun, self.never, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tick(self) -> Planned:
        self.begun.set()
        try:
            await self.never.wait()
        finally:
            self.ended.set()
        return Planned()


async def test_the_end_cuts_a_tick_short_without_a_complaint(
    nep: Nep, caplog: pytest.LogCaptureFixture
) -> None:
    runner = LongTick(nep)
    runner.start()
    async with asyncio.timeout(5):
        await runner.begun.wait()
        runner.stop()
        await runner.ended.wait()
        for _ in range(3):  # APScheduler hears of it in the turns that follow
            await asyncio.sleep(0)
    assert [record.message for record in caplog.records if record.exc_info] == []
