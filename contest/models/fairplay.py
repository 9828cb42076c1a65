"""Clusters: votes that look unusual together, what was decided about them, and what their voters answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id
from contest.rules.suspicion import Rule
from contest.rules.suspicion.deciding import ClusterState


class Cluster(Model):
    """One cluster: the rule and version that found it, its evidence as figures, and the decision in force.

    `is_settled`: what was decided has reached every one of its ballots. A proposal waits for a second person.
    """

    __tablename__ = "cluster"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),
        UniqueConstraint("campaign_id", "number"),
        Index("ix_cluster_state", "campaign_id", "state", "score"),
        Index("ix_cluster_entry", "campaign_id", "phase_id", "entry_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int]
    phase_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    rule: Mapped[Rule]
    version: Mapped[str] = mapped_column(String(40))
    score: Mapped[int]
    size: Mapped[int]
    facts: Mapped[dict[str, Any]]
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    found_at: Mapped[datetime]
    grown_at: Mapped[datetime]
    state: Mapped[ClusterState] = mapped_column(default=ClusterState.OPEN)
    is_settled: Mapped[bool] = mapped_column(default=True)
    # Public where it is the reason of an exclusion, with the language it was written in.
    reason: Mapped[str] = mapped_column(String(300), default="")
    lang: Mapped[str] = mapped_column(String(8), default="")
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None]
    second_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime | None]
    proposed_reason: Mapped[str] = mapped_column(String(300), default="")
    proposed_lang: Mapped[str] = mapped_column(String(8), default="")


class ClusterBallot(Model):
    """A ballot of a cluster (of one at most); whether its voter was asked, and said that it was theirs.

    One that was spared counts, whatever is decided about its cluster; until `spared_at` it is only proposed.
    """

    __tablename__ = "cluster_ballot"
    __table_args__ = (
        ForeignKeyConstraint(["campaign_id", "ballot_id"], ["ballot.campaign_id", "ballot.id"]),
        ForeignKeyConstraint(["campaign_id", "cluster_id"], ["cluster.campaign_id", "cluster.id"]),
        Index("ix_cluster_ballot_cluster", "campaign_id", "cluster_id"),
    )

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    ballot_id: Mapped[UUID] = mapped_column(primary_key=True)
    cluster_id: Mapped[UUID]
    asked_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    is_theirs: Mapped[bool | None]
    spared_by: Mapped[UUID | None]
    spared_second: Mapped[UUID | None]
    spared_at: Mapped[datetime | None]
    spared_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")


class ClusterWatch(Model):
    """How far the log of a vote has been looked through for clusters; locked while somebody looks."""

    __tablename__ = "cluster_watch"
    __table_args__ = (ForeignKeyConstraint(["campaign_id", "phase_id"], ["phase.campaign_id", "phase.id"]),)

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    phase_id: Mapped[UUID] = mapped_column(primary_key=True)
    read_to: Mapped[int] = mapped_column(BigInteger, default=0)
    looked_at: Mapped[datetime | None]
