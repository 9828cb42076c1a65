"""The participant whose browser this is."""

from datetime import datetime
from uuid import UUID

from flask import request

from contest import vault
from contest.models import Participant
from contest.rules.ballots import ConfirmedVoter
from contest.services import participants
from contest.web import access, previews


def token() -> str:
    """What the participant's cookie holds; empty without one."""
    return request.cookies.get(access.participant_cookie(), "")


def participant(campaign_id: UUID, now: datetime) -> Participant | None:
    """The participant of this campaign that this browser remembers; a preview shows what anybody sees."""
    if previews.asked(campaign_id) is not None:
        return None
    return participants.by_token(campaign_id, token(), now=now)


def voter(campaign_id: UUID, now: datetime) -> ConfirmedVoter | None:
    """The same, where no more is wanted than who votes."""
    return participants.voter_by_token(campaign_id, token(), now=now)


def new_key() -> str:
    """A key for a form that must be taken once."""
    return vault.new_token()
