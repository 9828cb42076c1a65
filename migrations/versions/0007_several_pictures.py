"""Several pictures of one idea, of a version and of a draft; portraits of staff, and who wrote a letter.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward. The cover stays where it is; what an idea shows besides has had no place so far."""
    op.create_table(
        "further_picture",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id", "version"],
            ["entry_version.campaign_id", "entry_version.entry_id", "entry_version.version"],
            name=op.f("fk_further_picture_campaign_id_entry_id_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "picture_id"],
            ["picture.campaign_id", "picture.id"],
            name=op.f("fk_further_picture_campaign_id_picture_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "entry_id", "version", "place", name=op.f("pk_further_picture")),
    )
    op.create_index("ix_further_picture_picture", "further_picture", ["campaign_id", "picture_id"])
    op.create_table(
        "draft_picture",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "draft_id"],
            ["draft.campaign_id", "draft.id"],
            name=op.f("fk_draft_picture_campaign_id_draft_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "picture_id"],
            ["picture.campaign_id", "picture.id"],
            name=op.f("fk_draft_picture_campaign_id_picture_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "draft_id", "place", name=op.f("pk_draft_picture")),
    )
    op.create_index("ix_draft_picture_picture", "draft_picture", ["campaign_id", "picture_id"])
    # In place: rebuilding a table on SQLite would take its children along. Nobody is shown who has not said so.
    op.add_column("staff", sa.Column("portrait_id", sa.Uuid(), nullable=True))
    op.add_column("staff", sa.Column("is_seen", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("message", sa.Column("staff_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Back: each idea keeps its cover alone; the other pictures belong to nothing and are swept."""
    op.drop_column("message", "staff_id")
    op.drop_column("staff", "is_seen")
    op.drop_column("staff", "portrait_id")
    op.drop_index("ix_draft_picture_picture", "draft_picture")
    op.drop_table("draft_picture")
    op.drop_index("ix_further_picture_picture", "further_picture")
    op.drop_table("further_picture")
