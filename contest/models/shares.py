"""Share links: how often each was followed, and the labels staff made. A link itself is no row: its code says all."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model


class ShareVisit(Model):
    """How often links of one idea (0: the campaign) through one channel were followed on one day of its zone.

    A counter, not a list: it knows nobody. Reading pages may write it and nothing else (`access.COUNTERS`).
    """

    __tablename__ = "share_visit"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    channel: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    visits: Mapped[int]


class ShareLabel(Model):
    """A channel of a campaign's own: a packet, a poster, a broadcast. Never deleted, since it may be printed."""

    __tablename__ = "share_label"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(40))
    # What it stands for (`rules.shares.LabelKind`); of before that was asked, something else.
    kind: Mapped[str] = mapped_column(String(16), default="other", server_default="other")
    made_at: Mapped[datetime]
