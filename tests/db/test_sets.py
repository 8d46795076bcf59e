"""One of many values, as one parameter."""

import sqlite3

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from bot.usecases.office import Office
from db import sets
from db.tables import Base, UnitRow


@pytest.fixture
async def units(office: Office) -> list[int]:
    async with office.db.begin() as session:
        await session.execute(
            insert(UnitRow), [{"key": f"phong {n}", "name": f"Phòng {n}"} for n in range(5)]
        )
        return list(await session.scalars(select(UnitRow.id).order_by(UnitRow.id)))


@pytest.mark.parametrize("wanted", [[], [0], [1, 3], [0, 1, 2, 3, 4]])
async def test_within_finds_those_that_are_named(
    office: Office, units: list[int], wanted: list[int]
) -> None:
    ids = [units[n] for n in wanted]
    query = select(UnitRow.id).where(sets.within(UnitRow.id, [*ids, -1]))
    async with office.db.read() as session:
        assert sorted(await session.scalars(query)) == ids


async def test_more_values_than_a_statement_has_parameters(
    office: Office, units: list[int]
) -> None:
    query = select(UnitRow.id).where(sets.within(UnitRow.id, range(units[0], units[0] + 100_000)))
    async with office.db.read() as session:
        assert sorted(await session.scalars(query)) == units


async def test_any_number_of_values_is_the_same_statement(office: Office, units: list[int]) -> None:
    said = set[str]()
    event.listen(
        office.db.engine.sync_engine, "before_cursor_execute", lambda *told: said.add(str(told[2]))
    )
    async with office.db.read() as session:
        for ids in (units[:1], units):
            await session.scalars(select(UnitRow.name).where(sets.within(UnitRow.id, ids)))
    assert len([statement for statement in said if "units" in statement]) == 1


def test_an_index_finds_them_on_sqlite_too() -> None:
    dialect = sqlite.dialect()
    asked = select(UnitRow.id, UnitRow.name).where(sets.within(UnitRow.id, [1]))
    with sqlite3.connect(":memory:") as connection:
        connection.execute(str(CreateTable(Base.metadata.tables["units"]).compile(dialect=dialect)))
        query = f"EXPLAIN QUERY PLAN {asked.compile(dialect=dialect)}"
        plan = [row[3] for row in connection.execute(query, ("[1]",))]
    connection.close()
    assert plan[0].startswith("SEARCH units")
