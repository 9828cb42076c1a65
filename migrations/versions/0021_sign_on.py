"""Providers of single sign-on, by which voters are known; the right answer to a tie-break question.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "sign_on",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("issuer", sa.String(255), nullable=False),
        sa.Column("client_id", sa.String(255), nullable=False),
        sa.Column("secret_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("domains", Json, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_sign_on_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_sign_on")),
    )
    op.create_table(
        "tie_break",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.BigInteger(), nullable=False),
        sa.Column("said_by", sa.Uuid(), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("decided", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_tie_break_campaign_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["said_by"], ["staff.id"], name=op.f("fk_tie_break_said_by")),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", name=op.f("pk_tie_break")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("tie_break")
    op.drop_table("sign_on")
