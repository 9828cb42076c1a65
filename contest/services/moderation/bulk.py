"""Deciding on many at once: each by the same gate, in a transaction of its own, with a word on what was left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import select

from contest.db import new_id, reading
from contest.models import Decision, Entry
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Objection, Refused
from contest.services.moderation.decisions import decide, undo

MOST = 48


@dataclass(frozen=True)
class LeftOut:
    """An entry that was not decided with the others, and what spoke against it."""

    entry_id: UUID
    name: str
    objections: tuple[Objection, ...]


@dataclass(frozen=True)
class Together:
    """What one press decided: how many, how many of them wait for a second person, what was left out."""

    bulk_id: UUID
    done: int
    proposed: int
    left_out: tuple[LeftOut, ...]


def decide_all(
    campaign_id: UUID,
    wanted: Sequence[tuple[UUID, int]],
    *,
    kind: DecisionKind,
    by: UUID,
    now: datetime,
    reason: str = "",
    words: str = "",
    submit_key: str = "",
) -> Together:
    """Decide the same on each of these (entry, version), at most MOST: publish, or refuse for one reason.

    One `submit_key`, one press: sent again it answers the `bulk_id` that takes all of it back.

    Errors: Refused with what is wrong with reason or words, before anything is decided; bulk_empty, bulk_too_many.
    """
    if not wanted or len(wanted) > MOST:
        raise Refused([Objection("bulk_too_many", facts={"most": MOST}) if wanted else Objection("bulk_empty")])
    bulk = uuid5(campaign_id, f"{by.hex} {kind} {submit_key}") if submit_key else new_id()
    done, proposed, left_out = 0, 0, []
    names = _names(campaign_id, [entry for entry, _ in wanted])
    for entry, version in wanted:
        try:
            decided = decide(
                campaign_id,
                entry,
                version=version,
                kind=kind,
                by=by,
                now=now,
                reason=reason,
                words=words,
                seen=EntryState.PENDING,
                bulk=bulk,
            )
        except Refused as refused:
            if any(objection.field for objection in refused.objections):
                raise
            left_out.append(LeftOut(entry, names.get(entry, ""), tuple(refused.objections)))
            continue
        done, proposed = (done, proposed + 1) if decided.decision_id is None else (done + 1, proposed)
    return Together(bulk, done, proposed, tuple(left_out))


def undo_all(campaign_id: UUID, bulk_id: UUID, *, by: UUID, now: datetime) -> tuple[int, int]:
    """Take back what one press decided, each as long as its mail has not left: how many were, how many stay."""
    decisions = reading().scalars(
        select(Decision.id).where(
            Decision.bulk_id == bulk_id, Decision.campaign_id == campaign_id, Decision.undone_at.is_(None)
        )
    )
    back = stay = 0
    for decision in decisions.all():
        try:
            undo(campaign_id, decision, by=by, now=now)
            back += 1
        except Refused:
            stay += 1
    return back, stay


def _names(campaign_id: UUID, entries: Sequence[UUID]) -> dict[UUID, str]:
    rows = reading().execute(
        select(Entry.id, Entry.name).where(Entry.campaign_id == campaign_id, Entry.id.in_(entries))
    )
    return {row.id: row.name for row in rows}
