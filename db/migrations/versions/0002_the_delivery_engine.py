"""Updates are kept before they are confirmed; the pace of sending and sign-up misses are shared."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("free_at", sa.Double(), nullable=False),
        sa.Column("broadcast_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_paces")),
    )
    op.create_table(
        "signup_misses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup_misses")),
    )
    op.create_index("ix_signup_misses_telegram_id_at", "signup_misses", ["telegram_id", "at"])
    op.create_table(
        "updates",
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_updates")),
    )
    op.create_index(
        "ix_updates_open",
        "updates",
        ["chat_id", "update_id"],
        sqlite_where=sa.text("state IN ('waiting', 'applied')"),
        postgresql_where=sa.text("state IN ('waiting', 'applied')"),
    )
    op.create_index("ix_updates_settled_at", "updates", ["settled_at"])


def downgrade() -> None:
    op.drop_table("updates")
    op.drop_table("signup_misses")
    op.drop_table("paces")
