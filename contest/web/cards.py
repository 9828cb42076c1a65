"""Entries as the public sees them: the packet or poster, the photograph in its window, the name on the shelf."""

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
from contest.rules import themes
from contest.rules.announcements import Mark
from contest.rules.drawings import Sheet, chip_svg, dashed_svg, drawn_svg, palette_of, seal_svg, sheet_of, streamer_svg
from contest.rules.pictures import WIDTHS, alternative_key
from contest.services import cards as share_cards
from contest.web.pages import Page
from contest.words import catalogues, dates, marks

# Changes when the drawing does, so that kept drawings are asked for again.
DRAWN_AS = 1
# Of a photograph.
PHOTO_WIDTHS = (320, 640)

# An empty sheet, then three names. For packets they are jokes; posters are of any contest.
GESTURES = {
    Sheet.PACKET: {
        "fr": ("Un nom", "Chicons du dimanche soir", "Ail, ail, ail", "Le fond du cornet"),
        "nl": ("Een naam", "Augurk zonder excuses", "Mosselen natuur", "Soep met ballekes"),
        "en": ("A name", "Sunday roast, Tuesday", "Cheese & apology", "Chips at half-time"),
    },
    Sheet.POSTER: {
        "fr": ("Une idée", "Celle-ci", "Ou celle-là", "La vôtre ?"),
        "nl": ("Een idee", "Deze hier", "Of toch die", "Die van jou?"),
        "en": ("One idea", "This one", "Or that one", "Maybe yours"),
    },
}


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
    sheet: Sheet
    photo_sizes: str = ""
    empty: bool = False
    mark: str = ""


def card(page: Page, entry: EntryCard, mark: Mark | None = None) -> Card:
    """A published entry as a place on the shelf, with what was announced of it."""
    return Card(
        name=entry.name,
        author=entry.shown_author,
        lang=entry.lang,
        address=page.to("entry", number=entry.number),
        drawing=drawing_address(page.campaign, entry),
        photo=photo_address(page.campaign, entry.picture_id, 320),
        photo_alternative=entry.picture_alternative,
        palette=palette_of(entry.name).key,
        flood=palette_of(entry.name).flood,
        number=entry.number,
        sheet=sheet_of(page.campaign.look),
        photo_sizes=_photo_sizes(page.campaign, entry.picture_id),
        mark=marks.word(page.lang, mark) if mark else "",
    )


def _photo_sizes(campaign: CampaignView, picture: UUID | None) -> str:
    """The widths a picture may be asked for where it fills its sheet; behind a packet's window one is enough."""
    if picture is None or sheet_of(campaign.look) is Sheet.PACKET:
        return ""
    return ", ".join(f"{photo_address(campaign, picture, width)} {width}w" for width in PHOTO_WIDTHS)


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
    return url_for("entries.drawing", campaign=campaign.slug, number=entry.number, digest=digest_of(campaign, entry))


def digest_of(campaign: CampaignView, entry: EntryCard) -> str:
    """Eight hexadecimal digits over what is drawn; those of a packet are as they were before there were posters."""
    sheet = sheet_of(campaign.look)
    drawn = f"{DRAWN_AS}|{entry.name}|{entry.lang}|{entry.number}|{entry.picture_id is not None}"
    drawn += "" if sheet is Sheet.PACKET else f"|{sheet}"
    return hashlib.sha256(drawn.encode()).hexdigest()[:8]


def drawing_of(campaign: CampaignView, name: str, lang: str, number: int | None, *, photo: bool) -> Markup:
    """The drawing itself, with the foot's words in the entry's own language."""
    sheet = sheet_of(campaign.look)
    return Markup(_drawn(sheet, name, lang, number or 0, brand=campaign.brand, photo=photo))  # noqa: S704 - paths, with an escaped title


@lru_cache(maxsize=2048)
def _drawn(sheet: Sheet, name: str, lang: str, number: int, *, brand: str, photo: bool) -> str:
    foot = catalogues.translations(lang).gettext("Net weight: one idea")
    shown = catalogues.translations(lang).gettext("no. %(number)s", number=dates.number(lang, number)) if number else ""
    return drawn_svg(sheet, name, foot=foot, number=shown, photo=photo, brand=brand)


def seal(first: str, second: str) -> Markup:
    """The winner's seal: the number of votes."""
    return Markup(seal_svg([first, second], "#1B1A2E", "#FFF8EA", first_ink="#F7BC21"))  # noqa: S704


def voted_seal(page: Page) -> Markup:
    """The seal on a packet one has voted for."""
    tokens = themes.tokens_of(page.campaign.look)
    return Markup(seal_svg(share_cards.seal_of_vote(page.lang), tokens["second"], tokens["on-second"]))  # noqa: S704


def dashed(page: Page, text: str, ink: str = "#1B1A2E", accent: str = "#B82509") -> Markup:
    """The sheet that waits for an idea."""
    return Markup(dashed_svg(sheet_of(page.campaign.look), text, ink=ink, accent=accent))  # noqa: S704


def gesture_drawings(page: Page) -> tuple[tuple[Markup, ...], ...]:
    """What stands above the three gestures: an empty sheet and a loose thing, two ideas and a seal, one idea."""
    lang, brand, sheet = page.lang, page.brand, sheet_of(page.campaign.look)
    names = GESTURES[sheet][lang]
    tokens = themes.tokens_of(page.campaign.look)
    band, accent = tokens["second"], tokens["accent"]
    # The empty sheet stands on the band itself.
    named = tokens["accent-words"]
    named = named if themes.reads(named, (band,), themes.LARGE) else tokens["on-second"]
    ideas = [Markup(_drawn(sheet, name, lang, 0, brand=brand, photo=False)) for name in names[1:]]  # noqa: S704
    return (
        (dashed(page, names[0], tokens["on-second"], named), _loose(sheet, accent, band)),
        (*ideas[:2], Markup(seal_svg(share_cards.seal_of_vote(lang), accent, tokens["on-accent"]))),  # noqa: S704
        (ideas[2],),
    )


def _loose(sheet: Sheet, fill: str, rib: str) -> Markup:
    """What has fallen out of a packet, or flies about a poster."""
    if sheet is Sheet.PACKET:
        return Markup(chip_svg(fill=fill, rib=rib, tilt=8))  # noqa: S704
    return Markup(streamer_svg(fill=fill, tilt=-14))  # noqa: S704


@dataclass(frozen=True)
class OwnCard:
    """An idea as its author sees it, on the shelf or not."""

    name: str
    drawn: Markup
    photo: str
    photo_alternative: str
    sheet: Sheet


def own_card(page: Page, entry: OwnEntry) -> OwnCard:
    """One's own idea, drawn into the page; its photograph comes from a door that knows its author."""
    photo = page.to("my_picture", entry=entry.id.hex) if entry.picture_id else ""
    drawn = drawing_of(page.campaign, entry.name, entry.lang, entry.number, photo=entry.picture_id is not None)
    return OwnCard(entry.name, drawn, photo, str(entry.answers.get("alternative", "")), sheet_of(page.campaign.look))
