"""What the letters of every kind need: who writes, what is wanted, to whom, in which campaign's name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from contest import vault
from contest.queries import campaigns
from contest.queries.campaigns import CampaignView
from contest.services import keys
from contest.words.letters import Letter, Letterhead


@dataclass(frozen=True)
class House:
    """What an operator decides about mail: the public address, whom mail comes from, where answers go."""

    public_url: str
    mail_from: str
    reply_address: str = ""

    @property
    def sender(self) -> str:
        """The bare address mail comes from."""
        return parseaddr(self.mail_from)[1]

    def reply_to(self, contact_address: str, mail_id: UUID) -> str:
        """Where an answer to a mail of a campaign goes: to the house, saying to which one, or to the campaign."""
        local, _, domain = self.reply_address.partition("@")
        return f"{local}+{keys.reply_tag(mail_id)}@{domain}" if contact_address and domain else contact_address

    @property
    def name(self) -> str:
        """What the house is called where no campaign gives it a brand."""
        return parseaddr(self.mail_from)[0] or self.host

    @property
    def host(self) -> str:
        """The host of the public address."""
        return urlsplit(self.public_url).hostname or "localhost"


class Wanted(NamedTuple):
    """A mail as the outbox asks for it: ids, never an address."""

    kind: str
    campaign_id: UUID | None
    ids: Mapping[str, Any]
    lang: str


class Addressed(NamedTuple):
    """A letter and the bare address it goes to."""

    address: str
    letter: Letter


class Needless(Exception):  # noqa: N818 - not an error
    """There is nothing to send any more; the text says why."""


@dataclass
class NotYet(Exception):  # noqa: N818 - not an error
    """What it tells is not so at this moment, in a crisis or a pause: its turn comes again `until` then."""

    until: datetime


def campaign_of(house: House, wanted: Wanted) -> tuple[CampaignView, Letterhead]:
    """The campaign a mail is about, and what its letters share. Errors: Needless."""
    campaign = campaigns.by_id(wanted.campaign_id, wanted.lang) if wanted.campaign_id else None
    if campaign is None:
        raise Needless("the campaign is gone")
    return campaign, head_of(house, campaign, wanted.lang)


def head_of(house: House, campaign: CampaignView, lang: str) -> Letterhead:
    """What every letter of a campaign shares."""
    return Letterhead(
        lang=lang,
        public_url=house.public_url,
        brand=campaign.brand,
        contact_address=campaign.contact_address,
        contest=campaign.name,
        campaign=campaign.slug,
        zone=campaign.zone,
        look=campaign.look,
    )


def house_head(house: House, lang: str) -> Letterhead:
    """The same for a letter of no campaign."""
    return Letterhead(lang=lang, public_url=house.public_url, brand=house.name)


def opened(campaign_id: UUID, sealed: bytes | None) -> str:
    """The address of somebody of this campaign. Errors: Needless when it or its key was erased."""
    try:
        if sealed is not None:
            return keys.open_address(campaign_id, sealed)
    except (KeyError, vault.Broken):
        pass
    raise Needless("the address was erased")
