"""How mail fares: counts by the domain of the recipient and day, and the grace that slow mail gave a vote."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model


class MailDomainDay(Model):
    """How many code mails of one day to one domain were asked for, handed over, answered; never an address.

    `what` is a `rules.spans.Figure`, `seconds` the upper end of the span a measured length lies in, else 0. Domains of
    few people become '' after some days.
    """

    __tablename__ = "mail_domain_day"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        Index("ix_mail_domain_day_day", "day"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    what: Mapped[str] = mapped_column(String(12), primary_key=True)
    seconds: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]


class VoteGrace(Model):
    """Until when ballots received before a vote's close may be confirmed, frozen once mail was measured.

    Of a close that is moved later, another row is made.
    """

    __tablename__ = "vote_grace"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    closes: Mapped[datetime] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    delay_seconds: Mapped[int]
    frozen_at: Mapped[datetime]
