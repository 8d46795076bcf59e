"""Seasons, duties, delegations; people's own hours; reports that come late or are opened anew."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_seasons",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.String(length=5), nullable=False),
        sa.Column("last", sa.String(length=5), nullable=False),
        sa.Column("prompt_at", sa.Time(), nullable=True),
        sa.Column("remind_at", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_unit_seasons_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("unit_id", "first", name=op.f("pk_unit_seasons")),
    )
    op.create_table(
        "duties",
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_duties_official_id_officials")
        ),
        sa.PrimaryKeyConstraint("official_id", "day", name=op.f("pk_duties")),
    )
    op.create_index("ix_duties_day", "duties", ["day"])
    op.create_table(
        "delegations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("document", sa.String(length=255), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_delegations_in_order")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_delegations_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_delegations_official_id_officials")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["officials.id"], name=op.f("fk_delegations_created_by_officials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index(op.f("ix_delegations_unit_id"), "delegations", ["unit_id"])
    op.create_index(op.f("ix_delegations_official_id"), "delegations", ["official_id"])
    op.add_column("officials", sa.Column("prompt_at", sa.Time(), nullable=True))
    op.add_column("officials", sa.Column("unreminded_until", sa.Date(), nullable=True))
    for name in ("late", "reopened"):
        op.add_column(
            "reports",
            sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False),
        )


def downgrade() -> None:
    for name in ("reopened", "late"):
        op.drop_column("reports", name)
    for name in ("unreminded_until", "prompt_at"):
        op.drop_column("officials", name)
    for table in ("delegations", "duties", "unit_seasons"):
        op.drop_table(table)
