"""What is announced, who sees it under embargo, who is told, and the prize on its way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.prizes import Step


class Announcement(Model):
    """The publication of a phase's winners or finalists; shown from `opens` on, by the clock, until withdrawn.

    One that `awaits` its second person does not open; whoever releases it ends that.
    """

    __tablename__ = "announcement"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        # Winners of all campaigns, the latest first.
        Index("ix_announcement_opens", "opens", "phase_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    opens: Mapped[datetime]
    texts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    written_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    # Of those who go on to the next phase, not of who won.
    finalists: Mapped[bool] = mapped_column(default=False, server_default=false())
    awaits: Mapped[bool] = mapped_column(default=False, server_default=false())
    released_by: Mapped[UUID | None]
    released_at: Mapped[datetime | None]


class Embargo(Model):
    """A journalist's own link to an announcement before its moment; the address is derived from the id, not stored."""

    __tablename__ = "embargo"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
        Index("ix_embargo_phase", "campaign_id", "phase_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phase_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(80))
    medium: Mapped[str] = mapped_column(String(80))
    ends: Mapped[datetime]
    made_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class EmbargoOpening(Model):
    """One opening of such a link, by somebody who promised to keep the embargo; good for looking for an hour."""

    __tablename__ = "embargo_opening"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "embargo_id"], ["embargo.campaign_id", "embargo.id"], ondelete="CASCADE"),
        Index("ix_embargo_opening_embargo", "campaign_id", "embargo_id", "at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    embargo_id: Mapped[UUID]
    at: Mapped[datetime]


class AnnouncementWish(Model):
    """Somebody's wish to be told what is announced: one mail for each announcement, one click to stop.

    `told` is the number of the last telling that reached it, or that had begun before it was asked for.
    """

    __tablename__ = "announcement_wish"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "voter_key"),
        Index("ix_announcement_wish_told", "campaign_id", "told", "id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    voter_key: Mapped[str] = mapped_column(String(64))
    address_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    lang: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    told: Mapped[int] = mapped_column(default=0, server_default="0")


class Telling(Model):
    """How far the mails about an announcement are queued; numbered within its campaign as they begin."""

    __tablename__ = "telling"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
        Index("ix_telling_number", "campaign_id", "number", unique=True),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    # Where it stands along the key of the wishes, until it is through.
    after: Mapped[UUID | None]
    queued: Mapped[int] = mapped_column(default=0)
    began_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class PrizeStep(Model):
    """One step of a prize on its way to whoever accepted it; the latest says where it is."""

    __tablename__ = "prize_step"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "phase_id", "entry_id"],
            ["acceptance.campaign_id", "acceptance.phase_id", "acceptance.entry_id"],
            ondelete="CASCADE",
        ),
        Index("ix_prize_step_acceptance", "campaign_id", "phase_id", "entry_id", "at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    phase_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    step: Mapped[Step]
    tracking: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(500), default="")
    by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]
