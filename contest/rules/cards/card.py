"""What stands on a card, as values; its digest and its name, by which a card is asked for and kept."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from contest.rules.cards.looks import Look
from contest.rules.drawings import Sheet

DRAWN_AS = 1
"""Changes when the drawing does, so that drawn cards are drawn again."""

_DIGITS = 12
_NAME = re.compile(
    r"(?P<kind>campaign|entry|voted|winner)(?:-(?P<number>[1-9]\d{0,9}))?"
    r"-(?P<lang>[a-z]{2})-(?P<shape>wide|story)-(?P<digest>[0-9a-f]{12})\.jpg"
)


class Kind(StrEnum):
    """What a card is about."""

    CAMPAIGN = "campaign"
    ENTRY = "entry"
    VOTED = "voted"
    WINNER = "winner"


class Shape(StrEnum):
    """The two formats: a link's preview, and a story that fills a phone."""

    WIDE = "wide"
    STORY = "story"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return (1200, 630) if self is Shape.WIDE else (1080, 1920)


@dataclass(frozen=True, slots=True)
class Face:
    """What every card of a campaign shows of it.

    `logo`: a picture's id, else the brand is drawn as a wordmark. `sheet`: what its entries are drawn on.
    """

    brand: str
    name: str
    tagline: str
    look: Look
    logo: str = ""
    # Told apart in `digest_of`, so that what a packet's cards are called does not change.
    sheet: Sheet = field(default=Sheet.PACKET, repr=False)


@dataclass(frozen=True, slots=True)
class Packet:
    """The packet of an entry, as on the site. `photo`: the id of the picture in its window, or empty."""

    name: str
    foot: str
    number: str = ""
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card, whatever its shape.

    `title`: the two lines of a campaign's title (`crown`: a crisp is its circumflex), `prize` and `empty` (packet and
    label) are the campaign's own; `packet`, `author` and `kicker` belong to an entry's; `lead` is a winner's
    standfirst; `seal` is one or two short lines.
    """

    kind: Kind
    lang: str
    face: Face
    title: tuple[str, str] = ("", "")
    crown: bool = False
    prize: tuple[str, str] = ("", "")
    empty: tuple[str, str] = ("", "")
    packet: Packet | None = None
    author: str = ""
    kicker: str = ""
    lead: str = ""
    seal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What the name of a card says: `number` is an entry's number or a phase's position, 0 for the campaign."""

    kind: Kind
    number: int
    lang: str
    shape: Shape
    digest: str


def texts_of(card: Card) -> tuple[str, ...]:
    """Every text that is set on a card, beside its packet's own."""
    name = card.packet.name if card.packet else ""
    return (name, card.author, card.kicker, card.lead, card.face.name, card.face.tagline, *card.prize, card.empty[1])


def digest_of(card: Card, shape: Shape) -> str:
    """Twelve hexadecimal digits over all that is drawn."""
    sheet = () if card.face.sheet is Sheet.PACKET else (card.face.sheet.value,)
    return sha256(repr((DRAWN_AS, shape.value, card, *sheet)).encode("utf-8", "replace")).hexdigest()[:_DIGITS]


def subject_of(kind: Kind, number: int = 0) -> str:
    """What a card is about, as its name begins: `campaign`, `entry-12`, `winner-3`."""
    return f"{kind}-{number}" if number else str(kind)


def file_name(card: Card, shape: Shape, number: int = 0) -> str:
    """The name of a card; another content has another name."""
    return f"{subject_of(card.kind, number)}-{card.lang}-{shape}-{digest_of(card, shape)}.jpg"


def read_name(name: str) -> Named | None:
    """What a name says; None when it is none of ours."""
    found = _NAME.fullmatch(name)
    if found is None or (found["kind"] == Kind.CAMPAIGN) is (found["number"] is not None):
        return None
    number = int(found["number"] or 0)
    return Named(Kind(found["kind"]), number, found["lang"], Shape(found["shape"]), found["digest"])


def folder_of(campaign_id: UUID, kind: Kind, number: int = 0) -> str:
    """Where the cards of one subject lie, below the media folder: an entry's two kinds are erased together."""
    subject = Kind.ENTRY if kind is Kind.VOTED else kind
    return f"{campaign_id.hex}/cards/{subject_of(subject, number)}"
