"""Alembic's entry: the connection comes from `db.migrate`, batch mode lets SQLite change tables."""

from alembic import context

from db.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
