"""Announcements of finalists, released by a second person, seen under embargo, told by mail; prizes on their way.

Revision ID: 0026
Revises: 0024
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0026"
down_revision = "0024"
branch_labels = None
depends_on = None

TABLES = ("embargo", "embargo_opening", "announcement_wish", "telling", "prize_step")


def added() -> tuple[tuple[str, sa.Column[Any]], ...]:
    """What older tables gain."""
    return (
        ("announcement", sa.Column("finalists", sa.Boolean(), server_default=sa.false(), nullable=False)),
        ("announcement", sa.Column("awaits", sa.Boolean(), server_default=sa.false(), nullable=False)),
        ("announcement", sa.Column("released_by", sa.Uuid(), nullable=True)),
        ("announcement", sa.Column("released_at", UtcDateTime(), nullable=True)),
        ("campaign", sa.Column("two_announce", sa.Boolean(), server_default=sa.false(), nullable=False)),
        ("outbox", sa.Column("interrupted", sa.Integer(), server_default="0", nullable=False)),
    )


def keys(table: str, *more: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The key of a table of a campaign's own things, and of which phase they are."""
    return (
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in more),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f(f"pk_{table}")),
    )


def of_phase(table: str) -> sa.ForeignKeyConstraint:
    """It goes with its phase."""
    name = op.f(f"fk_{table}_campaign_id_phase_id")
    return sa.ForeignKeyConstraint(
        ["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], name=name, ondelete="CASCADE"
    )


def upgrade() -> None:
    """Forward."""
    for table, column in added():
        op.add_column(table, column)
    op.create_table(
        "embargo",
        *keys("embargo", "phase_id"),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("medium", sa.String(80), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        of_phase("embargo"),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_embargo_made_by")),
    )
    op.create_index("ix_embargo_phase", "embargo", ["campaign_id", "phase_id"])
    op.create_table(
        "embargo_opening",
        *keys("embargo_opening", "embargo_id"),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "embargo_id"],
            ["embargo.campaign_id", "embargo.id"],
            name=op.f("fk_embargo_opening_campaign_id_embargo_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_embargo_opening_embargo", "embargo_opening", ["campaign_id", "embargo_id", "at"])
    op.create_table(
        "announcement_wish",
        *keys("announcement_wish"),
        sa.Column("voter_key", sa.String(64), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_announcement_wish_campaign_id"), ondelete="CASCADE"
        ),
        sa.UniqueConstraint("campaign_id", "voter_key", name=op.f("uq_announcement_wish_campaign_id_voter_key")),
    )
    op.create_table(
        "telling",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("after", sa.Uuid(), nullable=True),
        sa.Column("queued", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        of_phase("telling"),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", name=op.f("pk_telling")),
    )
    op.create_table(
        "prize_step",
        *keys("prize_step", "phase_id", "entry_id"),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("tracking", sa.String(200), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "step IN ('agreed', 'ordered', 'sent', 'delivered', 'declined')", name=op.f("ck_prize_step_step")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id", "entry_id"],
            ["acceptance.campaign_id", "acceptance.phase_id", "acceptance.entry_id"],
            name=op.f("fk_prize_step_campaign_id_phase_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_prize_step_by")),
    )
    op.create_index("ix_prize_step_acceptance", "prize_step", ["campaign_id", "phase_id", "entry_id", "at"])


def downgrade() -> None:
    """Back."""
    for name in reversed(TABLES):
        op.drop_table(name)
    for table, column in reversed(added()):
        op.drop_column(table, column.name)
