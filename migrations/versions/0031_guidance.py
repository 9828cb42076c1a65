"""Alarms go to a chat too; a campaign's own reasons, their rules and its guide for whoever moderates.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "hook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("host", sa.String(253), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("added_by", sa.Uuid(), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("fault", sa.String(200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_hook_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_hook_added_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
    )
    op.add_column("campaign", sa.Column("guidance", Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Back."""
    op.drop_column("campaign", "guidance")
    op.drop_table("hook")
