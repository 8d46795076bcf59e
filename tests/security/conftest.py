"""What an attacker must not change, and what the program must not say."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import ColumnElement, select

from bot.app import Nep
from bot.sandbox.people import Person
from db.tables import (
    AbsenceRow,
    AnswerRow,
    Base,
    CalendarOverrideRow,
    CampaignRow,
    ConsentRow,
    DeliveryRow,
    DutyRow,
    OfficialRow,
    ReportEventRow,
    ReportRow,
    UnitRow,
)
from tests.support.builders import Commune

LEDGER = (
    UnitRow,
    OfficialRow,
    ConsentRow,
    CampaignRow,
    ReportRow,
    AnswerRow,
    ReportEventRow,
    AbsenceRow,
    CalendarOverrideRow,
    DeliveryRow,
    DutyRow,
)

Tables = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Ledger:
    """The tables that count, as another session sees them."""

    nep: Nep

    async def read(self) -> Tables:
        async with self.nep.office.db.read() as session:
            return {
                kind.__tablename__: sorted(
                    map(tuple, await session.execute(select(*columns(kind)))), key=repr
                )
                for kind in LEDGER
            }


def columns(kind: type[Base]) -> list[ColumnElement[object]]:
    """Leave out what follows a person's role by itself."""
    return [
        column for column in kind.__table__.columns if column is not OfficialRow.__table__.c.menu
    ]


@pytest.fixture
def ledger(nep: Nep) -> Ledger:
    return Ledger(nep)


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that the attacker does is a fault of the program."""
    yield
    faults = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert faults == [], [record.getMessage() for record in faults]


async def sends_day(person: Person, *, late: bool = False) -> None:
    await person.says("/checkin")
    await person.taps("Đạt tất cả")
    if late:
        await person.taps("Đúng giờ")
    await person.taps("Gửi")


@pytest.fixture
async def worked(commune: Commune) -> Commune:
    """The commune in the evening: two reports wait, one of them with an exception."""
    await sends_day(commune.lan)
    await sends_day(commune.minh, late=True)
    return commune
