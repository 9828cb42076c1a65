"""Who signed a result after somebody else had closed it.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("result", sa.Column("signed_by", sa.Uuid(), nullable=True))
    op.add_column("result", sa.Column("signed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Back."""
    op.drop_column("result", "signed_at")
    op.drop_column("result", "signed_by")
