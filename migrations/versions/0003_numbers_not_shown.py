"""An index of the entries that have a number and are not shown, so that those shown are counted without reading them.

Revision ID: 0003
Revises: 0002
"""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEX = "ix_entry_not_shown"
WHERE = text("number IS NOT NULL AND state <> 'published'")


def upgrade() -> None:
    """Forward. A plain index: the table is not rebuilt, and the triggers of the search stay."""
    op.create_index(INDEX, "entry", ["campaign_id", "number"], sqlite_where=WHERE, postgresql_where=WHERE)


def downgrade() -> None:
    """Back."""
    op.drop_index(INDEX, table_name="entry")
