"""What waits and was noticed by a check is counted along an index; which languages somebody reads.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

NOTICED = sa.text("attention > 0")


def upgrade() -> None:
    """Forward."""
    op.add_column("staff", sa.Column("reads", Json, nullable=False, server_default="[]"))
    op.create_index("ix_entry_noticed", "entry", ["state", "id"], sqlite_where=NOTICED, postgresql_where=NOTICED)


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_entry_noticed", "entry")
    op.drop_column("staff", "reads")
