"""Results by a blend, and single votes of a cluster released.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "blend_figures",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(32), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("brought_by", sa.Uuid(), nullable=False),
        sa.Column("brought_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("part IN ('public', 'jury', 'sales')", name=op.f("ck_blend_figures_part")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_blend_figures_campaign_id_phase_id"),
        ),
        sa.ForeignKeyConstraint(["brought_by"], ["staff.id"], name=op.f("fk_blend_figures_brought_by")),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "part", name=op.f("pk_blend_figures")),
    )
    op.add_column("cluster_ballot", sa.Column("spared_by", sa.Uuid(), nullable=True))
    op.add_column("cluster_ballot", sa.Column("spared_second", sa.Uuid(), nullable=True))
    op.add_column("cluster_ballot", sa.Column("spared_at", UtcDateTime(), nullable=True))
    op.add_column("cluster_ballot", sa.Column("spared_reason", sa.String(300), server_default="", nullable=False))


def downgrade() -> None:
    """Back."""
    for column in ("spared_reason", "spared_at", "spared_second", "spared_by"):
        op.drop_column("cluster_ballot", column)
    op.drop_table("blend_figures")
