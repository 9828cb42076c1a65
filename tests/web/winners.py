"""What leads to a winner in the demo's running campaign: the vote over, the result closed, an idea picked, asked."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from contest import clock
from contest.db import reading, transaction
from contest.models import Acceptance
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import acceptances, results
from contest.services.accounts import rehearsal
from tests.inspector import InspectingClient
from tests.living import House
from tests.web import visits

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
AGREED = {"full_name": "Noémie Lambert", "of_age": "1", "rights": "1", "silence": "1", "phone": "0470 11 22 33"}


def sent(house: House, client: InspectingClient, **typed: str) -> UUID:
    """An idea on the shelf whose author is remembered by this browser."""
    entry = visits.sent_idea(house, client, **typed)
    visits.publish(house, entry)
    return entry


def picked(house: House, entry: UUID) -> None:
    """The vote is over, its result closed, and this idea picked, for whatever reason."""
    visits.move(house, PhaseKind.VOTE, closes=-2 * HOUR)
    phase, now = visits.phase(house, PhaseKind.VOTE), clock.now()
    with house.app.app_context():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
        results.close(phase.campaign_id, phase.id, by=owner, now=now)
        results.pick(phase.campaign_id, phase.id, entry, rank=1, reason="It is theirs.", by=owner, now=now)


def asked(house: House, entry: UUID) -> None:
    """Its author is asked to accept within a day."""
    phase, now = visits.phase(house, PhaseKind.VOTE), clock.now()
    with house.app.app_context():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
        acceptances.ask(phase.campaign_id, phase.id, entry, answer_by=now + DAY, by=owner, now=now)


def passed(house: House, entry: UUID) -> None:
    """The prize passes on."""
    phase, now = visits.phase(house, PhaseKind.VOTE), clock.now()
    with house.app.app_context():
        owner = rehearsal.person(Role.OWNER, lang="fr", now=now)
        acceptances.pass_on(phase.campaign_id, phase.id, entry, reason="They declined.", by=owner, now=now)


def goes_by(house: House, length: timedelta) -> None:
    """So much time goes by for what was asked."""
    with house.app.app_context(), transaction() as session:
        for row in session.scalars(select(Acceptance).where(Acceptance.campaign_id == house.campaign())):
            row.asked_at, row.answer_by = row.asked_at - length, row.answer_by - length


def acceptance(house: House, entry: UUID) -> Acceptance | None:
    """What was asked and answered."""
    with house.app.app_context():
        found = select(Acceptance).where(Acceptance.entry_id == entry)
        return reading().scalars(found.execution_options(populate_existing=True)).one_or_none()
