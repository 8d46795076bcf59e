"""The commune that chat stories are told of."""

import pytest

from bot.app import Nep
from bot.sandbox.world import World
from tests.support.builders import Commune, a_commune


@pytest.fixture
async def commune(nep: Nep, world: World) -> Commune:
    return await a_commune(nep.office, world)
