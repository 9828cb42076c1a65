"""Whom journalists call; what a label of share links stands for.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("share_label", sa.Column("kind", sa.String(16), server_default="other", nullable=False))
    op.create_table(
        "press_contact",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("phone", sa.String(40), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_press_contact_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_press_contact")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("press_contact")
    op.drop_column("share_label", "kind")
