"""What each mail says and to whom: a row of the outbox becomes a letter, addressed at the last moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any, NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from contest import vault
from contest.db import new_id, transaction
from contest.models import ConfirmationPurpose
from contest.queries import campaigns
from contest.queries import letters as facts
from contest.queries.campaigns import CampaignView
from contest.rules.entries import DecisionKind
from contest.rules.phases import PhaseKind
from contest.services import audit, confirmations, keys, outbox
from contest.services.accounts import invitations
from contest.words import letters
from contest.words.letters import Letter, Letterhead, Signature


@dataclass(frozen=True)
class House:
    """What an operator decides about mail: the public address, and whom mail comes from."""

    public_url: str
    mail_from: str

    @property
    def sender(self) -> str:
        """The bare address mail comes from."""
        return parseaddr(self.mail_from)[1]

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


def write(house: House, wanted: Wanted, *, now: datetime) -> Addressed:
    """The letter, and to whom. Errors: Needless; KeyError for an unknown kind."""
    return WRITERS[wanted.kind](house, wanted, now)


def send_test(staff_id: UUID, *, lang: str, now: datetime) -> UUID:
    """Mail a member of staff to show that mail leaves the house; the outbox row's id."""
    with transaction():
        audit.record("mail.tested", by=audit.staff(staff_id), now=now, ref=staff_id)
        return outbox.queue(
            "mail.test",
            dedupe_key=f"mail.test:{new_id().hex}",
            now=now,
            ids={"staff": staff_id.hex},
            lang=lang,
            lane=outbox.Lane.CODES,
        )


def _confirmation(house: House, wanted: Wanted, now: datetime) -> Addressed:
    campaign, head = _campaign(house, wanted)
    asked = confirmations.get(campaign.id, UUID(wanted.ids["confirmation"]))
    if asked is None:
        raise Needless("the confirmation is gone")
    if asked.used_at is not None:
        raise Needless("confirmed meanwhile")
    if not asked.link_valid(now):
        raise Needless("too old to be confirmed")
    proof = letters.Proof(
        code=keys.confirmation_code(campaign.id, asked.id),
        token=keys.confirmation_token(campaign.id, asked.id),
        code_until=min(asked.created_at + confirmations.CODE_VALID, asked.expires_at),
        link_until=asked.expires_at,
    )
    address = _opened(campaign.id, asked.address_sealed)
    if asked.purpose is ConfirmationPurpose.SIGN_IN:
        return Addressed(address, letters.sign_in(head, proof))
    find = facts.chosen if asked.purpose is ConfirmationPurpose.BALLOT else facts.submitted
    subject = find(campaign.id, asked.subject_id) if asked.subject_id else None
    if subject is None:
        raise Needless("what was to be confirmed is gone")
    if asked.purpose is ConfirmationPurpose.BALLOT:
        return Addressed(address, letters.confirm_ballot(head, proof, entry=subject.entry))
    if asked.purpose is ConfirmationPurpose.GUARDIAN:
        letter = letters.confirm_guardian(head, proof, first_name=subject.first_name, entry=subject.entry)
        return Addressed(address, letter)
    letter = letters.confirm_entry(head, proof, entry=subject.entry, hours=campaign.promised_hours)
    return Addressed(address, letter)


def _published(house: House, wanted: Wanted, now: datetime) -> Addressed:
    _, head, decided, address = _decision(house, wanted)
    author = decided.author
    if author.number is None:
        raise Needless("the idea has no number")
    letter = letters.entry_published(
        head,
        first_name=author.first_name,
        entry=author.entry,
        number=author.number,
        words=decided.words,
        signed=Signature(decided.signed_name, decided.signed_role),
    )
    return Addressed(address, letter)


