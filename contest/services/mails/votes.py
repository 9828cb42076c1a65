"""The letter to a voter whose ballot is set aside: one neutral question."""

from datetime import datetime
from uuid import UUID

from contest.queries import letters as facts
from contest.rules.ballots import BallotState
from contest.services import keys
from contest.services.mails.heads import Addressed, House, Needless, Wanted, campaign_of, opened
from contest.words import letters


def asked(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Was this vote yours?"""
    campaign, head = campaign_of(house, wanted)
    ballot_id = UUID(wanted.ids["ballot"])
    vote = facts.asked_vote(campaign.id, ballot_id)
    if vote is None or vote.state is not BallotState.HELD:
        raise Needless("the vote is no longer set aside")
    if vote.answered or vote.closed:
        raise Needless("answered meanwhile" if vote.answered else "the result is closed")
    letter = letters.vote_asked(
        head, entry=vote.entry, at=vote.accepted_at, token=keys.vote_token(campaign.id, ballot_id)
    )
    return Addressed(opened(campaign.id, vote.address_sealed), letter)
