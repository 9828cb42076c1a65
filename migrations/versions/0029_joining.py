"""Ideas joined while people vote on them.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime
from migrations import guards

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "joining",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("roles", sa.String(80), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("transaction_number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_joining_campaign_id_phase_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "gone_id", name=op.f("pk_joining")),
    )
    op.create_index("ix_joining_transaction", "joining", ["transaction_number"])
    guards.set_up(op.get_bind(), guards.LATER)
    op.add_column("proposal", sa.Column("into_id", sa.Uuid(), nullable=True))
    op.add_column("proposal", sa.Column("share", sa.Integer(), nullable=True))
    op.add_column("proposal", sa.Column("told", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    """Back."""
    for column in ("told", "share", "into_id"):
        op.drop_column("proposal", column)
    op.drop_table("joining")
