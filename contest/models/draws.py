"""Side prizes drawn among voters: what is drawn, who wants to take part, the frozen list, the places drawn."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model

ONLY_SEALED = text("address_sealed IS NOT NULL")


class Draw(Model):
    """What is drawn in one vote, said before it begins; then the digest of its list, then the value it was drawn by."""

    __tablename__ = "draw"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    # One more with each change: what a voter agrees to.
    version: Mapped[int]
    number: Mapped[int]
    prizes: Mapped[dict[str, Any]]
    countries: Mapped[list[str]]
    source: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    set_at: Mapped[datetime]
    digest: Mapped[str | None] = mapped_column(String(64))
    tickets: Mapped[int | None]
    frozen_by: Mapped[UUID | None]
    frozen_at: Mapped[datetime | None]
    value: Mapped[str | None] = mapped_column(String(120))
    drawn_by: Mapped[UUID | None]
    drawn_at: Mapped[datetime | None]


class DrawList(Model):
    """The tickets of a draw as they were frozen, a line each; it may be long, so it is read for itself alone."""

    __tablename__ = "draw_list"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    file: Mapped[str]


class DrawWish(Model):
    """A voter who ticked the box: which version of the terms, in which language, when; the address while it is owed."""

    __tablename__ = "draw_wish"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
        Index(
            "ix_draw_wish_sealed",
            "campaign_id",
            "phase_id",
            sqlite_where=ONLY_SEALED,
            postgresql_where=ONLY_SEALED,
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    voter_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    address_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    lang: Mapped[str] = mapped_column(String(8))
    version: Mapped[int]
    at: Mapped[datetime]


class DrawPlace(Model):
    """One of the first places drawn: as many as there are prizes win, as many more stand ready.

    `voter_key` is None where its owner was erased since the list was frozen.
    """

    __tablename__ = "draw_place"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"], ondelete="CASCADE"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ticket: Mapped[str] = mapped_column(String(64))
    voter_key: Mapped[str | None] = mapped_column(String(64))
    passed_at: Mapped[datetime | None]
    passed_by: Mapped[UUID | None]
