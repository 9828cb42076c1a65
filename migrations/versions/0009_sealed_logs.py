"""The tree over a vote's log, and its signed heads.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. What was logged before is sealed by the worker's first round."""
    op.create_table(
        "sealed_log",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_sealed_log_campaign_id_phase_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", name=op.f("pk_sealed_log")),
    )
    op.create_table(
        "log_tile",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["sealed_log.campaign_id", "sealed_log.phase_id"],
            name=op.f("fk_log_tile_campaign_id_phase_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "level", "number", name=op.f("pk_log_tile")),
    )
    op.create_table(
        "log_head",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["sealed_log.campaign_id", "sealed_log.phase_id"],
            name=op.f("fk_log_head_campaign_id_phase_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "size", name=op.f("pk_log_head")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("log_head")
    op.drop_table("log_tile")
    op.drop_table("sealed_log")
