"""Ideas: what was sent, in which version, and what an unfinished one holds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.entries import EntryState

# Has a number, and is not (or no longer) published. In words: a database sees only then that the index holds it.
NOT_SHOWN = text("number IS NOT NULL AND state <> 'published'")
MERGED, ESCALATED = text("merged_into IS NOT NULL"), text("department_id IS NOT NULL")
CLAIMED, NOTICED = text("claimed_by IS NOT NULL"), text("attention > 0")


class Entry(Model):
    """One idea; its state is one enum with one table of moves, its number is dense and given at publication."""

    __tablename__ = "entry"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["campaign_id", "participant_id"], ["participant.campaign_id", "participant.id"]),
        UniqueConstraint("campaign_id", "number"),
        UniqueConstraint("campaign_id", "submit_key"),
        CheckConstraint(
            "number IS NOT NULL OR state NOT IN ('published', 'removed', 'merged')", name="published_has_number"
        ),
        Index("ix_entry_newest", "campaign_id", "state", "published_at", "number"),
        Index("ix_entry_waiting", "campaign_id", "state", "waiting_since", "id"),
        Index("ix_entry_lane", "campaign_id", "state", "lane", "waiting_since", "id"),
        Index("ix_entry_not_shown", "campaign_id", "number", sqlite_where=NOT_SHOWN, postgresql_where=NOT_SHOWN),
        Index("ix_entry_participant", "campaign_id", "participant_id"),
        Index("ix_entry_merged", "campaign_id", "merged_into", sqlite_where=MERGED, postgresql_where=MERGED),
        Index("ix_entry_claimed", "claimed_by", "claimed_until", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
        Index("ix_entry_noticed", "state", "id", sqlite_where=NOTICED, postgresql_where=NOTICED),
        Index(
            "ix_entry_escalated",
            "department_id",
            "waiting_since",
            "id",
            sqlite_where=ESCALATED,
            postgresql_where=ESCALATED,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    participant_id: Mapped[UUID | None]
    submit_key: Mapped[str] = mapped_column(String(64))
    # By which share link its author came, where they came by one.
    share_code: Mapped[str | None] = mapped_column(String(32))
    number: Mapped[int | None]
    state: Mapped[EntryState]
    lang: Mapped[str] = mapped_column(String(8))
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column(String(80))
    shown_author: Mapped[str] = mapped_column(String(160), default="")
    picture_id: Mapped[UUID | None]
    folded: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    claimed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    claimed_until: Mapped[datetime | None]
    # The entry that says the same and is kept in its place.
    merged_into: Mapped[UUID | None]
    # Which department is asked about it at this moment.
    department_id: Mapped[UUID | None]
    # What its findings weigh together; 0: nothing was noticed.
    attention: Mapped[int] = mapped_column(default=0, server_default="0")
    # In the queue 0 goes before 1.
    lane: Mapped[int] = mapped_column(default=1, server_default="1")
    # Taken out of sight by confirmed reports, until somebody decides.
    hidden_at: Mapped[datetime | None]


class EntryVersion(Model):
    """What an entry said at one time; never changed. Decisions name a version."""

    __tablename__ = "entry_version"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "entry_id"], ["entry.campaign_id", "entry.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form_version: Mapped[int]
    answers: Mapped[dict[str, Any]]
    picture_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class FurtherPicture(Model):
    """A picture of a version beside its cover, from the second on; never changed, as the version is not."""

    __tablename__ = "further_picture"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "entry_id", "version"],
            ["entry_version.campaign_id", "entry_version.entry_id", "entry_version.version"],
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(["campaign_id", "picture_id"], ["picture.campaign_id", "picture.id"]),
        Index("ix_further_picture_picture", "campaign_id", "picture_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    picture_id: Mapped[UUID]


class EntryNumber(Model):
    """The next dense number of a campaign; one row per campaign, locked while an entry is first published."""

    __tablename__ = "entry_number"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    next: Mapped[int] = mapped_column(default=1)


class Draft(Model):
    """What somebody has typed and not yet sent, kept behind an unguessable link."""

    __tablename__ = "draft"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "token_hash"),
        Index("ix_draft_changed", "changed_at"),
        Index("ix_draft_voter_key", "campaign_id", "voter_key"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64))
    # Whose address was typed, so that who asks to be erased is erased here too.
    voter_key: Mapped[str | None] = mapped_column(String(64))
    lang: Mapped[str] = mapped_column(String(8))
    answers: Mapped[dict[str, Any]]
    picture_id: Mapped[UUID | None]
    entry_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DraftPicture(Model):
    """A picture of an unfinished idea beside its cover, from the second on."""

    __tablename__ = "draft_picture"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "draft_id"], ["draft.campaign_id", "draft.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["campaign_id", "picture_id"], ["picture.campaign_id", "picture.id"]),
        Index("ix_draft_picture_picture", "campaign_id", "picture_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    draft_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    picture_id: Mapped[UUID]
