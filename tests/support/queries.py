"""Counting what the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from bot.usecases.office import Office


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """Collect the queries that are made inside."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(office.db.engine.sync_engine, "before_cursor_execute", see)
    yield seen
    event.remove(office.db.engine.sync_engine, "before_cursor_execute", see)
