"""Pictures: what was uploaded, and whether it is ready to show."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id


class PictureState(StrEnum):
    """How far a picture has come."""

    INCOMING = "incoming"
    READY = "ready"
    FAILED = "failed"
    ERASED = "erased"


class Picture(Model):
    """One checked picture; its files are media/<campaign>/<picture>/<width>.webp."""

    __tablename__ = "picture"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id"], ["campaign.id"], ondelete="CASCADE"),
        Index("ix_picture_state", "state", "created_at"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    state: Mapped[PictureState]
    width: Mapped[int]
    height: Mapped[int]
    alternative: Mapped[str] = mapped_column(String(300), default="")
    digest: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
