"""The dated stretches of a campaign, and the windows the database checks acts against."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.phases import PhaseKind


class Phase(Model):
    """One phase of a campaign; what is open now follows from these rows and the clock alone."""

    __tablename__ = "phase"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        UniqueConstraint("campaign_id", "position"),
        CheckConstraint("opens < closes", name="opens_before_closes"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    position: Mapped[int]
    kind: Mapped[PhaseKind]
    opens: Mapped[datetime]
    closes: Mapped[datetime]
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Stretches in which it takes nothing: `begins` and `ends` (None until somebody goes on), as ISO moments.
    pauses: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")


class PhaseWindow(Model):
    """A stretch in UTC in which a phase takes acts, for one bucket (`all`, or a day of the campaign's zone)."""

    __tablename__ = "phase_window"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    bucket: Mapped[str] = mapped_column(String(16), primary_key=True)
    opens: Mapped[datetime] = mapped_column(primary_key=True)
    closes: Mapped[datetime]
