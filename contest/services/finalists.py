"""Finalists: the entries that a phase sends on to the next one, picked by a person with a reason."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select

from contest.db import transaction
from contest.models import Entry, Phase, Selection
from contest.queries import announcements
from contest.rules import forms
from contest.rules.entries import EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit

MOST = 200
LONGEST_REASON = 1000


def pick(campaign_id: UUID, phase_id: UUID, numbers: Sequence[int], *, reason: str, by: UUID, now: datetime) -> None:
    """Say by their numbers, in the order in which they are shown, who goes on; those said before are replaced.

    Errors: LookupError (no such phase, or one that has winners); Refused with finalists_missing, finalists_too_many,
    finalist_unknown (facts: numbers), words_missing, field_too_long by field; else pick_announced, pick_scheduled.
    """
    numbers, reason = list(dict.fromkeys(numbers)), forms.clean_lines(reason)
    with transaction() as session:
        phase = session.get(Phase, (campaign_id, phase_id), with_for_update=True, populate_existing=True)
        if phase is None or phase.kind in (PhaseKind.VOTE, PhaseKind.ANNOUNCEMENT):
            raise LookupError(phase_id)
        known = _published(campaign_id, numbers)
        reasons = _against(numbers, known, reason)
        if announcements.is_shown(campaign_id, phase_id, now):
            reasons.append(Objection("pick_announced"))
        elif announcements.is_waiting(campaign_id, phase_id, now):
            reasons.append(Objection("pick_scheduled"))
        if reasons:
            raise Refused(reasons)
        here = {"campaign_id": campaign_id, "phase_id": phase_id}
        session.execute(delete(Selection).filter_by(**here))
        given = {**here, "reason": reason, "picked_by": by, "picked_at": now}
        rows = [{**given, "entry_id": known[number], "rank": rank} for rank, number in enumerate(numbers, 1)]
        session.execute(insert(Selection), rows)
        audit.record(
            "finalists.picked",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"numbers": numbers, "reason": reason},
        )


def _published(campaign_id: UUID, numbers: Sequence[int]) -> dict[int, UUID]:
    with transaction() as session:
        rows = session.execute(
            select(Entry.number, Entry.id).where(
                Entry.campaign_id == campaign_id, Entry.number.in_(numbers), Entry.state == EntryState.PUBLISHED
            )
        )
        return {row.number: row.id for row in rows if row.number is not None}


def _against(numbers: Sequence[int], known: dict[int, UUID], reason: str) -> list[Objection]:
    found = []
    unknown = [number for number in numbers if number not in known]
    if not numbers:
        found.append(Objection("finalists_missing", "numbers"))
    if len(numbers) > MOST:
        found.append(Objection("finalists_too_many", "numbers", {"most": MOST}))
    elif unknown:
        said = ", ".join(str(number) for number in unknown[:10])
        found.append(Objection("finalist_unknown", "numbers", {"numbers": said}))
    if not reason:
        found.append(Objection("words_missing", "reason"))
    elif len(reason) > LONGEST_REASON:
        found.append(Objection("field_too_long", "reason", {"longest": LONGEST_REASON}))
    return found
