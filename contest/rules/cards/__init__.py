"""Share cards: what stands on one, what it is called, and how it is drawn; pure, in SVG like the packets."""

from contest.rules.cards.card import (
    Card,
    Face,
    Kind,
    Named,
    Packet,
    Shape,
    digest_of,
    file_name,
    folder_of,
    read_name,
    subject_of,
    texts_of,
)
from contest.rules.cards.fonts import unreached
from contest.rules.cards.looks import Look, look_of
from contest.rules.cards.posters import blank, parts_of, svg_of
from contest.rules.cards.scripts import foreign_words

__all__ = [
    "Card", "Face", "Kind", "Look", "Named", "Packet", "Shape",
    "blank", "digest_of", "file_name", "folder_of", "foreign_words", "look_of", "parts_of", "read_name", "subject_of",
    "svg_of", "texts_of", "unreached",
]  # fmt: skip
