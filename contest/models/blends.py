"""Figures of a jury or of sales, brought in for a result that is a blend."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model
from contest.rules.blend import Part


class BlendFigures(Model):
    """One part's figures as a sealed file, whose digest is published; a later sheet takes the place of the one before.

    The file stays with the brand: it goes into the fair-play file, never to the public.
    """

    __tablename__ = "blend_figures"
    __table_args__ = (ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    part: Mapped[Part] = mapped_column(primary_key=True)
    file: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    brought_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    brought_at: Mapped[datetime]
