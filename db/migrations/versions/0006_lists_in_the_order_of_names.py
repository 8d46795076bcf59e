"""Long lists in the order of names are read from an index alone: of a period, and of the office."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_summaries_name",
        "summaries",
        ["period_id", "name_order", "official_id", "ranked_from", "ranked_until", "unit_id"],
    )
    op.drop_index("ix_officials_name_order", "officials")
    op.create_index(
        "ix_officials_name_order", "officials", ["name_order", "id", "left_on", "unit_id"]
    )


def downgrade() -> None:
    op.drop_index("ix_officials_name_order", "officials")
    op.create_index("ix_officials_name_order", "officials", ["name_order", "id"])
    op.drop_index("ix_summaries_name", "summaries")
