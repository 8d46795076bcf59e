"""Periods are summed up as reports are approved, and names know their place in a list."""

import sqlalchemy as sa
from alembic import op

from bot.rules.ranking import name_bytes, sort_key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "officials",
        sa.Column("name_order", sa.LargeBinary(), server_default=sa.text("''"), nullable=False),
    )
    _order_names()
    op.create_index("ix_officials_name_order", "officials", ["name_order", "id"])
    op.create_index("ix_absences_last_day", "absences", ["last_day"])
    op.create_table(
        "periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
        sa.UniqueConstraint("kind", "first_day", name=op.f("uq_periods_kind_first_day")),
    )
    op.create_table(
        "summaries",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("name_order", sa.LargeBinary(), nullable=False),
        sa.Column("met", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("approved_days", sa.Integer(), nullable=False),
        sa.Column("unasked_days", sa.Integer(), nullable=False),
        sa.Column("last_asked", sa.Date(), nullable=True),
        sa.Column("excused_days", sa.Integer(), nullable=True),
        sa.Column("lost", sa.Integer(), nullable=True),
        sa.Column("ranked_from", sa.Date(), nullable=True),
        sa.Column("ranked_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_summaries_official_id_officials")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["periods.id"], name=op.f("fk_summaries_period_id_periods")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_summaries_unit_id_units")),
        sa.PrimaryKeyConstraint("period_id", "unit_id", "official_id", name=op.f("pk_summaries")),
        sa.UniqueConstraint(
            "period_id", "official_id", name=op.f("uq_summaries_period_id_official_id")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_summaries_place",
        "summaries",
        [
            "period_id",
            "lost",
            "name_order",
            "official_id",
            "ranked_from",
            "ranked_until",
            "unit_id",
        ],
    )


def downgrade() -> None:
    op.drop_table("summaries")
    op.drop_table("periods")
    op.drop_index("ix_absences_last_day", "absences")
    op.drop_index("ix_officials_name_order", "officials")
    op.drop_column("officials", "name_order")


def _order_names() -> None:
    """Fill in the places of those who are there; an older worker's newcomers stand first."""
    officials = sa.table(
        "officials",
        sa.column("id", sa.Integer()),
        sa.column("name", sa.String()),
        sa.column("name_order", sa.LargeBinary()),
    )
    bind = op.get_bind()
    named = bind.execute(sa.select(officials.c.id, officials.c.name)).all()
    if named:
        bind.execute(
            sa.update(officials)
            .where(officials.c.id == sa.bindparam("of"))
            .values(name_order=sa.bindparam("place")),
            [{"of": id_, "place": name_bytes(sort_key(name))} for id_, name in named],
        )
