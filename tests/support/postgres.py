"""A PostgreSQL database for each process of tests, put back as it was before each test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, create_engine, delete, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.pool import NullPool

from db import migrate
from db.tables import Base

SERVER = os.environ.get("NEP_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")

_CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_KEEP_NUMBERS = "CREATE TABLE prepared.numbers AS TABLE pg_sequences"
_NUMBER_AGAIN = """
SELECT setval(sequencename::regclass, coalesce(last_value, 1), last_value IS NOT NULL)
FROM prepared.numbers
"""


def url_of(name: str) -> str:
    return make_url(SERVER).set(database=name).render_as_string(hide_password=False)


def on_server(statement: str) -> None:
    with _connected(SERVER, isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def remember(name: str) -> None:
    """Keep what a database holds now, to be put back by `restored`."""
    with _connected(url_of(name)) as connection:
        connection.execute(text("CREATE SCHEMA prepared"))
        for table in Base.metadata.sorted_tables:
            connection.execute(text(f"CREATE TABLE prepared.{table} AS TABLE {table}"))
        connection.execute(text(_KEEP_NUMBERS))


def restored(name: str) -> bool:
    """Put back what a database held; False where a test has left it with another schema.

    To make it anew would take a hundred times as long.
    """
    with suppress(OperationalError, ProgrammingError), _connected(url_of(name)) as connection:
        connection.execute(text(_CUT_OFF))
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(delete(table))
        for table in Base.metadata.sorted_tables:
            connection.execute(text(f"INSERT INTO {table} SELECT * FROM prepared.{table}"))  # noqa: S608 - our own
        connection.execute(text(_NUMBER_AGAIN))
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return bool(revision == migrate.newest())
    return False


@contextmanager
def _connected(url: str, **options: str) -> Iterator[Connection]:
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": 5},
        poolclass=NullPool,
        **options,
    )
    with engine.begin() as connection:
        yield connection
