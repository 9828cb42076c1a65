"""A second person, departments that are asked, corrections, mergers, answers kept ready, and what is told of it all.

Revision ID: 0018
Revises: 0017
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KINDS_BEFORE = ("publish", "refuse", "remove", "request_changes")
KINDS = (*KINDS_BEFORE, "correct", "merge")
TOLD = sa.text("kind IN ('refuse', 'remove', 'merge') AND undone_at IS NULL")
ALONE = sa.text("alone <> '' AND reviewed_at IS NULL")
IN_BULK = sa.text("bulk_id IS NOT NULL")
MERGED, ESCALATED = sa.text("merged_into IS NOT NULL"), sa.text("department_id IS NOT NULL")
OPEN_PROPOSAL, OPEN_ESCALATION = sa.text("settled_at IS NULL"), sa.text("answered_at IS NULL")


def _added() -> tuple[sa.Column[Any], ...]:
    """What a decision says besides; made anew each time, for a column belongs to one table."""
    return (
        sa.Column("ground", sa.String(8), server_default="rules", nullable=False),
        sa.Column("law", sa.String(200), server_default="", nullable=False),
        sa.Column("passage", sa.String(600), server_default="", nullable=False),
        sa.Column("hinted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("noticed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=True),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("second_id", sa.Uuid(), nullable=True),
        sa.Column("alone", sa.String(600), server_default="", nullable=False),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("bulk_id", sa.Uuid(), nullable=True),
    )


def _of_campaign() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("merge_effect", sa.String(8), server_default="first", nullable=False),
        sa.Column("second_person", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("public_decisions", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def upgrade() -> None:
    """Forward. Of the tables that have children none is rebuilt; nothing refers to a decision."""
    for column in _of_campaign():
        op.add_column("campaign", column)
    op.add_column("staff", sa.Column("digest", sa.Boolean(), server_default=sa.true(), nullable=False))
    for name in ("merged_into", "department_id"):
        op.add_column("entry", sa.Column(name, sa.Uuid(), nullable=True))
    _partial("ix_entry_merged", "entry", ["campaign_id", "merged_into"], MERGED)
    _partial("ix_entry_escalated", "entry", ["department_id", "waiting_since", "id"], ESCALATED)
    _partial("ix_entry_claimed", "entry", ["claimed_by", "claimed_until"], sa.text("claimed_by IS NOT NULL"))
    with op.batch_alter_table("decision", copy_from=_decision(KINDS_BEFORE)) as table:
        table.drop_constraint(op.f("ck_decision_decisionkind"), type_="check")
        table.create_check_constraint(op.f("ck_decision_decisionkind"), _one_of("kind", KINDS))
        for column in _added():
            table.add_column(column)
    _partial("ix_decision_told", "decision", ["campaign_id", "at", "id"], TOLD)
    _partial("ix_decision_alone", "decision", ["campaign_id", "at", "id"], ALONE)
    _partial("ix_decision_bulk", "decision", ["bulk_id"], IN_BULK)
    _proposals()
    _escalations()
    _corrections()
    _saved_answers()


def downgrade() -> None:
    """Back: mergers and corrections, which the older tables cannot hold, are gone; their entries are removed ones."""
    for name in ("saved_answer", "correction", "escalation", "proposal"):
        op.drop_table(name)
    op.execute("UPDATE entry SET state = 'removed' WHERE state = 'merged'")
    op.execute("DELETE FROM decision WHERE kind IN ('correct', 'merge')")
    for name in ("ix_decision_told", "ix_decision_alone", "ix_decision_bulk"):
        op.drop_index(name, "decision")
    now = _decision(KINDS)
    for column in _added():
        now.append_column(column)
    with op.batch_alter_table("decision", copy_from=now) as table:
        for column in _added():
            table.drop_column(column.name)
        table.drop_constraint(op.f("ck_decision_decisionkind"), type_="check")
        table.create_check_constraint(op.f("ck_decision_decisionkind"), _one_of("kind", KINDS_BEFORE))
    for name in ("ix_entry_claimed", "ix_entry_escalated", "ix_entry_merged"):
        op.drop_index(name, "entry")
    for name in ("department_id", "merged_into"):
        op.drop_column("entry", name)
    op.drop_column("staff", "digest")
    for column in _of_campaign():
        op.drop_column("campaign", column.name)


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=where, postgresql_where=where)


def _of_entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["campaign_id", "entry_id"],
        ["entry.campaign_id", "entry.id"],
        name=op.f(f"fk_{table}_campaign_id_entry_id"),
        ondelete="CASCADE",
    )


def _of_staff(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["staff.id"], name=op.f(f"fk_{table}_{column}"))


def _proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("ground", sa.String(8), nullable=False),
        sa.Column("law", sa.String(200), nullable=False),
        sa.Column("passage", sa.String(600), nullable=False),
        sa.Column("hinted", sa.Boolean(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        _of_entry("proposal"),
        _of_staff("proposal", "staff_id"),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_proposal")),
    )
    _partial("uq_proposal_open", "proposal", ["campaign_id", "entry_id"], OPEN_PROPOSAL, unique=True)


def _escalations() -> None:
    op.create_table(
        "escalation",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        _of_entry("escalation"),
        _of_staff("escalation", "asked_by"),
        _of_staff("escalation", "answered_by"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_escalation_department_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_escalation")),
    )
    op.create_index("ix_escalation_entry", "escalation", ["campaign_id", "entry_id", "at"])
    _partial("uq_escalation_open", "escalation", ["campaign_id", "entry_id"], OPEN_ESCALATION, unique=True)


def _corrections() -> None:
    op.create_table(
        "correction",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answers", Json, nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        _of_entry("correction"),
        sa.PrimaryKeyConstraint("campaign_id", "decision_id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_entry", "correction", ["campaign_id", "entry_id", "version"])


def _saved_answers() -> None:
    op.create_table(
        "saved_answer",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lang", sa.String(8), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_saved_answer_campaign_id"), ondelete="CASCADE"
        ),
        _of_staff("saved_answer", "changed_by"),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_saved_answer")),
        sa.UniqueConstraint("campaign_id", "lang", "name", name=op.f("uq_saved_answer_campaign_id_lang_name")),
    )


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
        sa.Column("state_before", sa.String(32), nullable=False, server_default="pending"),
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
