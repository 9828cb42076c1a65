"""The role that somebody signs with, in each language.

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.add_column("staff", sa.Column("titles", Json, nullable=False, server_default="{}"))
    op.add_column("journal_post", sa.Column("signed_roles", Json, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Back."""
    op.drop_column("journal_post", "signed_roles")
    op.drop_column("staff", "titles")
