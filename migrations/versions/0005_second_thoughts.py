"""Requests for changes, appeals, reports, and the wish to be told when a phase opens.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from contest.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS_BEFORE, PURPOSES_BEFORE = ("publish", "refuse", "remove"), ("entry", "ballot", "sign_in", "guardian")
KINDS, PURPOSES = (*KINDS_BEFORE, "request_changes"), (*PURPOSES_BEFORE, "reminder")


def upgrade() -> None:
    """Forward."""
    with op.batch_alter_table("decision", copy_from=_decision(KINDS_BEFORE)) as table:
        table.drop_constraint(op.f("ck_decision_decisionkind"), type_="check")
        table.create_check_constraint(op.f("ck_decision_decisionkind"), _one_of("kind", KINDS))
        # What the decision goes back to when it is taken back; the minute for that is over for every older one.
        table.add_column(sa.Column("state_before", sa.String(32), nullable=False, server_default="pending"))
    with op.batch_alter_table("confirmation", copy_from=_confirmation(PURPOSES_BEFORE)) as table:
        table.drop_constraint(op.f("ck_confirmation_confirmationpurpose"), type_="check")
        table.create_check_constraint(op.f("ck_confirmation_confirmationpurpose"), _one_of("purpose", PURPOSES))
    op.create_table(
        "appeal",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"],
            ["entry.campaign_id", "entry.id"],
            name=op.f("fk_appeal_campaign_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("campaign_id", "entry_id", name=op.f("uq_appeal_campaign_id_entry_id")),
    )
    op.create_table(
        "report",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("submit_key", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"],
            ["entry.campaign_id", "entry.id"],
            name=op.f("fk_report_campaign_id_entry_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["staff.id"], name=op.f("fk_report_answered_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_report")),
        sa.UniqueConstraint("campaign_id", "submit_key", name=op.f("uq_report_campaign_id_submit_key")),
    )
    op.create_index("ix_report_entry", "report", ["campaign_id", "entry_id", "answered_at"])
    op.create_table(
        "reminder",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("voter_key", sa.String(64), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("queued_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "phase_id"],
            ["phase.campaign_id", "phase.id"],
            name=op.f("fk_reminder_campaign_id_phase_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "campaign_id", "phase_id", "voter_key", name=op.f("uq_reminder_campaign_id_phase_id_voter_key")
        ),
    )


def downgrade() -> None:
    """Back: what only the newer tables know is gone, and so are decisions that the older ones cannot hold."""
    op.drop_table("reminder")
    op.drop_index("ix_report_entry", "report")
    op.drop_table("report")
    op.drop_table("appeal")
    op.execute("DELETE FROM decision WHERE kind = 'request_changes'")
    op.execute("DELETE FROM confirmation WHERE purpose = 'reminder'")
    with op.batch_alter_table("confirmation", copy_from=_confirmation(PURPOSES)) as table:
        table.drop_constraint(op.f("ck_confirmation_confirmationpurpose"), type_="check")
        table.create_check_constraint(op.f("ck_confirmation_confirmationpurpose"), _one_of("purpose", PURPOSES_BEFORE))
    before = _decision(KINDS)
    before.append_column(sa.Column("state_before", sa.String(32), nullable=False, server_default="pending"))
    with op.batch_alter_table("decision", copy_from=before) as table:
        table.drop_column("state_before")
        table.drop_constraint(op.f("ck_decision_decisionkind"), type_="check")
        table.create_check_constraint(op.f("ck_decision_decisionkind"), _one_of("kind", KINDS_BEFORE))


def _one_of(column: str, words: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


def _decision(kinds: tuple[str, ...]) -> sa.Table:
    """The table as it stood: SQLite is given it whole, for it does not tell its checks when asked."""
    return sa.Table(
        "decision",
        sa.MetaData(),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("signed_name", sa.String(80), nullable=False),
        sa.Column("signed_role", sa.String(120), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(_one_of("kind", kinds), name="ck_decision_decisionkind"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "entry_id"],
            ["entry.campaign_id", "entry.id"],
            name="fk_decision_campaign_id_entry_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_decision_staff_id"),
        sa.PrimaryKeyConstraint("campaign_id", "id", name="pk_decision"),
        sa.Index("ix_decision_at", "campaign_id", "at"),
        sa.Index("ix_decision_entry", "campaign_id", "entry_id", "at"),
    )


def _confirmation(purposes: tuple[str, ...]) -> sa.Table:
    return sa.Table(
        "confirmation",
        sa.MetaData(),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("voter_key", sa.String(64), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("guardian_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(_one_of("purpose", purposes), name="ck_confirmation_confirmationpurpose"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name="fk_confirmation_campaign_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name="pk_confirmation"),
        sa.Index("ix_confirmation_subject", "campaign_id", "subject_id"),
        sa.Index("ix_confirmation_voter_key", "campaign_id", "voter_key", "created_at"),
    )
