"""A result by a blend of the public vote, a jury's scores and sales. Whole numbers only: anybody counts the same.

Each part's figures become points of at most a hundred, rounded to hundredths: that is what is published, and what the
blend is made of. The figures of jury and sales themselves stay with the brand, sealed by their digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any
from uuid import UUID

from contest.rules.objections import Objection
from contest.rules.papers import MOST_STANDING, RANKED, Method
from contest.rules.results import Standing

FORMULA = "blend/1"
# A hundred points, in hundredths; and a hundred per cent.
FULL, WHOLE = 10_000, 100


class Part(StrEnum):
    """What a result may be made of, in the order in which equal ones are told apart."""

    PUBLIC = "public"
    JURY = "jury"
    SALES = "sales"


class Points(StrEnum):
    """How a part's figures become points: as a share of the best one, or by place."""

    SHARE = "share"
    RANK = "rank"


# Whose figures the house does not count itself.
BROUGHT = (Part.JURY, Part.SALES)


@dataclass(frozen=True)
class Term:
    """One part: its weight in per cent, and how it becomes points."""

    part: Part
    weight: int
    points: Points


@dataclass(frozen=True)
class Blend:
    """A formula: its parts, public vote first, and the part that decides first between equal totals."""

    terms: tuple[Term, ...]
    first: Part

    @property
    def brought(self) -> tuple[Part, ...]:
        """The parts whose figures are brought in."""
        return tuple(term.part for term in self.terms if term.part in BROUGHT)

    @property
    def deciding(self) -> tuple[Part, ...]:
        """The parts in the order in which they tell equal totals apart."""
        return (self.first, *(term.part for term in self.terms if term.part is not self.first))

    def as_settings(self) -> dict[str, Any]:
        """As it is stored, frozen and published."""
        return {
            "parts": [
                {"part": term.part.value, "weight": term.weight, "points": term.points.value} for term in self.terms
            ],
            "first": self.first.value,
        }


@dataclass(frozen=True)
class Blended:
    """One entry: its points by part in hundredths, the weighed sum of them, its place.

    `total` is the sum of weight times points, at most a million: a hundred points are a million.
    """

    entry_id: UUID
    points: Mapping[Part, int]
    total: int
    rank: int
    tied: bool


Figures = Mapping[Part, Mapping[UUID, Fraction]]


def of_settings(stored: Mapping[str, Any] | None) -> Blend | None:
    """The formula as it was stored; None where the public vote alone decides."""
    if not stored:
        return None
    terms = tuple(Term(Part(one["part"]), one["weight"], Points(one["points"])) for one in stored["parts"])
    return Blend(terms, Part(stored["first"]))


def objections(blend: Blend, method: Method, *, standing: int) -> tuple[Objection, ...]:
    """Every reason against a formula where people vote that way and so many entries stand."""
    found = []
    if any(not 0 < term.weight < WHOLE for term in blend.terms) or sum(term.weight for term in blend.terms) != WHOLE:
        found.append(Objection("blend_weights", "weights"))
    if not blend.terms or blend.terms[0].part is not Part.PUBLIC:
        found.append(Objection("blend_without_public", "weights"))
    if blend.first not in {term.part for term in blend.terms}:
        found.append(Objection("blend_first_missing", "first"))
    if method in RANKED and any(term.part is Part.PUBLIC and term.points is Points.SHARE for term in blend.terms):
        found.append(Objection("blend_needs_places", "points_public"))
    if standing > MOST_STANDING:
        found.append(Objection("blend_too_many", "weights", {"most": MOST_STANDING}))
    return tuple(found)


def share_points(figure: Fraction | int, best: Fraction | int) -> int:
    """The share of the best figure, in hundredths of a point, half a hundredth rounded up; 0 where nobody has any."""
    if best <= 0:
        return 0
    exact = Fraction(figure) * FULL / Fraction(best)
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)


def rank_points(rank: int, among: int) -> int:
    """A hundred points for the first of so many, and an equal step less for each place, in hundredths as above."""
    return (2 * FULL * (among - rank + 1) + among) // (2 * among)


def blended(blend: Blend, public: Sequence[Standing], figures: Figures) -> tuple[Blended, ...]:
    """The result, the first one first. `public` is the public vote's, of every entry that stands.

    Equal totals: whoever is ahead in the part that decides first (in the public vote by its places, otherwise by
    points), then in the others; equal in all, they share the place, in the order in which they were given.
    Errors: KeyError for a figure that is missing.
    """
    brought = points_brought(blend, [row.entry_id for row in public], figures)
    return with_public(blend, public, brought)


