"""Migrations lead up, down and up again, and to just the tables that the program knows."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select

from bot.errors import Refusal
from bot.rules.workdays import Override
from db import migrate, overrides
from db.engine import Database
from db.tables import Base, CalendarOverrideRow
from tests.support.workdays import SHIPPED


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url)
    yield db
    await db.close()


async def revisions(db: Database) -> list[str]:
    def read(connection: Connection) -> list[str]:
        scripts = ScriptDirectory.from_config(migrate.config_for(connection))
        return [script.revision for script in reversed(list(scripts.walk_revisions()))]

    async with db.engine.connect() as connection:
        return await connection.run_sync(read)


async def tables(db: Database) -> set[str]:
    async with db.engine.connect() as connection:
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        return set(names) - {"alembic_version"}


async def test_the_stairs_lead_up_and_down_and_up(db: Database) -> None:
    await migrate.downgrade(db, "base")
    assert await tables(db) == set()
    for revision in await revisions(db):
        await migrate.upgrade(db, revision)
        await migrate.downgrade(db, "-1")
        await migrate.upgrade(db, revision)
    assert await tables(db) == set(Base.metadata.tables)


async def test_files_are_named_by_their_revisions_in_order(db: Database) -> None:
    """The program reads from the names whether the tables are as it knows them."""
    assert migrate.newest() == (await revisions(db))[-1]


async def test_models_are_what_migrations_make(db: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))

    async with db.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.postgres
async def test_a_server_that_is_too_old_is_refused(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.postgres.OLDEST", 1000)
    db = Database(postgres_url)
    with pytest.raises(Refusal, match="bản 1000 trở lên"):
        await migrate.upgrade(db)
    await db.close()


async def test_upgrading_again_changes_nothing(db: Database) -> None:
    await migrate.upgrade(db)
    assert await tables(db) == set(Base.metadata.tables)


async def test_the_swap_that_the_library_misses_is_shipped(db: Database) -> None:
    async with db.read() as session:
        rows = await session.scalars(select(CalendarOverrideRow))
        kept = {row.day: Override(row.kind, row.note, row.document) for row in rows}
        workdays = await overrides.workdays(session)
    assert kept == SHIPPED
    assert [day for day in kept if workdays.is_working(day)] == [date(2026, 1, 10)]
