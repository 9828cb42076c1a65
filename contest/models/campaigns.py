"""A campaign: its look, its texts, its documents and its keys."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Model, new_id


class Visibility(StrEnum):
    """Who finds a campaign."""

    DRAFT = "draft"
    UNLISTED = "unlisted"
    PUBLIC = "public"


class KeyPurpose(StrEnum):
    """What a campaign's key is for."""

    VOTER = "voter"
    SEAL = "seal"
    LOG = "log"


class Campaign(Model):
    """One contest of one brand."""

    __tablename__ = "campaign"
    __table_args__ = (Index("uq_campaign_share_key", "share_key", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    # Its short name in share codes, from 1 up.
    share_key: Mapped[int] = mapped_column(server_default="0")
    brand: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(64), default="Europe/Brussels")
    languages: Mapped[list[str]]
    default_language: Mapped[str] = mapped_column(String(8))
    visibility: Mapped[Visibility]
    look: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # What its team set for the checks (rules/findings/settings.py).
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Its guide, its own reasons and which rules they rest on (rules/guidance.py).
    guidance: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    entries_per_participant: Mapped[int] = mapped_column(default=5)
    minimum_age: Mapped[int] = mapped_column(default=13)
    contact_address: Mapped[str] = mapped_column(String(254))
    promised_hours: Mapped[int] = mapped_column(default=24)
    # What a merger of equal ideas means for the prize: `first` received is the inventor, or they `share` it.
    merge_effect: Mapped[str] = mapped_column(String(8), default="first", server_default="first")
    second_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    # An announcement opens once another manager has released it.
    two_announce: Mapped[bool] = mapped_column(default=False, server_default=false())
    public_decisions: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Hours in which a question is answered.
    answer_hours: Mapped[int] = mapped_column(default=48, server_default="48")
    # What is switched off or said in a crisis, as `rules.crisis` reads it.
    crisis: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # Widgets do not take votes and ideas themselves: they lead to the contest's own page.
    widgets_lead_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    logo_picture_id: Mapped[UUID | None]
    hero_picture_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


class CampaignText(Model):
    """One text of a campaign in one language; `field` names are listed in rules/texts.py."""

    __tablename__ = "campaign_text"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    lang: Mapped[str] = mapped_column(String(8), primary_key=True)
    field: Mapped[str] = mapped_column(String(80), primary_key=True)
    text: Mapped[str]
    changed_at: Mapped[datetime]


class Document(Model):
    """One version of the rules or of a notice, in one language, as it was published."""

    __tablename__ = "document"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    lang: Mapped[str] = mapped_column(String(8), primary_key=True)
    body: Mapped[str]
    correction: Mapped[bool] = mapped_column(default=False)
    published_at: Mapped[datetime]


class CampaignKey(Model):
    """A campaign's key for one purpose, wrapped by the master key; deleting the row destroys what it kept."""

    __tablename__ = "campaign_key"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    purpose: Mapped[KeyPurpose] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Form(Model):
    """One version of what a participant is asked; labels in every language inside."""

    __tablename__ = "form"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    definition: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class SignOn(Model):
    """The provider with which a campaign's voters sign on (OpenID Connect), and what this house is to it."""

    __tablename__ = "sign_on"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    secret_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # Only verified addresses of these may vote; of none: whoever the provider lets in.
    domains: Mapped[list[str]]
    changed_at: Mapped[datetime]
