"""The letters to people who work here, and to those who asked to be told something once."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.db import reading
from contest.models import Witness
from contest.queries import campaigns, moderation, proof
from contest.queries import letters as facts
from contest.rules import addresses
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.services import digests
from contest.services.accounts import invitations
from contest.services.mails.heads import (
    Addressed,
    House,
    Needless,
    NotYet,
    Wanted,
    campaign_of,
    head_of,
    house_head,
    opened,
)
from contest.words import desk_letters, letters
from contest.words import digests as digesting

PAGES = {PhaseKind.SUBMISSION: "submit", PhaseKind.VOTE: "vote"}
# While a phase is paused a mail waits, so long at a time.
PAUSED_FOR = timedelta(minutes=5)


def invitation(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Somebody is invited to the desk."""
    invitation_id = UUID(wanted.ids["invitation"])
    invited = facts.invited(invitation_id)
    if invited is None:
        raise Needless("the invitation is gone")
    if invited.used or invited.expires_at <= now:
        raise Needless("the invitation is used or has ended")
    campaign = campaigns.by_id(invited.campaign_id, wanted.lang) if invited.campaign_id else None
    head = head_of(house, campaign, wanted.lang) if campaign else house_head(house, wanted.lang)
    token = invitations.token_of(invitation_id)
    letter = letters.staff_invitation(
        head, inviter=invited.inviter, role=invited.role, token=token, until=invited.expires_at
    )
    return Addressed(invited.address, letter)


def test(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Mail leaves the house, and this is what it looks like."""
    colleague = facts.colleague(UUID(wanted.ids["staff"]))
    if colleague is None:
        raise Needless("the colleague has left")
    letter = letters.test(house_head(house, wanted.lang), first_name=colleague.first_name)
    return Addressed(colleague.address, letter)


def escalated(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """A colleague asks this person's department about an idea."""
    campaign, head = campaign_of(house, wanted)
    asked = moderation.question(campaign.id, UUID(wanted.ids["escalation"]))
    colleague = facts.colleague(UUID(wanted.ids["staff"]))
    if asked is None or asked.answered or colleague is None:
        raise Needless("it is answered already, or nobody is there")
    letter = desk_letters.escalated(
        head,
        first_name=colleague.first_name,
        entry=asked.entry,
        department=asked.department,
        note=asked.note,
        asked_by=asked.asked_by,
    )
    return Addressed(colleague.address, letter)


def digest(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """What waits this morning, for one moderator."""
    colleague = facts.colleague(UUID(wanted.ids["staff"]))
    if colleague is None or not colleague.digest:
        raise Needless("nobody wants it any more")
    waits = digests.waits(colleague.id, colleague.department_id, now)
    if not any(number for _, number in waits):
        raise Needless("nothing waits")
    head = house_head(house, wanted.lang)
    said = [(digesting.line(wanted.lang, key), number) for key, number in waits if number]
    link = addresses.absolute(house.public_url, "desk_queue_all")
    return Addressed(
        colleague.address, desk_letters.digest(head, first_name=colleague.first_name, waits=said, link=link)
    )


def witness(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The newest signed head of a vote's log, for somebody who keeps them."""
    campaign, head = campaign_of(house, wanted)
    found = reading().get(Witness, (campaign.id, UUID(wanted.ids["witness"])))
    phase_id = UUID(wanted.ids["phase"])
    signed = proof.head(campaign.id, phase_id)
    phase = next((one for one in campaign.phases if one.id == phase_id), None)
    if found is None or signed is None or phase is None:
        raise Needless("nobody keeps them any more")
    letter = letters.witness(
        head,
        name=found.name,
        phase=campaign.phase_name(phase.position),
        position=phase.position,
        note=signed.note,
        size=signed.size,
        at=signed.sealed_at,
    )
    return Addressed(opened(campaign.id, found.address_sealed), letter)


def phase_opens(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """What somebody waited for has opened. Errors: Needless, NotYet."""
    campaign, head = campaign_of(house, wanted)
    wish = facts.reminder(campaign.id, UUID(wanted.ids["reminder"]))
    phase = campaign.at(wish.position) if wish else None
    if wish is None or phase is None or phase.kind not in PAGES:
        raise Needless("nobody wants to be told any more")
    moment = moment_of(phase.plan, now)
    if moment is Moment.PAUSED:
        raise NotYet(now + PAUSED_FOR)
    if moment is not Moment.NOW:
        raise Needless("it is not open")
    letter = letters.phase_opens(
        head, phase=campaign.phase_name(phase.position), page=PAGES[phase.kind], until=phase.last_second
    )
    return Addressed(opened(campaign.id, wish.address_sealed), letter)
