"""Entries as the public sees them: the packet, the photograph in its window, the name on the shelf."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import url_for
from markupsafe import Markup

from contest.queries import pictures
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard, EntryDetail, OwnEntry
from contest.queries.pictures import PictureSize
from contest.rules import addresses, themes
from contest.rules.drawings import chip_svg, dashed_packet_svg, packet_svg, palette_of, seal_svg
from contest.rules.pictures import WIDTHS, alternative_key
from contest.services import cards as share_cards
from contest.web.pages import Page
from contest.words import catalogues, dates

# Changes when the drawing does, so that kept drawings are asked for again.
DRAWN_AS = 1


@dataclass(frozen=True)
class Card:
    """One place on the shelf."""

    name: str
    author: str
    lang: str
    address: str
    drawing: str
    photo: str
    photo_alternative: str
    palette: str
    flood: str
    number: int
    empty: bool = False


def card(page: Page, entry: EntryCard) -> Card:
    """A published entry as a place on the shelf."""
    return Card(
        name=entry.name,
        author=entry.shown_author,
        lang=entry.lang,
        address=addresses.path("entry", lang=page.lang, campaign=page.campaign.slug, number=entry.number),
        drawing=drawing_address(page.campaign, entry),
        photo=photo_address(page.campaign, entry.picture_id, 320),
        photo_alternative=entry.picture_alternative,
        palette=palette_of(entry.name).key,
        flood=palette_of(entry.name).flood,
        number=entry.number,
    )


def photo_address(campaign: CampaignView, picture: UUID | None, width: int) -> str:
    """Where a picture is, at a width in pixels; empty when there is none."""
    if picture is None:
        return ""
    return url_for("media.picture", campaign_id=campaign.id.hex, picture=picture.hex, width=width)


@dataclass(frozen=True)
class Figure:
    """A picture of an entry for its page; its width and height keep its place while it loads."""

    small: str
    middle: str
    address: str
    width: int
    height: int
    alternative: str


def figures(campaign: CampaignView, found: EntryDetail) -> list[Figure]:
    """The pictures of an entry, the cover first, where there are several; one alone shows in the drawing."""
    card = found.card
    album = pictures.album(campaign.id, card.id, card.version, card.picture_id) if card.picture_id else ()
    return [_figure(campaign, one, found.answers) for one in album] if len(album) > 1 else []


def _figure(campaign: CampaignView, one: PictureSize, answers: Mapping[str, Any]) -> Figure:
    small, middle, large = (photo_address(campaign, one.id, width) for width in WIDTHS)
    return Figure(small, middle, large, one.width, one.height, str(answers.get(alternative_key(one.place), "")))


def drawing_address(campaign: CampaignView, entry: EntryCard) -> str:
    """Where the drawing is; the address changes with the words it is drawn from."""
    return url_for("entries.drawing", campaign=campaign.slug, number=entry.number, digest=digest_of(entry))


def digest_of(entry: EntryCard) -> str:
    """Eight hexadecimal digits over what is drawn."""
    drawn = f"{DRAWN_AS}|{entry.name}|{entry.lang}|{entry.number}|{entry.picture_id is not None}"
    return hashlib.sha256(drawn.encode()).hexdigest()[:8]


def drawing_of(campaign: CampaignView, name: str, lang: str, number: int | None, *, photo: bool) -> Markup:
    """The drawing itself, with the foot's words in the entry's own language."""
    return Markup(_drawn(name, lang, number or 0, brand=campaign.brand, photo=photo))  # noqa: S704 - paths, with an escaped title


@lru_cache(maxsize=2048)
def _drawn(name: str, lang: str, number: int, *, brand: str, photo: bool) -> str:
    foot = catalogues.translations(lang).gettext("Net weight: one idea")
    shown = catalogues.translations(lang).gettext("no. %(number)s", number=dates.number(lang, number)) if number else ""
    return packet_svg(name, foot=foot, number=shown, photo=photo, brand=brand)


def seal(first: str, second: str) -> Markup:
    """The winner's seal: the number of votes."""
    return Markup(seal_svg([first, second], "#1B1A2E", "#FFF8EA", first_ink="#F7BC21"))  # noqa: S704


def voted_seal(page: Page) -> Markup:
    """The seal on a packet one has voted for."""
    tokens = themes.tokens_of(page.campaign.look)
    return Markup(seal_svg(share_cards.seal_of_vote(page.lang), tokens["second"], tokens["on-second"]))  # noqa: S704


def gesture_drawings(page: Page) -> tuple[tuple[Markup, ...], ...]:
    """What stands above the three gestures: an empty packet and a crisp, two packets and a seal, one packet."""
    lang, brand = page.lang, page.brand
    names = {
        "fr": ("Un nom", "Chicons du dimanche soir", "Ail, ail, ail", "Le fond du cornet"),
        "nl": ("Een naam", "Augurk zonder excuses", "Mosselen natuur", "Soep met ballekes"),
        "en": ("A name", "Sunday roast, Tuesday", "Cheese & apology", "Chips at half-time"),
    }[lang]
    tokens = themes.tokens_of(page.campaign.look)
    band, accent = tokens["second"], tokens["accent"]
    # The empty packet stands on the band itself.
    named = tokens["accent-words"]
    named = named if themes.reads(named, (band,), themes.LARGE) else tokens["on-second"]
    packets = [Markup(_drawn(name, lang, 0, brand=brand, photo=False)) for name in names[1:]]  # noqa: S704
    return (
        (
            Markup(dashed_packet_svg(names[0], ink=tokens["on-second"], accent=named)),  # noqa: S704
            Markup(chip_svg(fill=accent, rib=band, tilt=8)),  # noqa: S704
        ),
        (*packets[:2], Markup(seal_svg(share_cards.seal_of_vote(lang), accent, tokens["on-accent"]))),  # noqa: S704
        (packets[2],),
    )


@dataclass(frozen=True)
class OwnCard:
    """An idea as its author sees it, on the shelf or not."""

    name: str
    drawn: Markup
    photo: str
    photo_alternative: str


def own_card(page: Page, entry: OwnEntry) -> OwnCard:
    """One's own idea, drawn into the page; its photograph comes from a door that knows its author."""
    photo = page.to("my_picture", entry=entry.id.hex) if entry.picture_id else ""
    drawn = drawing_of(page.campaign, entry.name, entry.lang, entry.number, photo=entry.picture_id is not None)
    return OwnCard(entry.name, drawn, photo, str(entry.answers.get("alternative", "")))
