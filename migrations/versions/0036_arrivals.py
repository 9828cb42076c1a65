"""The next ballots and events in commit order stand in the index, whatever waits behind them.

Revision ID: 0036
Revises: 0035
"""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

TABLES = ("ballot", "ballot_event")


def upgrade() -> None:
    """Forward."""
    for table in TABLES:
        op.create_index(f"ix_{table}_arrival", table, ["transaction_number", "id"])
        op.drop_index(f"ix_{table}_transaction", table)


def downgrade() -> None:
    """Back."""
    for table in TABLES:
        op.create_index(f"ix_{table}_transaction", table, ["transaction_number"])
        op.drop_index(f"ix_{table}_arrival", table)
