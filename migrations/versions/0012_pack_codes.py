"""Codes printed on packs, and whose each is in a vote.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. The ballot's column is added in place: nothing is rebuilt."""
    op.create_table(
        "code_batch",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(60), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("form_key", sa.String(64), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("ready_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_code_batch_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_code_batch")),
        sa.UniqueConstraint("campaign_id", "form_key", name=op.f("uq_code_batch_campaign_id_form_key")),
    )
    op.create_table(
        "pack_code",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("code_key", sa.String(32), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "batch"],
            ["code_batch.campaign_id", "code_batch.number"],
            name=op.f("fk_pack_code_campaign_id_batch"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "code_key", name=op.f("pk_pack_code")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code_use",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("code_key", sa.String(32), nullable=False),
        sa.Column("voter_key", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_code_use_campaign_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "code_key", name=op.f("pk_code_use")),
    )
    op.create_index("uq_code_use_voter", "code_use", ["campaign_id", "phase_id", "voter_key"], unique=True)
    op.add_column("ballot", sa.Column("code_key", sa.String(32), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("ballot", "code_key")
    op.drop_table("code_use")
    op.drop_table("pack_code")
    op.drop_table("code_batch")
