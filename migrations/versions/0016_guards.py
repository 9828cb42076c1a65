"""Votes and their log can be neither changed nor deleted.

Revision ID: 0016
Revises: 0015
"""

from alembic import op

from migrations import guards

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    guards.set_up(op.get_bind())


def downgrade() -> None:
    """Back."""
    guards.lift(op.get_bind())
