"""Code mails: by which relay they went, that they came back, how long they take, and the grace this gives a vote.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

WAITS = "done_at IS NULL AND dead_at IS NULL"
CODES = "kind = 'mail.confirm_ballot'"
UNREMINDED = "purpose = 'ballot' AND used_at IS NULL AND reminded_at IS NULL"


def upgrade() -> None:
    """Forward. Columns are added in place; the index of what is due ends in the id, so that equals are not sorted."""
    op.add_column("outbox", sa.Column("relay", sa.String(253), server_default="", nullable=False))
    op.add_column("outbox", sa.Column("postponed", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("bounced_at", UtcDateTime(), nullable=True))
    op.add_column("confirmation", sa.Column("handed_at", UtcDateTime(), nullable=True))
    op.add_column("confirmation", sa.Column("bounced_at", UtcDateTime(), nullable=True))
    op.add_column("confirmation", sa.Column("reminded_at", UtcDateTime(), nullable=True))
    op.drop_index("ix_outbox_due", table_name="outbox")
    _index("ix_outbox_due", "outbox", ["lane", "not_before", "id"], WAITS)
    _index("ix_outbox_code", "outbox", ["campaign_id", "created_at"], CODES)
    _index("ix_confirmation_unreminded", "confirmation", ["created_at"], UNREMINDED)
    op.create_table(
        "mail_domain_day",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("seconds", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_mail_domain_day_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "day", "domain", "what", "seconds", name=op.f("pk_mail_domain_day")
        ),
    )
    op.create_index("ix_mail_domain_day_day", "mail_domain_day", ["day"])
    op.create_table(
        "vote_grace",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("closes", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("delay_seconds", sa.Integer(), nullable=False),
        sa.Column("frozen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_vote_grace_campaign_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "phase_id", "closes", name=op.f("pk_vote_grace")),
    )


def downgrade() -> None:
    """Back."""
    op.drop_table("vote_grace")
    op.drop_table("mail_domain_day")
    op.drop_index("ix_confirmation_unreminded", table_name="confirmation")
    op.drop_index("ix_outbox_code", table_name="outbox")
    op.drop_index("ix_outbox_due", table_name="outbox")
    for table, column in (
        ("confirmation", "reminded_at"),
        ("confirmation", "bounced_at"),
        ("confirmation", "handed_at"),
        ("outbox", "bounced_at"),
        ("outbox", "postponed"),
        ("outbox", "relay"),
    ):
        op.drop_column(table, column)
    _index("ix_outbox_due", "outbox", ["lane", "not_before"], WAITS)


def _index(name: str, table: str, columns: list[str], only: str) -> None:
    op.create_index(name, table, columns, sqlite_where=sa.text(only), postgresql_where=sa.text(only))
