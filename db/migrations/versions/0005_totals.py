"""Units and answers are summed up too; the program fills the tables in when it starts.

What an older worker approves after that is not in them: `nep summaries check` says so, and
`nep summaries rebuild` makes it right. What the outbox has about somebody is found by an index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_summaries",
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("signed_up", sa.Integer(), nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("scores", sa.Double(), nullable=False),
        sa.Column("met", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("approved_days", sa.Integer(), nullable=False),
        sa.Column("unasked_days", sa.Integer(), nullable=False),
        sa.Column("excused_days", sa.Integer(), nullable=False),
        sa.Column("last_asked", sa.Date(), nullable=True),
        sa.Column("asked_last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["periods.id"],
            name=op.f("fk_unit_summaries_period_id_periods"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_unit_summaries_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("period_id", "unit_id", name=op.f("pk_unit_summaries")),
    )
    op.create_table(
        "answer_sums",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=32), nullable=False),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_answer_sums_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("day", "campaign_id", "criterion", name=op.f("pk_answer_sums")),
    )
    op.create_index("ix_deliveries_about", "deliveries", ["kind", "subject", "official_id"])
    op.create_index("ix_deliveries_whose", "deliveries", ["official_id", "kind"])


def downgrade() -> None:
    op.drop_index("ix_deliveries_whose", "deliveries")
    op.drop_index("ix_deliveries_about", "deliveries")
    op.drop_table("answer_sums")
    op.drop_table("unit_summaries")
