"""The journal, words on entries, shelf lives; the role of those who write without publishing.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

STATES = "'draft', 'proposed', 'published', 'withdrawn'"
BEFORE = ("owner", "manager", "moderator")
AFTER = (*BEFORE, "contributor")
TO_ENTRY = ["entry.campaign_id", "entry.id"]


def upgrade() -> None:
    """Forward."""
    _roles(AFTER)
    _journal()
    _shelf_life()
    # Winners of all campaigns, the latest first.
    op.create_index("ix_announcement_opens", "announcement", ["opens", "phase_id"])


def downgrade() -> None:
    """Back: who could only write in the journal has no role any more."""
    op.drop_index("ix_announcement_opens", "announcement")
    op.drop_table("shelf_life")
    op.drop_table("journal_post")
    for table in ("staff_role", "staff_invitation"):
        op.execute(f"DELETE FROM {table} WHERE role = 'contributor'")  # noqa: S608 - two names of ours
    _roles(BEFORE)


def _journal() -> None:
    op.create_table(
        "journal_post",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("writer_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("texts", Json, nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("submit_key", sa.String(64), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("signed_name", sa.String(80), nullable=False),
        sa.Column("signed_role", sa.String(120), nullable=False),
        sa.Column("opens", UtcDateTime(), nullable=True),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("amended_at", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_journal_post_poststate")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_journal_post_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"],
            TO_ENTRY,
            name=op.f("fk_journal_post_campaign_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["staff.id"], name=op.f("fk_journal_post_writer_id")),
        sa.ForeignKeyConstraint(["published_by"], ["staff.id"], name=op.f("fk_journal_post_published_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_journal_post")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_journal_post_campaign_id_number")),
        sa.UniqueConstraint("campaign_id", "submit_key", name=op.f("uq_journal_post_campaign_id_submit_key")),
    )
    op.create_index("ix_journal_post_state", "journal_post", ["campaign_id", "state"])
    _partial("ix_journal_post_shown", ["opens", "number"], "state = 'published' AND entry_id IS NULL")
    _partial("ix_journal_post_entry", ["entry_id", "opens"], "entry_id IS NOT NULL")
    _partial("ix_journal_post_picture", ["picture_id"], "picture_id IS NOT NULL")


def _shelf_life() -> None:
    op.create_table(
        "shelf_life",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=True),
        sa.Column("texts", Json, nullable=False),
        sa.Column("link", sa.String(300), nullable=False),
        sa.Column("opens", UtcDateTime(), nullable=False),
        sa.Column("closes", UtcDateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"], TO_ENTRY, name=op.f("fk_shelf_life_campaign_id_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_shelf_life_changed_by")),
        sa.PrimaryKeyConstraint("campaign_id", "entry_id", name=op.f("pk_shelf_life")),
    )
    _partial("ix_shelf_life_picture", ["picture_id"], "picture_id IS NOT NULL", table="shelf_life")


def _partial(name: str, columns: list[str], where: str, table: str = "journal_post") -> None:
    said = sa.text(where)
    op.create_index(name, table, ["campaign_id", *columns], sqlite_where=said, postgresql_where=said)


def _roles(known: tuple[str, ...]) -> None:
    """Which roles there are. On SQLite both tables are written anew: nothing refers to them."""
    said = ", ".join(f"'{role}'" for role in known)
    for table in ("staff_role", "staff_invitation"):
        check = f"ck_{table}_role"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"ALTER TABLE {table} DROP CONSTRAINT {check}")
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {check} CHECK (role IN ({said}))")
            continue
        with op.batch_alter_table(table, recreate="always") as batch:
            batch.drop_constraint(op.f(check), type_="check")
            batch.create_check_constraint(op.f(check), f"role IN ({said})")
