"""What checks notice about ideas, what visitors report by name, and how new moderators practise.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from contest.db import Json, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TEXT_BANDS, PICTURE_BANDS = range(1, 13), range(1, 7)
JUDGED = sa.text("is_right IS NOT NULL")


def upgrade() -> None:
    """Forward. Columns are added in place: rebuilding a table on SQLite would take its children along."""
    op.add_column("campaign", sa.Column("findings", Json, server_default=sa.text("'{}'"), nullable=False))
    op.add_column("entry", sa.Column("attention", sa.Integer(), server_default="0", nullable=False))
    op.add_column("entry", sa.Column("lane", sa.Integer(), server_default="1", nullable=False))
    op.add_column("entry", sa.Column("hidden_at", UtcDateTime(), nullable=True))
    op.create_index("ix_entry_lane", "entry", ["campaign_id", "state", "lane", "waiting_since", "id"])
    op.add_column("report", sa.Column("name_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("report", sa.Column("good_faith", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("report", sa.Column("reporter_key", sa.String(64), nullable=True))
    op.add_column("report", sa.Column("source_mac", sa.String(64), server_default="", nullable=False))
    op.add_column("report", sa.Column("confirmed_at", UtcDateTime(), nullable=True))
    op.create_index("ix_report_reporter", "report", ["campaign_id", "reporter_key"])
    _findings()
    _prints()
    op.create_table(
        "practice_answer",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("sample", sa.String(40), nullable=False),
        sa.Column("decision", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_practice_answer_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "sample", name=op.f("pk_practice_answer")),
    )


def _of_entry(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["campaign_id", "entry_id"],
        ["entry.campaign_id", "entry.id"],
        name=op.f(f"fk_{table}_campaign_id_entry_id"),
        ondelete="CASCADE",
    )


def _findings() -> None:
    op.create_table(
        "finding",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(32), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(80), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("facts", Json, nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("judged_by", sa.Uuid(), nullable=True),
        sa.Column("judged_at", UtcDateTime(), nullable=True),
        _of_entry("finding"),
        sa.ForeignKeyConstraint(["judged_by"], ["staff.id"], name=op.f("fk_finding_judged_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_finding")),
        sa.UniqueConstraint(
            *("campaign_id", "entry_id", "version", "rule", "place"),
            name=op.f("uq_finding_campaign_id_entry_id_version_rule_place"),
        ),
    )
    op.create_index(
        "ix_finding_judged",
        "finding",
        ["campaign_id", "rule", "is_right"],
        sqlite_where=JUDGED,
        postgresql_where=JUDGED,
    )
    op.create_table(
        "entry_trace",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("source_mac", sa.String(64), nullable=False),
        _of_entry("entry_trace"),
        sa.PrimaryKeyConstraint("campaign_id", "entry_id", name=op.f("pk_entry_trace")),
    )
    op.create_index("ix_entry_trace_source", "entry_trace", ["campaign_id", "source_mac"])


def _prints() -> None:
    op.create_table(
        "text_print",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        *(sa.Column(f"b{place}", sa.BigInteger(), nullable=False) for place in TEXT_BANDS),
        _of_entry("text_print"),
        sa.PrimaryKeyConstraint("campaign_id", "entry_id", name=op.f("pk_text_print")),
    )
    op.create_table(
        "picture_print",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("picture_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("shape", sa.BigInteger(), nullable=False),
        sa.Column("contrast", sa.Integer(), nullable=False),
        *(sa.Column(f"b{place}", sa.Integer(), nullable=False) for place in PICTURE_BANDS),
        sa.ForeignKeyConstraint(
            ["campaign_id", "picture_id"],
            ["picture.campaign_id", "picture.id"],
            name=op.f("fk_picture_print_campaign_id_picture_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "picture_id", name=op.f("pk_picture_print")),
    )
    for table, bands in (("text_print", TEXT_BANDS), ("picture_print", PICTURE_BANDS)):
        for place in bands:
            op.create_index(f"ix_{table}_b{place}", table, ["campaign_id", f"b{place}"])


def downgrade() -> None:
    """Back."""
    for table in ("practice_answer", "picture_print", "text_print", "entry_trace", "finding"):
        op.drop_table(table)
    op.drop_index("ix_report_reporter", "report")
    for column in ("confirmed_at", "source_mac", "reporter_key", "good_faith", "name_sealed"):
        op.drop_column("report", column)
    op.drop_index("ix_entry_lane", "entry")
    for column in ("hidden_at", "lane", "attention"):
        op.drop_column("entry", column)
    op.drop_column("campaign", "findings")
