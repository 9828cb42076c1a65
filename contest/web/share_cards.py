"""The pictures that links of ours show elsewhere: where they are, from what a page knows already."""

from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from contest.queries.campaigns import CampaignView
from contest.queries.cards import Crowned
from contest.queries.entries import EntryCard
from contest.rules import addresses
from contest.rules import cards as rules
from contest.rules.announcements import Mark
from contest.rules.cards import Card, Shape
from contest.rules.drawings import Sheet, sheet_of
from contest.services import cards
from contest.words import catalogues

TYPE = "image/jpeg"


@dataclass(frozen=True)
class ShareCard:
    """A card as a page names it: whole address, size, what it shows; `path` here, `story` that of the standing one."""

    address: str
    width: int
    height: int
    alternative: str
    story: str
    path: str
    media_type: str = TYPE


def of_campaign(view: CampaignView, public_url: str) -> ShareCard:
    """The campaign's card."""
    alternative = " ".join(filter(None, (view.name, view.texts["tagline"])))
    return _named(view, cards.of_campaign(view), 0, public_url, alternative)


def of_entry(view: CampaignView, entry: EntryCard, public_url: str, mark: Mark | None = None) -> ShareCard:
    """An entry's card."""
    said = catalogues.translations(view.lang)
    if sheet_of(view.look) is Sheet.PACKET:
        alternative = said.gettext("A crisp packet that says “%(name)s”", name=entry.name)
    else:
        alternative = said.gettext("A poster that says “%(name)s”", name=entry.name)
    return _named(view, cards.of_entry(view, entry, mark), entry.number, public_url, alternative)


def of_voter(view: CampaignView, entry: EntryCard, public_url: str) -> ShareCard:
    """The card of who voted for an entry."""
    alternative = catalogues.translations(view.lang).gettext("I voted for “%(name)s”", name=entry.name)
    return _named(view, cards.of_voter(view, entry), entry.number, public_url, alternative)


def winner_is_drawn(view: CampaignView, found: Crowned) -> bool:
    """Whether the card of an announcement is there; until then its address answers with the campaign's."""
    return file_of(view, cards.of_winner(view, found), Shape.WIDE, found.shown.phase_position).is_file()


def of_winner(view: CampaignView, found: Crowned, public_url: str) -> ShareCard:
    """The card of an announcement that is shown."""
    card = cards.of_winner(view, found)
    alternative = f"{view.texts['winner_kicker']} {found.entry.name}".strip()
    return _named(view, card, found.shown.phase_position, public_url, alternative)


def file_of(view: CampaignView, card: Card, shape: Shape, number: int = 0) -> Path:
    """Where a card lies once it is drawn; `number` is its entry's, or the position of its announcement's phase."""
    folder = rules.folder_of(view.id, card.kind, number)
    return Path(current_app.config["SETTINGS"].media) / folder / rules.file_name(card, shape, number)


def _named(view: CampaignView, card: Card, number: int, public_url: str, alternative: str) -> ShareCard:
    width, height = Shape.WIDE.size
    wide, story = (
        addresses.path("card", campaign=view.slug, file=rules.file_name(card, shape, number)) for shape in Shape
    )
    return ShareCard(public_url + wide, width, height, alternative, story, wide)
