"""Migrations, applied by the program itself; no alembic.ini is needed."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from db.engine import Database

_LOCK = 5_203_111_960
"""Any fixed number: workers that start together migrate one after the other."""


async def upgrade(db: Database, revision: str = "head") -> None:
    await _run(db, lambda config: command.upgrade(config, revision))


async def downgrade(db: Database, revision: str) -> None:
    await _run(db, lambda config: command.downgrade(config, revision))


def config_for(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


async def _run(db: Database, act: Callable[[Config], None]) -> None:
    def within(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        act(config_for(connection))

    async with db.engine.begin() as connection:
        await connection.run_sync(within)
