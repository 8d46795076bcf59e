"""INSERT … ON CONFLICT, which both engines have and SQLAlchemy spells by engine."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from db.tables import Base


def insert(session: AsyncSession, row: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """Begin an insert that may be told what to do about a row that is there already."""
    # the table rather than the class: the mapper's own way to insert many takes twice as long
    table = row.__table__
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)  # type: ignore[arg-type] # a mapped class has a table
    return postgresql.insert(table)  # type: ignore[arg-type] # see above
