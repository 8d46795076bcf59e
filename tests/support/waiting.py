"""Seeing a transaction wait for another one, so that a race is run and not hoped for."""

from sqlalchemy import text

from bot.usecases.office import Office


async def somebody_waits(office: Office, number: int = 1) -> None:
    """Return when PostgreSQL holds so many back; SQLite lets a second writer do nothing at all."""
    if office.db.engine.dialect.name == "sqlite":
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    found = 0
    while found < number:
        async with office.db.read() as session:
            found = await session.scalar(waiting) or 0
