"""Having a card drawn in a test: one subject's, not the whole demo's."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from contest import clock
from contest.db import new_id, transaction
from contest.models import Campaign
from contest.services.deliveries import cards
from contest.services.deliveries.leases import Leased
from tests.living import RUNNING, House


def media(house: House) -> Path:
    """Where files lie."""
    return Path(house.app.config["SETTINGS"].media)


def draw(house: House, kind: str, slug: str = RUNNING, now: datetime | None = None, **ids: UUID) -> str:
    """Do what a row of the outbox asks for; what it noted."""
    moment = now or clock.now()
    named = {name: value.hex for name, value in ids.items()}
    with house.app.app_context():
        row = Leased(new_id(), house.campaign(slug), kind, named, "", 1, moment, moment)
        return cards.handlers(media(house))[kind](row, moment)


def speak_only(house: House, lang: str) -> None:
    """Campaigns in one language, and a third of the drawing."""
    with house.app.app_context(), transaction() as session:
        for campaign in session.query(Campaign):
            campaign.languages, campaign.default_language = [lang], lang
