"""Updates that are fetched: each is confirmed once it is kept, whatever its number."""

import asyncio
from datetime import timedelta

from bot.app import Nep
from bot.ingress import polling
from bot.sandbox.clock import SandboxClock
from bot.sandbox.world import World
from tests.support.builders import Commune


async def confirmed(world: World) -> None:
    async with asyncio.timeout(30):
        while world.updates.pending():  # noqa: ASYNC110 - of Telegram's queue nobody is told
            await asyncio.sleep(0)


async def test_after_a_quiet_week_they_are_confirmed_by_their_new_numbers(
    nep: Nep, world: World, commune: Commune, clock: SandboxClock
) -> None:
    world.deliver = None
    bot, asking = nep.application.bot, nep.get_updates_request
    fetching = asyncio.ensure_future(polling.poll(bot, asking, nep.desk))
    for _ in range(2):
        before = len(commune.lan.messages)
        await commune.lan.says("/help")
        await commune.lan.says("/help")
        await confirmed(world)
        async with asyncio.timeout(30):
            while len(commune.lan.messages) < before + 4:  # noqa: ASYNC110 - told by nobody
                await asyncio.sleep(0)
        clock.advance(timedelta(days=9))
    fetching.cancel()
    await asyncio.wait({fetching})
