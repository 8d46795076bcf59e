"""Everybody may type every command: the menu only offers."""

import pytest

from bot.app import Nep
from bot.rules.people import Role
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.speech import commands
from db import officials
from tests.security.conftest import Ledger
from tests.support.builders import Commune

pytestmark = pytest.mark.usefixtures("quiet")

DECIDING = {"approvals", "pulse"}
"""For whoever decides today, by role or by delegation."""
REFUSED = ("chỉ dành cho", "không được phân công")
"""The second is also said to a leader while another one decides."""


@pytest.mark.parametrize("role", [*Role, None])
async def test_every_role_tries_every_command(
    nep: Nep, world: World, worked: Commune, ledger: Ledger, role: Role | None
) -> None:
    person = worked.minh if role else Person.new(world, "Người lạ")
    if role:
        async with nep.office.db.begin() as session:
            await officials.update_one(session, worked.ids["minh"], role=role)
    await person.says("/help")
    before = await ledger.read()
    for command in commands.COMMANDS:
        await person.says(f"/{command.name}")
        said = [message.text for message in person.news]
        assert said, command
        assert not any("trục trặc" in text for text in said), command
        refused = any(word in text for text in said for word in REFUSED)
        if role and command.name not in DECIDING:
            assert refused is (role not in command.roles), command
    assert await ledger.read() == before
