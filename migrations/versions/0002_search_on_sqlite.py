"""Search on SQLite by an index of trigrams; on PostgreSQL its own is kept ready.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

from migrations import search

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    search.create_sqlite(op)
    search.settle_postgresql(op)


def downgrade() -> None:
    """Back."""
    search.drop_sqlite(op)
