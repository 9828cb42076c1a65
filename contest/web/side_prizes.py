"""What every page says of a draw of side prizes: what there is, where, and by which source."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contest.models import ConfirmationPurpose, Draw
from contest.queries import ballots, draws, results
from contest.queries.campaigns import CampaignView, PhaseView
from contest.words import dates, side_prizes


@dataclass(frozen=True)
class Said:
    """A draw in one language. `version` is that of the terms a voter agrees to."""

    version: int
    number: int
    shown: str
    prize: str
    countries: str
    source: str


def said(lang: str, draw: Draw) -> Said:
    """A draw as this language says it."""
    prize = draw.prizes.get(lang) or next(iter(draw.prizes.values()))
    where = side_prizes.countries(lang, draw.countries)
    return Said(draw.version, draw.number, dates.number(lang, draw.number), prize, where, draw.source)


def of_ballot(view: CampaignView, lang: str, purpose: str, ballot_id: UUID | None) -> Said | None:
    """What whoever confirms this ballot may take part in; nothing where that is over, or they do already."""
    found = ballots.ballot(view.id, ballot_id) if purpose == ConfirmationPurpose.BALLOT and ballot_id else None
    draw = draws.of(view.id, found.phase_id) if found else None
    if found is None or draw is None or results.result(view.id, found.phase_id) is not None:
        return None
    return said(lang, draw)


def is_open(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether list and places are told: no earlier than figures are, and receipts what became of a vote.

    Whose ticket is not on the list has no vote that counts.
    """
    return results.are_public(campaign_id, phase_id, now) and results.is_signed(campaign_id, phase_id)


def phase_of(view: CampaignView, position: int) -> tuple[PhaseView, Draw] | None:
    """The vote at this position and its draw; None where nothing is drawn."""
    phase = view.at(position)
    draw = draws.of(view.id, phase.id) if phase else None
    return (phase, draw) if phase and draw else None
