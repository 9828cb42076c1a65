"""Share links: short keys of campaigns, counters of visits, labels, and by which link an idea came.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SHARED = sa.text("share_code <> ''")
NUMBERED = """
    UPDATE campaign SET share_key = (
        SELECT count(*) FROM campaign AS earlier
        WHERE earlier.created_at < campaign.created_at
           OR (earlier.created_at = campaign.created_at AND earlier.id <= campaign.id)
    )
"""


def upgrade() -> None:
    """Forward. Columns are added in place: rebuilding a table on SQLite would take its children along."""
    op.add_column("campaign", sa.Column("share_key", sa.Integer(), server_default="0", nullable=False))
    op.execute(NUMBERED)
    op.create_index("uq_campaign_share_key", "campaign", ["share_key"], unique=True)
    op.add_column("entry", sa.Column("share_code", sa.String(length=32), nullable=True))
    op.create_index(
        "ix_ballot_trace_share",
        "ballot_trace",
        ["campaign_id", "share_code"],
        sqlite_where=SHARED,
        postgresql_where=SHARED,
    )
    op.create_table(
        "share_visit",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], "fk_share_visit_campaign_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("campaign_id", "day", "channel", "entry_number", name="pk_share_visit"),
    )
    op.create_table(
        "share_label",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], "fk_share_label_campaign_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name="pk_share_label"),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("share_label")
    op.drop_table("share_visit")
    op.drop_index("ix_ballot_trace_share", "ballot_trace")
    op.drop_column("entry", "share_code")
    op.drop_index("uq_campaign_share_key", "campaign")
    op.drop_column("campaign", "share_key")
