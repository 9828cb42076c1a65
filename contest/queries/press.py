"""Whom journalists call, and what they may cite: figures that are public, each as of a moment."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import Announcement, Outbox, PressContact
from contest.queries import entries, results
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules.papers import RANKED
from contest.rules.phases import PhaseKind


@dataclass(frozen=True)
class Votes:
    """The votes of one phase as the public may see them: `closed_at` once they are final.

    `held` and `excluded` are known then, if that was told already; `reasons` are (reason, ballots).
    """

    phase: PhaseView
    counted: int
    closed_at: datetime | None
    held: int | None = None
    excluded: int | None = None
    reasons: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Facts:
    """What may be cited now."""

    now: datetime
    ideas: int
    votes: tuple[Votes, ...]


@dataclass(frozen=True)
class Laureate:
    """An idea of an announcement that is shown, under the name its author agreed to.

    `votes` are its own of all `counted`; None where votes alone say nothing: a ranking, a blend, a finalist.
    """

    entry: EntryCard
    won: bool
    votes: int | None
    counted: int


def contact(campaign_id: UUID) -> PressContact | None:
    """Whom the press page names."""
    return reading().get(PressContact, campaign_id)


def facts(view: CampaignView, now: datetime) -> Facts:
    """Ideas online, and the votes of each phase whose figures the public may see now."""
    votes = (_votes(view.id, phase, now) for phase in view.of_kind(PhaseKind.VOTE))
    return Facts(now, entries.published_count(view.id), tuple(found for found in votes if found is not None))


def announced(view: CampaignView, shown: Shown) -> tuple[Laureate, ...]:
    """The ideas of an announcement (as it is shown) that are online, under the names they are announced with."""
    phase = view.at(shown.phase_position)
    cards = entries.by_ids(view.id, [picked.entry_id for picked in shown.picked])
    votes: dict[UUID, int] = {}
    counted = 0
    if phase is not None and not shown.of_finalists:
        result = results.result(view.id, phase.id)
        votes, counted = _standing(view.id, phase), result.figures["counted"] if result else 0
    return tuple(
        Laureate(
            replace(cards[one.entry_id], shown_author=one.shown_author),
            not shown.of_finalists,
            votes.get(one.entry_id),
            counted,
        )
        for one in shown.picked
        if one.entry_id in cards
    )


def written(campaign_id: UUID) -> list[Announcement]:
    """The announcements that are written and not taken back, whatever their hour. Staff only."""
    of = (Announcement.campaign_id == campaign_id, Announcement.withdrawn_at.is_(None))
    return list(reading().scalars(select(Announcement).where(*of).order_by(Announcement.opens, Announcement.phase_id)))


def unfinished(keys: Iterable[str]) -> frozenset[str]:
    """Which of these rows of the outbox are queued and neither done nor given up."""
    of = (Outbox.dedupe_key.in_(list(keys)), Outbox.done_at.is_(None), Outbox.dead_at.is_(None))
    return frozenset(reading().scalars(select(Outbox.dedupe_key).where(*of)))


def _standing(campaign_id: UUID, phase: PhaseView) -> dict[UUID, int]:
    """How many votes each idea has, where that alone decided."""
    if phase.rules.method in RANKED or results.blend_of(campaign_id, phase.id) is not None:
        return {}
    return {one.entry_id: one.votes for one in results.standings(campaign_id, phase.id)}


def _votes(campaign_id: UUID, phase: PhaseView, now: datetime) -> Votes | None:
    if not results.are_public(campaign_id, phase.id, now):
        return None
    closed = results.result(campaign_id, phase.id)
    if closed is None:
        return Votes(phase, results.staff_figures(campaign_id, phase.id, limit=1).counted, None)
    told = closed.figures
    if "set_aside" not in told:
        return Votes(phase, told["counted"], closed.closed_at)
    reasons: Counter[str] = Counter()
    for one in told["exclusions"]:
        reasons[one["reason"]] += one["ballots"]
    held, excluded = (sum(line[name] for line in told["set_aside"]) for name in ("held", "excluded"))
    return Votes(phase, told["counted"], closed.closed_at, held, excluded, tuple(sorted(reasons.items())))
