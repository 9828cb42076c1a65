"""Pictures that show what another one shows, and pictures that show nothing.

A picture's shape is its difference hash (dHash): 64 bits, whether each of 8 by 8 spots is brighter than the one to
its left. Another size, another quality or a little more light changes a few of them. Cut into six bands, two shapes
that differ in five bits or fewer share at least one band whole: so an index finds them all.
"""

from collections.abc import Iterator

from contest.rules.findings.facts import Facts, Finding, Rule

BITS = 64
# Bits of each band.
BANDS = (11, 11, 11, 11, 10, 10)
MOST_DIFFERENT = len(BANDS) - 1
COPY, EMPTY = 20, 10
# The shorter side of a picture in which something can be seen, and how much the brightness varies in one.
SMALLEST, FLATTEST = 120, 4.0


def look_for_copies(facts: Facts) -> Iterator[Finding]:
    """One finding for each other idea with nearly the same picture."""
    for other in facts.picture_copies:
        yield Finding(Rule.PICTURE_COPY, COPY, facts={"entry": other.entry, "name": other.name})


def look_for_empty(facts: Facts) -> Iterator[Finding]:
    """A picture that is tiny, or of one colour."""
    for shot in facts.pictures:
        if min(shot.width, shot.height) < SMALLEST:
            said = {"kind": "tiny", "width": shot.width, "height": shot.height}
            yield Finding(Rule.PICTURE_EMPTY, EMPTY, facts=said)
        elif shot.contrast < FLATTEST:
            yield Finding(Rule.PICTURE_EMPTY, EMPTY, facts={"kind": "blank"})


def bands(shape: int) -> tuple[int, ...]:
    """The bands of a shape (64 bits, with or without a sign), from the highest bits down."""
    left, found = BITS, []
    for bits in BANDS:
        left -= bits
        found.append(shape >> left & ((1 << bits) - 1))
    return tuple(found)


def difference(one: int, other: int) -> int:
    """In how many of 64 bits two shapes differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()
