"""Joining two ideas while people vote: what the desk shows before it is done, and says after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.queries import clusters, moderation
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.queries.moderation import InVote, Waiting
from contest.rules.joining import LONGEST_REASON
from contest.services.moderation import Decided
from contest.web import access
from contest.words import fairplay, voting
from contest.words.catalogues import N_

DONE = N_("The two are one now, and the log of the vote says so. Its author hears of it in a minute.")
PROPOSED = N_("Your proposal is noted: it moves many votes, so somebody else has to agree.")
UNDOABLE = N_("Its author hears of it in a minute; until then you can take it back.")


@dataclass(frozen=True)
class Row:
    """One idea in the count of a vote: what it has and its place, now and with the two joined."""

    name: str
    lang: str
    own: bool
    amounts: tuple[str, str]
    places: tuple[str, str]


@dataclass(frozen=True)
class Shown:
    """What joining does to one vote: its name, how many ballots it moves, how many of these name both, the count."""

    name: str
    ballots: int
    both: int
    needs_two: bool
    by_one: int
    changes_first: bool
    rows: tuple[Row, ...]


def in_votes(view: CampaignView, gone: Waiting, kept: EntryCard | None) -> dict[str, Any]:
    """The running votes in which an idea stands, and, once the one that stays is named, what joining does to each."""
    votes = moderation.votes(view.id, gone.id, kept.id if kept else None) if gone.number else []
    running = [vote for vote in votes if vote.stand.is_running]
    possible = kept is not None and kept.id != gone.id and all(vote.stand.kept_stands for vote in running)
    effects = [_shown(view, vote, gone.id, kept) for vote in running] if kept is not None and possible else []
    return {"running": bool(running), "given": kept, "effects": effects, "longest": LONGEST_REASON}


def said(done: Decided, now: datetime) -> str:
    """What is said once it is done."""
    if done.decision_id is None:
        return PROPOSED
    return UNDOABLE if done.undo_until > now else DONE


def _shown(view: CampaignView, vote: InVote, gone: UUID, kept: EntryCard) -> Shown:
    lang, (found, moved) = access.person().lang, moderation.effect(view.id, vote, gone, kept.id)
    lines = found.lines(gone, kept.id)
    names = clusters.names(view.id, [before.entry_id for before, _ in lines])
    return Shown(
        name=view.phase_name(vote.position),
        ballots=found.ballots,
        both=found.both,
        needs_two=moved > vote.rules.excluded_by_one,
        by_one=vote.rules.excluded_by_one,
        changes_first=found.changes_first,
        rows=tuple(
            Row(
                *names.get(before.entry_id, ("", "")),
                own=before.entry_id in (gone, kept.id),
                amounts=(
                    voting.amount(lang, vote.rules.method, before.votes, final=True),
                    voting.amount(lang, vote.rules.method, after.votes, final=True) if after else "",
                ),
                places=(fairplay.place(lang, before.rank), fairplay.place(lang, after.rank) if after else ""),
            )
            for before, after in lines
        ),
    )
