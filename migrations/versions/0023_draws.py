"""Side prizes drawn among voters.

Revision ID: 0023
Revises: 0022
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TABLES = ("draw", "draw_list", "draw_wish", "draw_place")


def of_phase(table: str, *keys: sa.Column[Any]) -> tuple[sa.schema.SchemaItem, ...]:
    """The key of a table that belongs to a vote, and what leads to it."""
    names = ["campaign_id", "phase_id", *(column.name for column in keys)]
    return (
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        *keys,
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f(f"fk_{table}_campaign_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*names, name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "draw",
        *of_phase("draw"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("prizes", Json, nullable=False),
        sa.Column("countries", Json, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=True),
        sa.Column("tickets", sa.Integer(), nullable=True),
        sa.Column("frozen_by", sa.Uuid(), nullable=True),
        sa.Column("frozen_at", UtcDateTime(), nullable=True),
        sa.Column("value", sa.String(120), nullable=True),
        sa.Column("drawn_by", sa.Uuid(), nullable=True),
        sa.Column("drawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_draw_set_by")),
    )
    op.create_table("draw_list", *of_phase("draw_list"), sa.Column("file", sa.String(), nullable=False))
    op.create_table(
        "draw_wish",
        *of_phase("draw_wish", sa.Column("voter_key", sa.String(64), nullable=False)),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    sealed = sa.text("address_sealed IS NOT NULL")
    op.create_index(
        "ix_draw_wish_sealed",
        "draw_wish",
        ["campaign_id", "phase_id"],
        sqlite_where=sealed,
        postgresql_where=sealed,
    )
    op.create_table(
        "draw_place",
        *of_phase("draw_place", sa.Column("place", sa.Integer(), autoincrement=False, nullable=False)),
        sa.Column("ticket", sa.String(64), nullable=False),
        sa.Column("voter_key", sa.String(64), nullable=True),
        sa.Column("passed_at", UtcDateTime(), nullable=True),
        sa.Column("passed_by", sa.Uuid(), nullable=True),
    )


def downgrade() -> None:
    """Back."""
    for table in reversed(TABLES):
        op.drop_table(table)
