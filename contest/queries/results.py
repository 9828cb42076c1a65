"""Results: the figures as the public may see them, and as staff sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from contest.db import reading
from contest.models import Announcement, Campaign, Entry, Phase, Result, Selection, Tally, Turnout
from contest.rules import announcements, blend, crisis
from contest.rules.ballots import vote_rules
from contest.rules.blend import Blend, Blended, Part
from contest.rules.counting import Round
from contest.rules.entries import EntryState
from contest.rules.papers import MOST_STARS, RANKED, Method
from contest.rules.phases import PhaseKind
from contest.rules.results import Standing, figures_shown, ranking


@dataclass(frozen=True)
class Place:
    """Where the next page of figures starts: after this many votes and this entry number."""

    votes: int
    number: int


@dataclass(frozen=True)
class Line:
    """One entry in the figures; rank with ties (1, 1, 3), share of all counted votes 0 to 1."""

    entry_id: UUID
    number: int
    name: str
    shown_author: str
    lang: str
    picture_id: UUID | None
    votes: int
    rank: int
    tied: bool
    share: float


@dataclass(frozen=True)
class Figures:
    """One page of figures: how many ballots are counted, the first entries first, where the next page starts.

    Until a ranking is closed its entries stand by their first places.
    """

    counted: int
    final: bool
    lines: tuple[Line, ...]
    next: Place | None
    method: Method = Method.ONE


@dataclass(frozen=True)
class FrozenBlend:
    """What a closed result was made of: the formula, each entry's points, the digests of the figures brought in."""

    formula: Blend
    rows: tuple[Blended, ...]
    digests: Mapping[Part, str]


def public_figures(
    campaign_id: UUID, phase_id: UUID, now: datetime, *, after: Place | None = None, limit: int = 24
) -> Figures | None:
    """What the public may see now, or None while it is hidden. The same gate for every output."""
    if not are_public(campaign_id, phase_id, now):
        return None
    return staff_figures(campaign_id, phase_id, after=after, limit=limit)


