"""Who stands in a vote, and how many ballots of it are counted.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. Every vote until now was for one choice, so its ballots are the sum of its tally."""
    op.create_table(
        "candidate",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"],
            ["entry.campaign_id", "entry.id"],
            name=op.f("fk_candidate_campaign_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_candidate_campaign_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "entry_id", name=op.f("pk_candidate")),
    )
    turnout = op.create_table(
        "turnout",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_turnout_campaign_id_phase_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", name=op.f("pk_turnout")),
    )
    tally = sa.table("tally", *(sa.column(name) for name in ("campaign_id", "phase_id", "votes")))
    op.execute(
        turnout.insert().from_select(
            ["campaign_id", "phase_id", "ballots"],
            sa.select(tally.c.campaign_id, tally.c.phase_id, sa.func.sum(tally.c.votes)).group_by(
                tally.c.campaign_id, tally.c.phase_id
            ),
        )
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("turnout")
    op.drop_table("candidate")
