"""The demo's draw of side prizes: said before the past vote, joined by some of its voters, drawn, mailed to nobody."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update

from contest.db import reading, transaction
from contest.models import Ballot, Draw, DrawWish, Outbox
from contest.rules.ballots import BallotState
from contest.services import audit, draws, keys

TICKETS, PRIZES = 180, 3
PRIZE = {
    "fr": "un panier de chips pour six personnes",
    "nl": "een mand chips voor zes personen",
    "en": "a hamper of crisps for six",
}
# Both invented, as everything here: in earnest nobody may know the value before the list is frozen.
SOURCE, VALUE = "Premier tirage du Loto après la clôture, numéros en ordre croissant", "4 8 15 16 23 42"


def drawn(
    campaign_id: UUID, phase_id: UUID, *, by: UUID, said_at: datetime, joined_at: datetime, now: datetime
) -> None:
    """A draw of a vote whose result is closed, from its terms to its winners."""
    here = {"campaign_id": campaign_id, "phase_id": phase_id}
    counted = (Ballot.campaign_id == campaign_id, Ballot.phase_id == phase_id, Ballot.state == BallotState.COUNTED)
    with transaction() as session:
        terms = {"number": PRIZES, "prizes": PRIZE, "countries": ["BE", "LU"], "source": SOURCE}
        session.add(Draw(**here, **terms, version=1, set_by=by, set_at=said_at))
        said = {"number": PRIZES, "source": SOURCE}
        audit.record("draw.set", by=audit.staff(by), now=said_at, campaign=campaign_id, ref=phase_id, details=said)
        session.flush()
        voters = reading().scalars(select(Ballot.voter_key).where(*counted).order_by(Ballot.voter_key).limit(TICKETS))
        address = keys.seal_address(campaign_id, "personne@patatras.example")
        wish = {**here, "address_sealed": address, "lang": "fr", "version": 1, "at": joined_at}
        session.execute(insert(DrawWish), [{**wish, "voter_key": voter} for voter in voters])
        draws.freeze(campaign_id, phase_id, by=by, now=now)
        draws.draw(campaign_id, phase_id, VALUE, VALUE, by=by, now=now)
        mails = (Outbox.campaign_id == campaign_id, Outbox.kind == "mail.draw_won")
        session.execute(update(Outbox).where(*mails).values(done_at=now, cancelled=True))
