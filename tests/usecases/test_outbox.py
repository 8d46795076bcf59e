"""The outbox does not grow for ever."""

from sqlalchemy import select

from bot.rules.deliveries import KEPT_FOR, Kind, Wanted
from bot.usecases import outbox
from bot.usecases.office import Office
from db import deliveries
from db.tables import DeliveryRow
from tests.conftest import WEDNESDAY
from tests.support.builders import a_unit, an_official

MANY = 2 * outbox.AT_A_TIME + 1


async def subjects(office: Office) -> set[str]:
    async with office.db.read() as session:
        return set(await session.scalars(select(DeliveryRow.subject)))


async def test_what_was_settled_long_ago_is_forgotten_and_nothing_else(office: Office) -> None:
    person = await an_official(office, "A", "An", await a_unit(office, "Phòng Nội vụ"))

    def wanted(*subjects: str) -> list[Wanted]:
        return [Wanted(Kind.PROMPT, person.id, subject, WEDNESDAY) for subject in subjects]

    async with office.db.begin() as session:
        sent = await deliveries.enqueue(
            session, wanted(*(f"sent {number}" for number in range(MANY))), WEDNESDAY
        )
        await deliveries.settle(session, sent, WEDNESDAY)
        dropped = await deliveries.enqueue(session, wanted("dropped"), WEDNESDAY)
        await deliveries.settle(session, dropped, WEDNESDAY, error="too late")
        await deliveries.enqueue(session, wanted("waits"), WEDNESDAY)
    await outbox.purge(office, WEDNESDAY + KEPT_FOR)
    assert len(await subjects(office)) == MANY + 2
    later = WEDNESDAY + 2 * KEPT_FOR
    async with office.db.begin() as session:
        recent = [Wanted(Kind.PROMPT, person.id, "recent", later)]
        await deliveries.settle(session, await deliveries.enqueue(session, recent, later), later)
    await outbox.purge(office, later)
    assert await subjects(office) == {"waits", "recent"}
