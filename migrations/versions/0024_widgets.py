"""Widgets: the origins they may be framed on, and whether they lead to the contest's own pages.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "widget_origin",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(255), nullable=False),
        sa.Column("listed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_widget_origin_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "origin", name=op.f("pk_widget_origin")),
    )
    op.add_column("campaign", sa.Column("widgets_lead_on", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("campaign", "widgets_lead_on")
    op.drop_table("widget_origin")
