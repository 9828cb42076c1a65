"""The pauses of a phase.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Forward. A column added in place: rebuilding the table on SQLite would take its windows along."""
    op.add_column("phase", sa.Column("pauses", JSON, server_default="[]", nullable=False))


def downgrade() -> None:
    """Back."""
    op.drop_column("phase", "pauses")
