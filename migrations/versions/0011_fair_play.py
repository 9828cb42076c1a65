"""Fair play: what a vote's mail domain says, clusters of unusual votes, what their voters answered.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RULES = "'network', 'headers', 'domain', 'disposable', 'burst', 'drip'"
STATES = "'open', 'held', 'released', 'excluded'"


def upgrade() -> None:
    """Forward. Columns are added in place: rebuilding a table on SQLite would take its children along."""
    op.add_column("ballot_trace", sa.Column("domain_mac", sa.String(64), server_default="", nullable=False))
    op.add_column("ballot_trace", sa.Column("disposable", sa.Boolean(), server_default=sa.false(), nullable=False))
    _clusters()
    op.create_table(
        "cluster_ballot",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("ballot_id", sa.Uuid(), nullable=False),
        sa.Column("cluster_id", sa.Uuid(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("is_theirs", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ballot_id"],
            ["ballot.campaign_id", "ballot.id"],
            name=op.f("fk_cluster_ballot_campaign_id_ballot_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "cluster_id"],
            ["cluster.campaign_id", "cluster.id"],
            name=op.f("fk_cluster_ballot_campaign_id_cluster_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "ballot_id", name=op.f("pk_cluster_ballot")),
    )
    op.create_index("ix_cluster_ballot_cluster", "cluster_ballot", ["campaign_id", "cluster_id"])
    op.create_table(
        "cluster_watch",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("read_to", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_cluster_watch_campaign_id_phase_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", name=op.f("pk_cluster_watch")),
    )


def _clusters() -> None:
    people = ("decided_by", "second_by", "proposed_by")
    op.create_table(
        "cluster",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("begins", "ends", "found_at", "grown_at")),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("is_settled", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("second_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(), nullable=True),
        sa.Column("proposed_reason", sa.String(300), nullable=False),
        sa.Column("proposed_lang", sa.String(8), nullable=False),
        sa.CheckConstraint(f"rule IN ({RULES})", name=op.f("ck_cluster_rule")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_cluster_clusterstate")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_cluster_campaign_id_phase_id"),
        ),
        *(sa.ForeignKeyConstraint([name], ["staff.id"], name=op.f(f"fk_cluster_{name}")) for name in people),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_cluster")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_cluster_campaign_id_number")),
    )
    op.create_index("ix_cluster_state", "cluster", ["campaign_id", "state", "score"])
    op.create_index("ix_cluster_entry", "cluster", ["campaign_id", "phase_id", "entry_id"])


def downgrade() -> None:
    """Back."""
    op.drop_table("cluster_watch")
    op.drop_index("ix_cluster_ballot_cluster", "cluster_ballot")
    op.drop_table("cluster_ballot")
    op.drop_index("ix_cluster_entry", "cluster")
    op.drop_index("ix_cluster_state", "cluster")
    op.drop_table("cluster")
    op.drop_column("ballot_trace", "disposable")
    op.drop_column("ballot_trace", "domain_mac")
