"""Closing a vote's result, and picking who won or goes on."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, text

from contest.db import database_clock, reading, transaction
from contest.models import Phase, Result, Selection
from contest.queries import (
    acceptances,
    announcements,
    ballots,
    blends,
    candidates,
    clusters,
    graces,
    joinings,
    reports,
    results,
    tally,
)
from contest.queries import tie_breaks as decisions
from contest.rules import blend
from contest.rules.ballots import vote_rules
from contest.rules.counting import Count, count
from contest.rules.objections import Objection, Refused
from contest.rules.papers import FORMULAS
from contest.rules.results import WINNERS, closing_objections, picking_objections, signing_objections, tied_at_top
from contest.rules.suspicion.deciding import left_held
from contest.services import archives, audit, fairplay, sequencer, tie_breaks
from contest.services import graces as grace

# Each try sequences what came in while the one before it waited for ballots in flight.
ATTEMPTS = 5


def close(campaign_id: UUID, phase_id: UUID, *, by: UUID, now: datetime) -> dict[str, Any]:
    """Freeze the figures of a closed vote; done again, it answers the figures that are frozen.

    Waits for ballots in flight, sequences the rest, ends the log, and only then counts: from the ballots, and the
    tally must agree. Errors: LookupError; Refused with result_vote_open, result_grace_open, result_mail_waiting,
    result_many_held (more than one person may exclude), result_hidden (an idea that reports took out of sight),
    result_mismatch, result_counting (another transaction holds the log back: try again), and while a blend lacks
    figures as `queries.blends.missing`.
    """
    with transaction():
        _refuse_while_open(_lock_phase(campaign_id, phase_id))
    _wait_for_ballots_in_flight()
    for _ in range(ATTEMPTS):
        fairplay.settle_vote(campaign_id, phase_id, now)
        sequencer.run(now)
        figures = _close_if_complete(campaign_id, phase_id, by=by, now=now)
        if figures is not None:
            return figures
    raise Refused([Objection("result_counting")])


def sign(campaign_id: UUID, phase_id: UUID, *, by: UUID, now: datetime) -> None:
    """Say, as a second person, that the result stands; once is enough.

    Errors: LookupError; Refused with result_not_closed, sign_same_person.
    """
    with transaction() as session:
        _lock_phase(campaign_id, phase_id)
        frozen = session.get(Result, (campaign_id, phase_id), populate_existing=True)
        same_person = frozen is not None and frozen.closed_by == by
        reasons = signing_objections(closed=frozen is not None, same_person=same_person)
        if reasons or frozen is None:
            raise Refused(reasons)
        if frozen.signed_at is None:
            frozen.signed_by, frozen.signed_at = by, now
            audit.record("result.signed", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id)


def pick(campaign_id: UUID, phase_id: UUID, entry_id: UUID, *, rank: int, reason: str, by: UUID, now: datetime) -> None:
    """Say who is first (second, ...). Picking another at the same rank replaces it, until its author is asked.

    Errors: Refused with result_not_closed, pick_not_in_result, pick_needs_reason, pick_announced, pick_scheduled,
    pick_asked.
    """
    with transaction() as session:
        _lock_phase(campaign_id, phase_id)
        standings = results.standings(campaign_id, phase_id)
        if results.result(campaign_id, phase_id) is None:
            raise Refused([Objection("result_not_closed")])
        tie = decisions.decided(campaign_id, phase_id)
        decided = tie.winner if tie else None
        reasons = list(picking_objections(standings, entry_id, rank=rank, reason=reason, decided=decided))
        reasons += _against_changing(campaign_id, phase_id, entry_id, rank, now)
        if reasons:
            raise Refused(reasons)
        session.execute(
            delete(Selection).where(
                Selection.campaign_id == campaign_id,
                Selection.phase_id == phase_id,
                or_(Selection.rank == rank, Selection.entry_id == entry_id),
            )
        )
        session.add(
            Selection(
                campaign_id=campaign_id,
                phase_id=phase_id,
                entry_id=entry_id,
                rank=rank,
                reason=reason.strip(),
                picked_by=by,
                picked_at=now,
            )
        )
        # The record names the vote; which entry is in the details, which the public history does not tell.
        audit.record(
            "selection.picked" if rank <= WINNERS else "selection.runner_up",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"entry": str(entry_id), "rank": rank, "reason": reason.strip()},
        )


def _against_changing(campaign_id: UUID, phase_id: UUID, entry_id: UUID, rank: int, now: datetime) -> list[Objection]:
    """Why the winners stay as they are: announced, about to be, or asked to accept."""
    if announcements.is_shown(campaign_id, phase_id, now):
        return [Objection("pick_announced")]
    leaving = [
        row.entry_id
        for row in results.selections(campaign_id, phase_id)
        if row.rank <= WINNERS and (row.rank == rank) != (row.entry_id == entry_id)
    ]
    asked = [place for place in acceptances.places(campaign_id, phase_id, now) if place.acceptance is not None]
    if any(place.entry_id in leaving for place in asked):
        return [Objection("pick_asked")]
    changes = leaving or (rank <= WINNERS and not results.selections(campaign_id, phase_id))
    if changes and announcements.is_waiting(campaign_id, phase_id, now):
        return [Objection("pick_scheduled")]
    return []


def _close_if_complete(campaign_id: UUID, phase_id: UUID, *, by: UUID, now: datetime) -> dict[str, Any] | None:
    """Freeze the figures, unless something came in that is not in the log yet."""
    with transaction() as session:
        # In the order in which it locks itself: a line of the log waits for its phase.
        sequencer.stand_still()
        phase = _lock_phase(campaign_id, phase_id)
        frozen = results.result(campaign_id, phase_id)
        if frozen is not None:
            return frozen.figures
        _refuse_while_open(phase)
        if reports.any_hidden(campaign_id):
            raise Refused([Objection("result_hidden")])
        if clusters.unsettled(campaign_id, phase_id) or tally.unsequenced(campaign_id, phase_id):
            return None
        if sequencer.verify_phase(campaign_id, phase_id):
            raise Refused([Objection("result_mismatch")])
        sequencer.end(campaign_id, phase_id)
        # Until when was confirmed stays written down, also where the worker did not come to it.
        grace.freeze(graces.vote_of(phase), reading().execute(select(database_clock())).scalar_one(), now=now)
        figures = _figures(phase)
        tie_breaks.decide(campaign_id, phase_id, results.firsts(figures))
        session.add(
            Result(
                campaign_id=campaign_id,
                phase_id=phase_id,
                formula=figures["formula"],
                figures=figures,
                closed_by=by,
                closed_at=now,
            )
        )
        details = {"received": figures["received"], "counted": figures["counted"], "tie": results.is_tie(figures)}
        archives.closed(campaign_id, phase_id, now=now)
        audit.record("result.closed", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)
        return figures


def _refuse_while_open(phase: Phase) -> None:
    at = reading().execute(select(database_clock())).scalar_one()
    reasons = closing_objections(at=at, closes=phase.closes, grace=graces.length(graces.vote_of(phase), at))
    limit = vote_rules(phase.settings).excluded_by_one
    reasons += left_held(clusters.most_held(phase.campaign_id, phase.id), limit)
    reasons += blends.missing(phase.campaign_id, phase.id, phase.settings)
    if reasons:
        raise Refused(reasons)


def _wait_for_ballots_in_flight() -> None:
    """Until every ballot that read the clock before now is committed or gone.

    On PostgreSQL a ballot reads the clock a moment before it locks its phase; the lock of its table it has from the
    beginning. On SQLite nobody else writes during a transaction.
    """
    with transaction() as session:
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("LOCK TABLE ballot IN SHARE MODE"))


def _figures(phase: Phase) -> dict[str, Any]:
    """What is frozen: ballots by state, and the ranking of every entry that stands, also without votes."""
    here, method = (phase.campaign_id, phase.id), vote_rules(phase.settings).method
    of_state = ballots.counts(*here)
    counted = count(method, tally.papers(*here), candidates.ids(*here))
    figures = {
        "formula": FORMULAS[method],
        "received": of_state.received,
        "pending": of_state.pending,
        "counted": of_state.counted,
        "held": of_state.held,
        "excluded": of_state.excluded,
        "superseded": of_state.superseded,
        "withdrawn": of_state.withdrawn,
        "for_unpublished": counted.unread,
        "of": counted.of,
        "tie": tied_at_top(counted.standings),
        # What is told of unusual votes: of the ideas they were for, and why some were excluded.
        "set_aside": [
            {"entry": str(entry), **numbers}
            for entry, numbers in sorted(tally.set_aside(*here).items(), key=lambda pair: str(pair[0]))
        ],
        "exclusions": [
            {"entry": entry, "reason": reason, "ballots": number} for entry, reason, number in tally.exclusions(*here)
        ],
        "ranking": [
            {"entry": str(row.entry_id), "votes": row.votes, "rank": row.rank, "tied": row.tied}
            for row in counted.standings
        ],
    }
    joined = joinings.as_result(*here)
    return figures | _how_counted(counted) | _blend(phase, counted) | ({"joined": joined} if joined else {})


def _blend(phase: Phase, counted: Count) -> dict[str, Any]:
    """The result that counts where jury or sales do too: each entry's points, and the digests of what was brought."""
    formula = vote_rules(phase.settings).blend
    if formula is None:
        return {}
    files = blends.brought(phase.campaign_id, phase.id)
    rows = blend.blended(formula, counted.standings, blends.figures(files))
    return {"blend": blend.as_result(formula, rows, {part: one.digest for part, one in files.items()})}


def _how_counted(counted: Count) -> dict[str, Any]:
    """The rounds of a runoff, or the duels."""
    figures: dict[str, Any] = {}
    if counted.rounds:
        figures["rounds"] = [
            {
                "votes": {str(entry): votes for entry, votes in one.votes.items()},
                "leaving": [str(entry) for entry in one.leaving],
                "exhausted": one.exhausted,
            }
            for one in counted.rounds
        ]
    if counted.duels:
        figures["duels"] = [[str(one), str(other), prefer] for (one, other), prefer in counted.duels.items() if prefer]
    return figures


def _lock_phase(campaign_id: UUID, phase_id: UUID) -> Phase:
    """Wait for every ballot in flight, and make the next ones wait: each holds a weaker lock on its phase."""
    with transaction() as session:
        phase = session.get(Phase, (campaign_id, phase_id), with_for_update=True, populate_existing=True)
        if phase is None:
            raise LookupError(phase_id)
        return phase
