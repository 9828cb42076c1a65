"""Whom journalists call."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model
from contest.rules.press import LONGEST


class PressContact(Model):
    """The person whom the press page of a campaign names; of the brand, and chosen to be seen."""

    __tablename__ = "press_contact"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(LONGEST["name"]))
    phone: Mapped[str] = mapped_column(String(LONGEST["phone"]))
    address: Mapped[str] = mapped_column(String(LONGEST["address"]))
    changed_at: Mapped[datetime]
