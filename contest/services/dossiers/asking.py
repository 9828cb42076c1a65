"""Asking for a fair-play file."""

from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.queries import dossiers
from contest.rules.objections import Objection, Refused
from contest.services import audit, outbox


def ask(campaign_id: UUID, phase_id: UUID, *, lang: str, have: bool, by: UUID, now: datetime) -> None:
    """Have the file of a closed vote written, in a language; once for each state of the vote.

    `have`: it lies there already. What was given up, or got lost, is written once more. Errors: Refused with
    result_not_closed.
    """
    with transaction():
        state = dossiers.state(campaign_id, phase_id)
        if state is None:
            raise Refused([Objection("result_not_closed")])
        if have:
            return
        key = key_of(campaign_id, phase_id, lang, state.mark)
        row = dossiers.written(key)
        if row is not None and row.done_at is None and row.dead_at is None:
            return
        ids = {"phase": phase_id.hex, "mark": state.mark}
        outbox.queue(
            dossiers.KIND, dedupe_key=key, now=now, ids=ids, lang=lang, campaign=campaign_id, lane=outbox.Lane.REST
        )
        outbox.again(key, now=now)
        details = {"lang": lang, "mark": state.mark}
        audit.record("dossier.asked", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)


def key_of(campaign_id: UUID, phase_id: UUID, lang: str, mark: str) -> str:
    """The key of the row that asks for a file."""
    return f"dossier:{campaign_id.hex}:{phase_id.hex}:{lang}:{mark}"
