"""Updates as Telegram sends them, and what is kept of them."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.sandbox.model import JSON
from bot.sandbox.people import Person
from bot.sandbox.world import World
from db.tables import UpdateRow, UpdateState


class Post:
    """Collects the updates of the sandbox instead of delivering them."""

    def __init__(self, world: World) -> None:
        self.updates: list[JSON] = []
        world.deliver = self._take

    async def _take(self, update: JSON) -> None:
        self.updates.append(update)


@pytest.fixture
def post(nep: Nep, world: World) -> Post:
    return Post(world)


async def states(nep: Nep) -> dict[int, UpdateState]:
    async with nep.office.db.read() as session:
        rows = await session.execute(select(UpdateRow.update_id, UpdateRow.state))
        return {row.update_id: row.state for row in rows}


async def reasons(nep: Nep) -> Sequence[str | None]:
    async with nep.office.db.read() as session:
        wanted = select(UpdateRow.error).where(UpdateRow.state == UpdateState.FAILED)
        return (await session.scalars(wanted)).all()


def data(person: Person, label: str) -> str:
    """Give what the button carries."""
    found = [b for row in person.message.keyboard for b in row if label in b.text]
    assert found[0].callback_data
    return found[0].callback_data


def tap(update_id: int, person: Person, data: str, *, on: int) -> JSON:
    """Make a tap as Telegram sends it, with a number of one's own."""
    sender = {"id": person.id, "is_bot": False, "first_name": "X"}
    chat = {"id": person.chat_id, "type": "private"}
    return {
        "update_id": update_id,
        "callback_query": {
            "id": str(update_id),
            "from": sender,
            "chat_instance": "1",
            "data": data,
            "message": {"message_id": on, "date": 1764000000, "chat": chat, "text": "…"},
        },
    }


def words(update_id: int, person: Person, text: str) -> JSON:
    """Make a message as Telegram sends it, with a number of one's own."""
    sender = {"id": person.id, "is_bot": False, "first_name": "X"}
    chat = {"id": person.chat_id, "type": "private"}
    message: JSON = {
        "message_id": update_id,
        "date": 1764000000,
        "chat": chat,
        "from": sender,
        "text": text,
    }
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return {"update_id": update_id, "message": message}
