"""Ballots written beforehand: for each a participant whose browser is remembered, and a fresh form's token."""

import itertools
import random
from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import insert, select

from benchmarks.load import Request
from benchmarks.sites import Site
from contest import clock, vault
from contest.db import database, new_id, reading, transaction
from contest.models import Entry, Participant, ParticipantSession, Phase
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.services import keys
from contest.web import form_tokens
from contest.web.public.ballots import PURPOSE
from tests.living import RUNNING, House

LANG = "fr"
_numbers = itertools.count(1)


def vote(campaign: UUID) -> Phase:
    """The vote that is measured."""
    votes = select(Phase).where(Phase.campaign_id == campaign, Phase.kind == PhaseKind.VOTE)
    phase = reading().scalars(votes.order_by(Phase.position)).first()
    assert phase is not None
    return phase


def ballots(site: Site, total: int, *, half: bool = False) -> list[Request]:
    """So many votes of so many new voters, spread evenly over the ideas; or every second one for one of them."""
    campaign = House(site.app).campaign()
    with site.app.test_request_context("/"):
        phase = vote(campaign)
        published = (Entry.campaign_id == campaign, Entry.state == EntryState.PUBLISHED)
        numbers = list(reading().scalars(select(Entry.number).where(*published).limit(1000)))
        now, people, sessions, requests = clock.now(), [], [], []
        for number in itertools.islice(_numbers, total):
            person, token = new_id(), vault.new_token()
            chosen = numbers[0] if half and number % 2 else random.choice(numbers)
            address = f"voter{number}@bench.example"
            people.append(
                {
                    "campaign_id": campaign,
                    "id": person,
                    "voter_key": keys.voter_key(campaign, address),
                    "address_sealed": keys.seal_address(campaign, address),
                    "lang": LANG,
                    "confirmed_at": now,
                }
            )
            sessions.append(
                {
                    "campaign_id": campaign,
                    "id": new_id(),
                    "participant_id": person,
                    "token_hash": vault.token_hash(token),
                    "created_at": now,
                    "expires_at": now + timedelta(days=9),
                }
            )
            form = form_tokens.issue(PURPOSE, campaign, f"{phase.id.hex}:{chosen}")
            path = f"/{LANG}/{RUNNING}/vote/{phase.position}/{chosen}"
            requests.append(Request("POST", path, f"me-{RUNNING}={token}", urlencode({"token": form})))
        for first in range(0, total, 2000):
            with transaction() as session:
                session.execute(insert(Participant), people[first : first + 2000])
                session.execute(insert(ParticipantSession), sessions[first : first + 2000])
        database.session.remove()
    return requests
