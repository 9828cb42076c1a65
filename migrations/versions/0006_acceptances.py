"""What a winner is asked in private before an announcement.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "acceptance",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(32), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("signed_name", sa.String(80), nullable=False),
        sa.Column("signed_role", sa.String(120), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("shown_name", sa.String(80), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=True),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("private_sealed", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("answer IN ('asked', 'accepted', 'declined')", name=op.f("ck_acceptance_answer")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_acceptance_campaign_id_phase_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"],
            ["entry.campaign_id", "entry.id"],
            name=op.f("fk_acceptance_campaign_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_acceptance_asked_by")),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "entry_id", name=op.f("pk_acceptance")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("acceptance")