def are_public(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether the public may see the figures of this vote now; one statement."""
    of_phase = (Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id)
    told = (Announcement.campaign_id == Phase.campaign_id, Announcement.phase_id == Phase.id)
    vote = (
        reading()
        .execute(
            select(
                *(Phase.settings, Phase.opens, Phase.closes, Campaign.crisis, Result.closed_at),
                *(Announcement.opens.label("told_at"), Announcement.withdrawn_at, Announcement.awaits),
            )
            .join(Campaign, Campaign.id == Phase.campaign_id)
            .outerjoin(Result, and_(*of_phase))
            .outerjoin(Announcement, and_(*told))
            .where(Phase.campaign_id == campaign_id, Phase.id == phase_id, Phase.kind == PhaseKind.VOTE)
        )
        .first()
    )
    if vote is None or crisis.read(vote.crisis).results:
        return False
    rules, told_at = vote_rules(vote.settings), (vote.told_at, vote.withdrawn_at, now)
    return figures_shown(
        rules.exposure,
        opened=vote.opens <= now,
        curtain=bool(rules.hidden) and vote.closes - rules.hidden <= now,
        closed=vote.closed_at is not None,
        announced=vote.told_at is not None and announcements.is_shown(*told_at, awaits=vote.awaits),
        embargoed=vote.told_at is not None and announcements.is_waiting(*told_at, awaits=vote.awaits),
    )


def public_votes(campaign_id: UUID, phase_id: UUID, entry_id: UUID, now: datetime) -> int | None:
    """The votes of one entry as the public may see them now; None while they are hidden."""
    if not are_public(campaign_id, phase_id, now):
        return None
    row = reading().get(Tally, (campaign_id, phase_id, entry_id))
    return row.votes if row else 0


def staff_figures(campaign_id: UUID, phase_id: UUID, *, after: Place | None = None, limit: int = 24) -> Figures:
    """The figures as they stand, whatever the public sees; published entries with at least one vote."""
    here = _here(campaign_id, phase_id)
    settings, total, closed = (
        reading()
        .execute(
            select(Phase.settings, func.coalesce(Turnout.ballots, 0), Result.closed_at)
            .outerjoin(Turnout, and_(Turnout.campaign_id == Phase.campaign_id, Turnout.phase_id == Phase.id))
            .outerjoin(Result, and_(Result.campaign_id == Phase.campaign_id, Result.phase_id == Phase.id))
            .where(Phase.campaign_id == campaign_id, Phase.id == phase_id)
        )
        .one()
    )
    rules, final = vote_rules(settings), closed is not None
    method = rules.method
    if final and (method in RANKED or rules.blend):
        return Figures(total, final, _ranked(campaign_id, phase_id), None, method)
    rows = (
        reading()
        .execute(
            select(*_SHOWN, Tally.votes)
            .join(Entry, _its_entry())
            .where(*here, *_following(after))
            .order_by(Tally.votes.desc(), Entry.number)
            .limit(limit + 1)
        )
        .all()
    )
    page = rows[:limit]
    following = Place(page[-1].votes, page[-1].number) if len(rows) > limit else None
    most = total * (MOST_STARS if method is Method.STARS else 1)
    return Figures(total, final, _lines(here, page, most), following, method)


def _ranked(campaign_id: UUID, phase_id: UUID) -> tuple[Line, ...]:
    """The frozen ranking, of the entries that are still published: few, for they were written on one paper."""
    places = standings(campaign_id, phase_id)
    shown = (Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED)
    ids = [place.entry_id for place in places]
    known = {row.entry_id: row for row in reading().execute(select(*_SHOWN).where(*shown, Entry.id.in_(ids)))}
    return tuple(
        Line(**known[place.entry_id]._mapping, votes=place.votes, rank=place.rank, tied=place.tied, share=place.share)
        for place in places
        if place.entry_id in known
    )


def result(campaign_id: UUID, phase_id: UUID) -> Result | None:
    """The frozen result, when it was closed."""
    return reading().get(Result, (campaign_id, phase_id))


def is_signed(campaign_id: UUID, phase_id: UUID) -> bool:
    """Whether a result is closed, and signed by a second person where its vote asks for one."""
    found = result(campaign_id, phase_id)
    if found is None:
        return False
    return (
        found.signed_at is not None
        or not vote_rules(reading().get_one(Phase, (campaign_id, phase_id)).settings).two_sign
    )


def standings(campaign_id: UUID, phase_id: UUID) -> list[Standing]:
    """The frozen ranking, first to last, ties marked; empty before the close. Votes are always the public's."""
    found = result(campaign_id, phase_id)
    if found is None:
        return []
    # A result that was closed before there were other ways to vote says no more than what was counted.
    of = found.figures.get("of", found.figures["counted"]) or 1
    votes = {row["entry"]: row["votes"] for row in found.figures["ranking"]}
    return [
        Standing(UUID(row["entry"]), votes[row["entry"]], row["rank"], row["tied"], votes[row["entry"]] / of)
        for row in _deciding(found.figures)["ranking"]
    ]


def standing_so_far(campaign_id: UUID, phase_id: UUID, entries: Sequence[UUID]) -> list[Standing]:
    """The public vote of these entries as it stands, also those without a vote: for staff, before the close too.

    Of rankings it is the first places.
    """
    rows = reading().execute(
        select(Tally.entry_id, Tally.votes).where(
            Tally.campaign_id == campaign_id, Tally.phase_id == phase_id, Tally.entry_id.in_(entries)
        )
    )
    votes = {row.entry_id: row.votes for row in rows}
    return ranking([(entry, votes.get(entry, 0)) for entry in entries])


def places_by_vote(campaign_id: UUID, phase_id: UUID) -> dict[UUID, int]:
    """The places of a closed result by the public vote alone, the first ones first."""
    found = result(campaign_id, phase_id)
    return {UUID(row["entry"]): row["rank"] for row in found.figures["ranking"]} if found else {}


def is_tie(figures: Mapping[str, Any]) -> bool:
    """Whether several share the first place of a frozen result."""
    return bool(_deciding(figures)["tie"])


def firsts(figures: Mapping[str, Any]) -> list[UUID]:
    """Whose entries share the first place of a frozen result, or the one that has it alone."""
    return [UUID(row["entry"]) for row in _deciding(figures)["ranking"] if row["rank"] == 1]


def blend_of(campaign_id: UUID, phase_id: UUID) -> FrozenBlend | None:
    """The blend of a closed result; None where the public vote alone decided, or nothing is closed."""
    found = result(campaign_id, phase_id)
    said = found.figures.get("blend") if found else None
    formula = blend.of_settings(said)
    if formula is None or said is None:
        return None
    rows = (
        Blended(
            UUID(row["entry"]),
            {Part(part): number for part, number in row["points"].items()},
            row["total"],
            row["rank"],
            row["tied"],
        )
        for row in said["ranking"]
    )
    return FrozenBlend(formula, tuple(rows), {Part(one["part"]): one.get("digest", "") for one in said["parts"]})


def _deciding(figures: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a frozen result that says who won: its blend, else the count of the vote."""
    decides: Mapping[str, Any] = figures.get("blend") or figures
    return decides


def counting(campaign_id: UUID, phase_id: UUID) -> tuple[list[Round], dict[tuple[UUID, UUID], int]]:
    """The rounds of a closed runoff, or the duels of Schulze's method: how many prefer the first to the second."""
    found = result(campaign_id, phase_id)
    figures = found.figures if found else {}
    rounds = [
        Round(
            {UUID(entry): votes for entry, votes in one["votes"].items()},
            tuple(map(UUID, one["leaving"])),
            one["exhausted"],
        )
        for one in figures.get("rounds", ())
    ]
    duels = {(UUID(first), UUID(second)): prefer for first, second, prefer in figures.get("duels", ())}
    return rounds, duels


def selections(campaign_id: UUID, phase_id: UUID) -> list[Selection]:
    """Who was picked, by rank. Staff only: the public sees picks through queries.announcements."""
    return list(
        reading().scalars(
            select(Selection)
            .where(Selection.campaign_id == campaign_id, Selection.phase_id == phase_id)
            .order_by(Selection.rank)
        )
    )


_SHOWN = (
    Entry.id.label("entry_id"),
    Entry.number,
    Entry.name,
    Entry.shown_author,
    Entry.lang,
    Entry.picture_id,
)


def _here(campaign_id: UUID, phase_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Tally.campaign_id == campaign_id,
        Tally.phase_id == phase_id,
        Tally.votes > 0,
        Entry.state == EntryState.PUBLISHED,
    )


def _its_entry() -> ColumnElement[bool]:
    return and_(Entry.campaign_id == Tally.campaign_id, Entry.id == Tally.entry_id)


def _following(after: Place | None) -> tuple[ColumnElement[bool], ...]:
    if after is None:
        return ()
    equal = and_(Tally.votes == after.votes, Entry.number > after.number)
    return (Tally.votes <= after.votes, or_(Tally.votes < after.votes, equal))


def _lines(here: Sequence[ColumnElement[bool]], page: Sequence[Any], total: int) -> tuple[Line, ...]:
    """The rows with rank and ties, which also depend on entries before and after this page."""
    if not page:
        return ()
    most, least = page[0].votes, page[-1].votes
    beyond = (
        reading()
        .execute(
            select(
                func.coalesce(func.sum(case((Tally.votes > most, 1), else_=0)), 0),
                func.coalesce(func.sum(case((Tally.votes == most, 1), else_=0)), 0),
                func.coalesce(func.sum(case((Tally.votes == least, 1), else_=0)), 0),
            )
            .join(Entry, _its_entry())
            .where(*here, or_(Tally.votes >= most, Tally.votes == least))
        )
        .one()
    )
    ahead, with_most, with_least = (int(number) for number in beyond)
    sizes: dict[int, int] = {}
    for row in page:
        sizes[row.votes] = sizes.get(row.votes, 0) + 1
    sizes |= {most: with_most, least: with_least}
    ranks: dict[int, int] = {}
    rank = ahead + 1
    for votes in sorted(sizes, reverse=True):
        ranks[votes] = rank
        rank += sizes[votes]
    return tuple(
        Line(**row._mapping, rank=ranks[row.votes], tied=sizes[row.votes] > 1, share=row.votes / (total or 1))
        for row in page
    )
