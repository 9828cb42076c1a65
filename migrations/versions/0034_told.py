"""Who was told of an announcement is marked on their wish: a key that comes late is not missed.

Revision ID: 0034
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0032"
branch_labels = None
depends_on = None

NUMBERED = """
UPDATE telling SET number = (
    SELECT count(*) FROM telling AS other WHERE other.campaign_id = telling.campaign_id
    AND (other.began_at < telling.began_at OR (other.began_at = telling.began_at AND other.phase_id <= telling.phase_id))
)
"""
MARKED = """
UPDATE announcement_wish SET told = coalesce((
    SELECT max(telling.number) FROM telling WHERE telling.campaign_id = announcement_wish.campaign_id
    AND (telling.done_at IS NOT NULL OR announcement_wish.id <= telling.after)
), 0)
"""


def upgrade() -> None:
    """Forward."""
    op.add_column("telling", sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("announcement_wish", sa.Column("told", sa.Integer(), nullable=False, server_default="0"))
    op.execute(NUMBERED)
    op.execute(MARKED)
    op.create_index("ix_telling_number", "telling", ["campaign_id", "number"], unique=True)
    op.create_index("ix_announcement_wish_told", "announcement_wish", ["campaign_id", "told", "id"])


def downgrade() -> None:
    """Back."""
    op.drop_index("ix_announcement_wish_told", "announcement_wish")
    op.drop_index("ix_telling_number", "telling")
    op.drop_column("announcement_wish", "told")
    op.drop_column("telling", "number")
