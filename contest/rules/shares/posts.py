"""What the people behind a contest post themselves: for each network a text within its length, its tags, its picture.

Lengths are those the networks publish, counted as each counts: X weighs letters and takes any link for 23, Mastodon
too; Bluesky counts what one sees as a letter; a picture's caption counts units of UTF-16. Where a link has a field of
its own it is not in the text.
"""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contest.rules.cards import Shape
from contest.rules.shares.captions import LONGEST_CAPTION, length
from contest.rules.shares.networks import Network
from contest.rules.shares.targets import SHORTENED, shortened, weight

_APART = "\n\n"


@dataclass(frozen=True)
class Room:
    """What a network has room for.

    `link` is what the link takes of the text: a number, None for its own length, or 0 where it stands in a field of
    its own; `tags` how many are usual there; `shape` the card that suits.
    """

    longest: int
    link: int | None = None
    tags: int = 3
    measure: Callable[[str], int] = len
    shape: Shape = Shape.WIDE


def _letters(text: str) -> int:
    """Letters as one sees them, at most: marks upon a letter and joiners of emoji are no letters of their own."""
    return sum(not unicodedata.combining(one) and one not in "\u200d\ufe0f" for one in text)


ROOMS: dict[Network, Room] = {
    Network.FACEBOOK: Room(63206),
    Network.CAPTION: Room(LONGEST_CAPTION, tags=5, measure=length, shape=Shape.STORY),
    Network.X: Room(280, link=SHORTENED, tags=2, measure=weight),
    Network.LINKEDIN: Room(3000),
    Network.WHATSAPP: Room(700, tags=0),
    Network.TELEGRAM: Room(1024, tags=1, measure=length),
    Network.BLUESKY: Room(300, tags=2, measure=_letters),
    Network.THREADS: Room(500, tags=1),
    Network.MASTODON: Room(500, link=SHORTENED),
    Network.PINTEREST: Room(500, link=0, tags=2, shape=Shape.STORY),
    Network.REDDIT: Room(300, link=0, tags=0),
}
POSTED_ON = tuple(ROOMS)


@dataclass(frozen=True)
class Wanted:
    """What a post should say: the news, the campaign's words about it, the link, tags with their hash."""

    lead: str
    words: str
    link: str
    tags: Sequence[str] = ()


@dataclass(frozen=True)
class Post:
    """A post for one network: `text` to copy; `length` of `longest`, as the network counts; the card's `shape`."""

    network: Network
    text: str
    length: int
    longest: int
    shape: Shape


def post(network: Network, wanted: Wanted) -> Post:
    """The post. Without room the later tags go first, then the campaign's words are cut, then the first tag, the news.

    The link is always whole. Errors: KeyError for a way that is no network to post on.
    """
    room = ROOMS[network]
    tags = list(wanted.tags[: room.tags])
    while len(tags) > 1 and _taken(room, wanted.link, wanted.lead, wanted.words, tags) > room.longest:
        tags.pop()
    words = _cut(room, wanted.words, _taken(room, wanted.link, wanted.lead, "x", tags) - 1)
    if not words and _taken(room, wanted.link, wanted.lead, "", tags) > room.longest:
        tags = []
    lead = _cut(room, wanted.lead, _taken(room, wanted.link, "x", words, tags) - 1)
    link = "" if room.link == 0 else wanted.link
    text = _APART.join(filter(None, (lead, words, link, " ".join(tags))))
    return Post(network, text, _taken(room, wanted.link, lead, words, tags), room.longest, room.shape)


def _cut(room: Room, text: str, taken: int) -> str:
    """The text within what is left of the room."""
    # What is longer than the whole room is not taken off letter by letter.
    return shortened(text[: room.longest + 1], max(0, room.longest - taken), room.measure)


def _taken(room: Room, link: str, lead: str, words: str, tags: Sequence[str]) -> int:
    """How much of the room these parts take, with what stands between them."""
    said = _APART.join(filter(None, (lead, words, " ".join(tags))))
    if room.link == 0:
        return room.measure(said)
    between = len(_APART) if said else 0
    return room.measure(said) + between + (room.measure(link) if room.link is None else room.link)
