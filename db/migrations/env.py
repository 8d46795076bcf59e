"""Alembic's entry: the connection comes from `db.migrate`, batch mode lets SQLite change tables."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.types import TypeDecorator

from db.tables import Base


def _plain_types(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write the database's own types into a migration, so that it outlives our Python types."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_plain_types,
)
context.run_migrations()
