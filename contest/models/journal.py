"""What the people behind a campaign write in their own names, and where what was selected can be bought."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.journal import PostState

IN_JOURNAL = text("state = 'published' AND entry_id IS NULL")
ON_ENTRY = text("entry_id IS NOT NULL")
WITH_PICTURE = text("picture_id IS NOT NULL")


class JournalPost(Model):
    """A post of the journal, or (with `entry_id`) a word on an entry's page; signed by who wrote it, as they were then.

    `texts` is language -> field -> text. `revision` goes up with every change of the words or the picture.
    """

    __tablename__ = "journal_post"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("campaign_id", "submit_key"),
        Index("ix_journal_post_state", "campaign_id", "state"),
        Index(
            "ix_journal_post_shown",
            "campaign_id",
            "opens",
            "number",
            sqlite_where=IN_JOURNAL,
            postgresql_where=IN_JOURNAL,
        ),
        Index(
            "ix_journal_post_entry",
            "campaign_id",
            "entry_id",
            "opens",
            sqlite_where=ON_ENTRY,
            postgresql_where=ON_ENTRY,
        ),
        Index(
            "ix_journal_post_picture",
            "campaign_id",
            "picture_id",
            sqlite_where=WITH_PICTURE,
            postgresql_where=WITH_PICTURE,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    # Its name in addresses.
    number: Mapped[int]
    entry_id: Mapped[UUID | None]
    writer_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[PostState]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    picture_id: Mapped[UUID | None]
    revision: Mapped[int] = mapped_column(default=1)
    # What makes a form sent twice one post.
    submit_key: Mapped[str] = mapped_column(String(64))
    # Why it was sent back to its writer, or what the public is told of why it was taken back.
    remark: Mapped[str] = mapped_column(default="")
    signed_name: Mapped[str] = mapped_column(String(80), default="")
    signed_role: Mapped[str] = mapped_column(String(120), default="")
    # By language, where it is another one there.
    signed_roles: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    opens: Mapped[datetime | None]
    published_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    amended_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class ShelfLife(Model):
    """Where an entry that was selected can be bought, from when to when, and what its pack looks like.

    `texts` is language -> field -> text.
    """

    __tablename__ = "shelf_life"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
        Index(
            "ix_shelf_life_picture",
            "campaign_id",
            "picture_id",
            sqlite_where=WITH_PICTURE,
            postgresql_where=WITH_PICTURE,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    picture_id: Mapped[UUID | None]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    link: Mapped[str] = mapped_column(String(300), default="")
    opens: Mapped[datetime]
    closes: Mapped[datetime]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]
