"""What the office says of a day changes what is still to be sent about it."""

from datetime import timedelta

from sqlalchemy import select

from bot.rules.deliveries import Kind, Wanted
from bot.rules.workdays import Override, OverrideKind
from bot.usecases import calendar
from bot.usecases.office import Office
from db import deliveries
from db.tables import DeliveryRow, DeliveryState
from tests.conftest import WEDNESDAY
from tests.support.builders import a_unit, an_official


async def test_a_day_that_becomes_a_day_off_calls_off_what_waits(office: Office) -> None:
    person = await an_official(office, "A", "An", await a_unit(office, "Phòng Nội vụ"))
    later = WEDNESDAY + timedelta(hours=1)
    async with office.db.begin() as session:
        wanted = [
            Wanted(Kind.PROMPT, person.id, "2026-11-25", later),
            Wanted(Kind.PROMPT, person.id, "2026-11-26", later),
            Wanted(Kind.DECISION, person.id, "2026-11-25", later),
        ]
        await deliveries.enqueue(session, wanted, WEDNESDAY)
    off = Override(OverrideKind.OFF, "Bão", "Công điện 01")
    assert await calendar.say(office, WEDNESDAY.date(), off, WEDNESDAY) == 1
    async with office.db.read() as session:
        rows = await session.scalars(
            select(DeliveryRow.state).order_by(DeliveryRow.kind.desc(), DeliveryRow.subject)
        )
        assert list(rows) == [DeliveryState.DROPPED, DeliveryState.WAITING, DeliveryState.WAITING]
    assert (await calendar.workdays(office)).why_off(WEDNESDAY.date()) == "Bão"


async def test_what_is_said_later_takes_the_place_of_what_was_said_before(office: Office) -> None:
    day = WEDNESDAY.date()
    for kind in (OverrideKind.OFF, OverrideKind.WORKING):
        await calendar.say(office, day, Override(kind, "Đổi ý"), WEDNESDAY)
    assert (await calendar.said(office))[day].kind is OverrideKind.WORKING
    await calendar.take_back(office, day, WEDNESDAY)
    assert day not in await calendar.said(office)
