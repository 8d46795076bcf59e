"""Migrations, applied by the program itself; no alembic.ini is needed.

Alembic, ten megabytes and a tenth of the time to start, is loaded only where there is work for it.
"""

from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from db import postgres
from db.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

_LOCK = 5_203_111_960
"""Any fixed number: workers that start together migrate one after the other."""


async def upgrade(db: Database, revision: str = "head") -> None:
    if revision == "head" and await _stands_at(db, newest()):
        return
    from alembic import command  # noqa: PLC0415 - see above

    await _run(db, lambda config: command.upgrade(config, revision))


async def downgrade(db: Database, revision: str) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    await _run(db, lambda config: command.downgrade(config, revision))


def newest() -> str:
    """Give the last revision: the files are named by them, in their order."""
    versions = files("db.migrations").joinpath("versions")
    return max(file.name for file in versions.iterdir() if file.name[0].isdigit()).split("_")[0]


def config_for(connection: Connection) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", "db:migrations")
    config.attributes["connection"] = connection
    return config


async def _stands_at(db: Database, revision: str) -> bool:
    def within(connection: Connection) -> bool:
        if connection.dialect.name == "postgresql":
            postgres.check(connection)
        if not inspect(connection).has_table("alembic_version"):
            return False
        held: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return held == revision

    async with db.engine.connect() as connection:
        return await connection.run_sync(within)


async def _run(db: Database, act: "Callable[[Config], None]") -> None:
    def within(connection: Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        act(config_for(connection))

    async with db.engine.begin() as connection:
        await connection.run_sync(within)