def _refused(house: House, wanted: Wanted, now: datetime) -> Addressed:
    campaign, head, decided, address = _decision(house, wanted)
    taking = campaign.open_phase(PhaseKind.SUBMISSION, now)
    letter = letters.entry_refused(
        head,
        first_name=decided.author.first_name,
        entry=decided.author.entry,
        reason=decided.reason,
        words=decided.words,
        signed=Signature(decided.signed_name, decided.signed_role),
        until=taking.closes if taking else None,
        removed=decided.kind is DecisionKind.REMOVE,
    )
    return Addressed(address, letter)


def _message(house: House, wanted: Wanted, now: datetime) -> Addressed:
    campaign, head = _campaign(house, wanted)
    written = facts.written(campaign.id, UUID(wanted.ids["message"]))
    if written is None:
        raise Needless("the message is gone")
    name, _, role = written.signed.partition(", ")
    letter = letters.message(
        head,
        first_name=written.author.first_name,
        entry=written.author.entry,
        entry_id=str(written.author.entry_id),
        text=written.text,
        signed=Signature(name, role),
    )
    return Addressed(_opened(campaign.id, written.author.address_sealed), letter)


def _invitation(house: House, wanted: Wanted, now: datetime) -> Addressed:
    invitation = UUID(wanted.ids["invitation"])
    invited = facts.invited(invitation)
    if invited is None:
        raise Needless("the invitation is gone")
    if invited.used or invited.expires_at <= now:
        raise Needless("the invitation is used or has ended")
    campaign = campaigns.by_id(invited.campaign_id, wanted.lang) if invited.campaign_id else None
    head = _head(house, campaign, wanted.lang) if campaign else _house_head(house, wanted.lang)
    token = invitations.token_of(invitation)
    letter = letters.staff_invitation(
        head, inviter=invited.inviter, role=invited.role, token=token, until=invited.expires_at
    )
    return Addressed(invited.address, letter)


def _test(house: House, wanted: Wanted, now: datetime) -> Addressed:
    colleague = facts.colleague(UUID(wanted.ids["staff"]))
    if colleague is None:
        raise Needless("the colleague has left")
    letter = letters.test(_house_head(house, wanted.lang), first_name=colleague.first_name)
    return Addressed(colleague.address, letter)


def _decision(house: House, wanted: Wanted) -> tuple[CampaignView, Letterhead, facts.Decided, str]:
    campaign, head = _campaign(house, wanted)
    decided = facts.decided(campaign.id, UUID(wanted.ids["decision"]))
    if decided is None:
        raise Needless("the decision is gone")
    if decided.undone:
        raise Needless("undone")
    return campaign, head, decided, _opened(campaign.id, decided.author.address_sealed)


def _campaign(house: House, wanted: Wanted) -> tuple[CampaignView, Letterhead]:
    campaign = campaigns.by_id(wanted.campaign_id, wanted.lang) if wanted.campaign_id else None
    if campaign is None:
        raise Needless("the campaign is gone")
    return campaign, _head(house, campaign, wanted.lang)


def _head(house: House, campaign: CampaignView, lang: str) -> Letterhead:
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


def _house_head(house: House, lang: str) -> Letterhead:
    return Letterhead(lang=lang, public_url=house.public_url, brand=house.name)


def _opened(campaign_id: UUID, sealed: bytes | None) -> str:
    """The address of somebody of this campaign. Errors: Needless when it or its key was erased."""
    try:
        if sealed is not None:
            return keys.open_address(campaign_id, sealed)
    except (KeyError, vault.Broken):
        pass
    raise Needless("the address was erased")


Writer = Callable[[House, Wanted, datetime], Addressed]
WRITERS: dict[str, Writer] = {
    "mail.confirm_entry": _confirmation,
    "mail.confirm_ballot": _confirmation,
    "mail.confirm_guardian": _confirmation,
    "mail.sign_in": _confirmation,
    "mail.entry_published": _published,
    "mail.entry_refused": _refused,
    "mail.message": _message,
    "mail.staff_invitation": _invitation,
    "mail.test": _test,
}
