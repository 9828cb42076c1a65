"""The letters to a winner before anybody else knows: the question, and once more before the time is over."""

from datetime import datetime
from uuid import UUID

from contest.queries import acceptances, draws
from contest.rules.acceptances import Answer
from contest.services.mails.heads import Addressed, House, Needless, Wanted, campaign_of, opened
from contest.words import letters, side_prizes
from contest.words.letters import Signature


def asked(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The author of the idea that won is asked to accept."""
    return _letter(house, wanted, now, again=False)


def reminded(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """The same, to somebody who has not answered."""
    return _letter(house, wanted, now, again=True)


def draw_won(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """A voter has won a side prize."""
    campaign, head = campaign_of(house, wanted)
    won = draws.won(campaign.id, UUID(wanted.ids["phase"]), int(wanted.ids["place"]))
    if won is None or won.passed:
        raise Needless("the prize was passed on, or its winner erased")
    letter = side_prizes.draw_won(head, prize=won.prize, ticket=won.ticket, position=won.position)
    return Addressed(opened(campaign.id, won.address_sealed), letter)


def _letter(house: House, wanted: Wanted, now: datetime, *, again: bool) -> Addressed:
    campaign, head = campaign_of(house, wanted)
    entry_id = UUID(wanted.ids["entry"])
    found = acceptances.asking(campaign.id, UUID(wanted.ids["phase"]), entry_id)
    if found is None:
        raise Needless("nothing is asked any more")
    if found.answer is not Answer.ASKED or found.answer_by <= now:
        raise Needless("answered, or too late to answer")
    letter = letters.winner_asked(
        head,
        first_name=found.first_name,
        entry=found.entry,
        entry_id=entry_id.hex,
        answer_by=found.answer_by,
        again=again,
        signed=Signature(found.signed_name, found.signed_role),
    )
    return Addressed(opened(campaign.id, found.address_sealed), letter)