def points_brought(blend: Blend, entries: Sequence[UUID], figures: Figures) -> dict[UUID, dict[Part, int]]:
    """The points of what is brought in, which the public changes nothing about. Errors: as `blended`."""
    points: dict[UUID, dict[Part, int]] = {entry: {} for entry in entries}
    for term in blend.terms:
        if term.part in BROUGHT:
            known = {entry: figures[term.part][entry] for entry in entries}
            for entry, number in _by_figures(term.points, known).items():
                points[entry][term.part] = number
    return points


def with_public(
    blend: Blend, public: Sequence[Standing], brought: Mapping[UUID, Mapping[Part, int]]
) -> tuple[Blended, ...]:
    """The result, from the public vote and the points of what was brought in."""
    term = next(term for term in blend.terms if term.part is Part.PUBLIC)
    if term.points is Points.RANK:
        votes = {row.entry_id: rank_points(row.rank, len(public)) for row in public}
    else:
        votes = _by_figures(Points.SHARE, {row.entry_id: row.votes for row in public})
    points = {entry: {Part.PUBLIC: number, **brought[entry]} for entry, number in votes.items()}
    keys = {row.entry_id: key(blend, points[row.entry_id], row.rank) for row in public}
    return _placed(blend, points, keys)


def _by_figures(how: Points, known: Mapping[UUID, Fraction | int]) -> dict[UUID, int]:
    if how is Points.SHARE:
        best = max(known.values(), default=0)
        return {entry: share_points(figure, best) for entry, figure in known.items()}
    order = sorted(known.values(), reverse=True)
    return {entry: rank_points(order.index(figure) + 1, len(order)) for entry, figure in known.items()}


def _total(blend: Blend, points: Mapping[Part, int]) -> int:
    return sum(term.weight * points[term.part] for term in blend.terms)


def key(blend: Blend, points: Mapping[Part, int], place: int) -> tuple[int, ...]:
    """What orders entries, the greater before the lesser; equal ones share a place. `place` is the public's."""
    told = (-place if part is Part.PUBLIC else points[part] for part in blend.deciding)
    return (_total(blend, points), *told)


def _placed(
    blend: Blend, points: Mapping[UUID, Mapping[Part, int]], keys: Mapping[UUID, tuple[int, ...]]
) -> tuple[Blended, ...]:
    order = sorted(keys, key=keys.__getitem__, reverse=True)
    all_keys = [keys[entry] for entry in order]
    return tuple(
        Blended(
            entry,
            points[entry],
            _total(blend, points[entry]),
            all_keys.index(keys[entry]) + 1,
            tied=all_keys.count(keys[entry]) > 1,
        )
        for entry in order
    )


def proportioned(blend: Blend, public: int) -> Blend:
    """The same formula with another weight of the public vote, the other parts keeping their proportion.

    Whole per cent: what is left over goes to the largest remainders, in the order of the parts.
    """
    rest = [term for term in blend.terms if term.part is not Part.PUBLIC]
    of, left = sum(term.weight for term in rest), WHOLE - public
    shares = [divmod(term.weight * left, of) for term in rest]
    missing = left - sum(whole for whole, _ in shares)
    most = sorted(range(len(rest)), key=lambda place: -shares[place][1])[:missing]
    weights = {term.part: shares[place][0] + (place in most) for place, term in enumerate(rest)}
    return Blend(
        tuple(Term(term.part, weights.get(term.part, public), term.points) for term in blend.terms), blend.first
    )


def as_result(blend: Blend, rows: Iterable[Blended], digests: Mapping[Part, str]) -> dict[str, Any]:
    """What is frozen with the result, and published: the formula, the digests, each entry's points."""
    placed = list(rows)
    parts = blend.as_settings()["parts"]
    return {
        "formula": FORMULA,
        "first": blend.first.value,
        "parts": [
            {**one, **({"digest": digests[Part(one["part"])]} if one["part"] in BROUGHT else {})} for one in parts
        ],
        "tie": bool(placed) and placed[0].tied,
        "ranking": [
            {
                "entry": str(row.entry_id),
                "points": {part.value: number for part, number in row.points.items()},
                "total": row.total,
                "rank": row.rank,
                "tied": row.tied,
            }
            for row in placed
        ],
    }
