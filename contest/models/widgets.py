"""Widgets: on whose pages they may stand."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model


class WidgetOrigin(Model):
    """A page's origin, as browsers write it, on which widgets of a campaign may be framed."""

    __tablename__ = "widget_origin"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    origin: Mapped[str] = mapped_column(String(255), primary_key=True)
    listed_at: Mapped[datetime]
