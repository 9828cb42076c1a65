"""Questions, public help, what is switched off in a crisis, who is on duty and what alarms them.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TOPICS = "'contest', 'entry', 'vote'"
WRITERS = "'asker', 'staff', 'note'"
CONDITIONS = (
    "'queue_late', 'questions_late', 'wave', 'mail_stuck', 'not_delivered', 'job_failed', 'disk_low', 'clock_off'"
)
WAITS = "waiting_since IS NOT NULL"
OPEN = "ended_at IS NULL"


def upgrade() -> None:
    """Forward. Columns are added in place: rebuilding a table on SQLite would take its children along."""
    op.add_column("campaign", sa.Column("answer_hours", sa.Integer(), server_default="48", nullable=False))
    op.add_column("campaign", sa.Column("crisis", Json, server_default="{}", nullable=False))
    dead = sa.text("dead_at IS NOT NULL")
    op.create_index("ix_outbox_dead", "outbox", ["dead_at"], sqlite_where=dead, postgresql_where=dead)
    _question()
    _letter()
    _help()
    _alarms()


def _question() -> None:
    op.create_table(
        "question",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("first_name", sa.String(60), nullable=False),
        sa.Column("address_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("asker_key", sa.String(64), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", UtcDateTime(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"topic IN ({TOPICS})", name=op.f("ck_question_topic")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_question_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["claimed_by"], ["staff.id"], name=op.f("fk_question_claimed_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_question")),
    )
    only = sa.text(WAITS)
    op.create_index(
        "ix_question_waiting", "question", ["campaign_id", "due_at", "id"], sqlite_where=only, postgresql_where=only
    )
    op.create_index("ix_question_campaign", "question", ["campaign_id", "changed_at", "id"])
    op.create_index("ix_question_changed", "question", ["changed_at", "id"])
    op.create_index("ix_question_asker", "question", ["campaign_id", "asker_key", "changed_at"])


def _letter() -> None:
    op.create_table(
        "question_letter",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=False),
        sa.Column("writer", sa.String(32), nullable=False),
        sa.Column("submit_key", sa.String(64), nullable=False),
        sa.Column("signed", sa.String(200), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("dropped", sa.Integer(), nullable=False),
        sa.Column("shortened", sa.Boolean(), nullable=False),
        sa.Column("elsewhere", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"writer IN ({WRITERS})", name=op.f("ck_question_letter_writer")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "question_id"],
            ["question.campaign_id", "question.id"],
            name=op.f("fk_question_letter_campaign_id_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_question_letter_staff_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_question_letter")),
        sa.UniqueConstraint("campaign_id", "submit_key", name=op.f("uq_question_letter_campaign_id_submit_key")),
    )
    op.create_index("ix_question_letter_question", "question_letter", ["campaign_id", "question_id", "at"])


def _help() -> None:
    op.create_table(
        "help_item",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("question_id", sa.Uuid(), nullable=True),
        sa.Column("submit_key", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_help_item_campaign_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_help_item_staff_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_help_item")),
        sa.UniqueConstraint("campaign_id", "submit_key", name=op.f("uq_help_item_campaign_id_submit_key")),
    )
    op.create_index("ix_help_item_lang", "help_item", ["campaign_id", "lang", "published_at", "id"])


def _alarms() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("begins", UtcDateTime(), nullable=False),
        sa.Column("ends", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_duty_staff_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_duty_campaign_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
    )
    op.create_index("ix_duty_ends", "duty", ["ends"])
    op.create_table(
        "alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.String(32), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("facts", Json, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(f"condition IN ({CONDITIONS})", name=op.f("ck_alarm_condition")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_alarm_campaign_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    only = sa.text(OPEN)
    op.create_index("ix_alarm_open", "alarm", ["since"], sqlite_where=only, postgresql_where=only)
    op.create_index("ix_alarm_seen", "alarm", ["seen_at"])
    op.create_table(
        "handover",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("signed", sa.String(200), nullable=False),
        sa.Column("submit_key", sa.String(64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_handover_staff_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_handover_submit_key")),
    )
    op.create_index("ix_handover_at", "handover", ["at"])


def downgrade() -> None:
    """Back."""
    for table in ("handover", "alarm", "duty", "help_item", "question_letter", "question"):
        op.drop_table(table)
    op.drop_index("ix_outbox_dead", table_name="outbox")
    op.drop_column("campaign", "crisis")
    op.drop_column("campaign", "answer_hours")
