"""The letters that ask an address to confirm something."""

from datetime import datetime
from uuid import UUID

from contest.models import ConfirmationPurpose
from contest.queries import letters as facts
from contest.queries.campaigns import CampaignView
from contest.services import confirmations, keys
from contest.services.confirmations import Asked
from contest.services.mails.heads import Addressed, House, Needless, Wanted, campaign_of, opened
from contest.words import letters
from contest.words.letters import Letter, Letterhead

GONE = "what was to be confirmed is gone"


def confirmation(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Code and link, for whatever the address was asked."""
    campaign, head = campaign_of(house, wanted)
    asked, proof = _asked(campaign.id, UUID(wanted.ids["confirmation"]), now)
    address = opened(campaign.id, asked.address_sealed)
    if asked.purpose is ConfirmationPurpose.SIGN_IN:
        return Addressed(address, letters.sign_in(head, proof))
    if asked.purpose is ConfirmationPurpose.REMINDER:
        return Addressed(address, _reminder(campaign, head, proof, asked.subject_id))
    if asked.purpose is ConfirmationPurpose.BALLOT:
        entries = facts.chosen(campaign.id, asked.subject_id) if asked.subject_id else []
        if not entries:
            raise Needless(GONE)
        return Addressed(address, letters.confirm_ballot(head, proof, entries=entries))
    subject = facts.submitted(campaign.id, asked.subject_id) if asked.subject_id else None
    if subject is None:
        raise Needless(GONE)
    if asked.purpose is ConfirmationPurpose.GUARDIAN:
        letter = letters.confirm_guardian(head, proof, first_name=subject.first_name, entry=subject.entry)
        return Addressed(address, letter)
    letter = letters.confirm_entry(head, proof, entry=subject.entry, hours=campaign.promised_hours)
    return Addressed(address, letter)


def reminded(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Once more, to a voter who has not answered: the same code and link."""
    campaign, head = campaign_of(house, wanted)
    asked, proof = _asked(campaign.id, UUID(wanted.ids["confirmation"]), now)
    waiting = facts.pending(campaign.id, asked.subject_id) if asked.subject_id else None
    if waiting is None:
        raise Needless("the vote waits no more")
    phase = campaign.at(waiting.position)
    if phase is None or not asked.code_valid(now):
        raise Needless("too late to be reminded")
    letter = letters.remind_ballot(head, proof, entries=waiting.entries, until=phase.last_second)
    return Addressed(opened(campaign.id, asked.address_sealed), letter)


def _asked(campaign_id: UUID, confirmation_id: UUID, now: datetime) -> tuple[Asked, letters.Proof]:
    """What an address is still asked, and what proves the answer. Errors: Needless."""
    asked = confirmations.get(campaign_id, confirmation_id)
    if asked is None:
        raise Needless("the confirmation is gone")
    if asked.used_at is not None:
        raise Needless("confirmed meanwhile")
    if not asked.link_valid(now):
        raise Needless("too old to be confirmed")
    proof = letters.Proof(
        code=keys.confirmation_code(campaign_id, asked.id),
        token=keys.confirmation_token(campaign_id, asked.id),
        code_until=min(asked.created_at + confirmations.CODE_VALID, asked.expires_at),
        link_until=asked.expires_at,
    )
    return asked, proof


def address_of(wanted: Wanted) -> str:
    """The address a code still goes to; empty when it goes nowhere, or the mail is no code's. Errors: Needless."""
    if wanted.campaign_id is None or "confirmation" not in wanted.ids:
        return ""
    asked = confirmations.get(wanted.campaign_id, UUID(wanted.ids["confirmation"]))
    return opened(wanted.campaign_id, asked.address_sealed) if asked is not None and asked.used_at is None else ""


def _reminder(campaign: CampaignView, head: Letterhead, proof: letters.Proof, reminder_id: UUID | None) -> Letter:
    wish = facts.reminder(campaign.id, reminder_id) if reminder_id else None
    phase = campaign.at(wish.position) if wish else None
    if wish is None or phase is None:
        raise Needless("nobody wants to be told any more")
    return letters.confirm_reminder(
        head, proof, phase=campaign.phase_name(phase.position), stop=keys.reminder_token(campaign.id, wish.id)
    )
