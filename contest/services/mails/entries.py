"""The letters about an idea: what was decided, what became of a report, what somebody writes to its author."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from contest.queries import joinings
from contest.queries import letters as facts
from contest.queries.campaigns import CampaignView
from contest.rules.entries import PUBLIC, DecisionKind
from contest.rules.phases import PhaseKind
from contest.services import keys
from contest.services.mails.heads import Addressed, House, Needless, Wanted, campaign_of, opened
from contest.words import desk_letters, letters, reports
from contest.words.letters import Letter, Letterhead, Signature


def published(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The idea is online."""
    _, head, decided, address = _decision(house, wanted)
    author = decided.author
    if author.number is None:
        raise Needless("the idea has no number")
    if decided.state not in PUBLIC:
        raise Needless("the idea is not online any more")
    letter = letters.entry_published(
        head,
        first_name=author.first_name,
        entry=author.entry,
        number=author.number,
        words=decided.words,
        signed=Signature(decided.signed_name, decided.signed_role),
    )
    return Addressed(address, letter)


def refused(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """It is not, or no longer, with the reason."""
    campaign, head, decided, address = _decision(house, wanted)
    taking = campaign.open_phase(PhaseKind.SUBMISSION, now)
    letter = letters.entry_refused(
        head,
        first_name=decided.author.first_name,
        entry=decided.author.entry,
        reason=decided.reason,
        words=decided.words,
        signed=Signature(decided.signed_name, decided.signed_role),
        until=taking.last_second if taking else None,
        removed=decided.kind is DecisionKind.REMOVE,
        basis=decided.basis,
        noticed=decided.noticed,
        by=campaign.guidance,
    )
    return Addressed(address, letter)


def changes(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The author is asked for a change."""
    return _to_answer(letters.entry_changes, house, wanted)


def corrected(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The author is proposed a small correction."""
    return _to_answer(desk_letters.entry_corrected, house, wanted)


def _to_answer(write: Callable[..., Letter], house: House, wanted: Wanted) -> Addressed:
    """What its author answers on the idea's own page."""
    _, head, decided, address = _decision(house, wanted)
    letter = write(
        head,
        first_name=decided.author.first_name,
        entry=decided.author.entry,
        entry_id=decided.author.entry_id.hex,
        words=decided.words,
        signed=Signature(decided.signed_name, decided.signed_role),
    )
    return Addressed(address, letter)


def merged(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The idea was joined with another one."""
    campaign, head, decided, address = _decision(house, wanted)
    kept = _kept(campaign, decided)
    letter = desk_letters.entry_merged(
        head,
        first_name=decided.author.first_name,
        entry=decided.author.entry,
        kept=kept.entry,
        number=kept.number or 0,
        share=decided.share,
        voted=joinings.is_for_good(campaign.id, decided.author.entry_id),
        words=decided.words,
        signed=Signature(decided.signed_name, decided.signed_role),
    )
    return Addressed(address, letter)


def joined(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Another idea was joined with this one; its author has a share."""
    campaign, head, decided, _ = _decision(house, wanted)
    kept = _kept(campaign, decided)
    letter = desk_letters.entry_joined(
        head,
        first_name=kept.first_name,
        entry=kept.entry,
        number=kept.number or 0,
        share=decided.share or 0,
        signed=Signature(decided.signed_name, decided.signed_role),
    )
    return Addressed(opened(campaign.id, kept.address_sealed), letter)


def _kept(campaign: CampaignView, decided: facts.Decided) -> facts.Author:
    """The idea with which another one was joined, and its author. Errors: Needless."""
    found = facts.author_of(campaign.id, decided.into_id) if decided.into_id else None
    if found is None or found.number is None:
        raise Needless("the idea it was joined with is gone")
    return found


def reported(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Who reported an idea hears what became of it."""
    campaign, head = campaign_of(house, wanted)
    found = facts.reported(campaign.id, UUID(wanted.ids["report"]))
    if found is None or found.kept is None:
        raise Needless("the report is gone, or open again")
    letter = letters.report_answered(head, entry=found.entry, kept=found.kept)
    return Addressed(opened(campaign.id, found.address_sealed), letter)


def received(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Who reported an idea hears that we have the report, and confirms the address (article 16(4) of the DSA)."""
    campaign, head = campaign_of(house, wanted)
    report_id = UUID(wanted.ids["report"])
    found = facts.reported(campaign.id, report_id)
    if found is None or found.kept is not None:
        raise Needless("the report is gone, or answered")
    letter = letters.report_received(
        head,
        entry=found.entry,
        number=found.number or 0,
        reason=reports.label(head.lang, found.reason),
        words=found.words,
        token=keys.report_token(campaign.id, report_id),
        hours=campaign.promised_hours,
    )
    return Addressed(opened(campaign.id, found.address_sealed), letter)


def hidden(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The author hears that the idea is out of sight until somebody has looked again."""
    campaign, head = campaign_of(house, wanted)
    author = facts.hidden(campaign.id, UUID(wanted.ids["entry"]))
    if author is None:
        raise Needless("decided meanwhile")
    letter = letters.entry_hidden(
        head,
        first_name=author.first_name,
        entry=author.entry,
        entry_id=author.entry_id.hex,
        hours=campaign.promised_hours,
    )
    return Addressed(opened(campaign.id, author.address_sealed), letter)


def message(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Somebody of the team writes to the author."""
    campaign, head = campaign_of(house, wanted)
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
    return Addressed(opened(campaign.id, written.author.address_sealed), letter)


def _decision(house: House, wanted: Wanted) -> tuple[CampaignView, Letterhead, facts.Decided, str]:
    campaign, head = campaign_of(house, wanted)
    decided = facts.decided(campaign.id, UUID(wanted.ids["decision"]))
    if decided is None:
        raise Needless("the decision is gone")
    if decided.undone:
        raise Needless("undone")
    return campaign, head, decided, opened(campaign.id, decided.author.address_sealed)
