"""Asking for posters."""

from datetime import datetime
from uuid import UUID

from contest.db import transaction
from contest.queries import press, shares
from contest.rules.objections import Objection, Refused
from contest.rules.press import Call
from contest.services import audit, outbox
from contest.services.audit import Actor

KIND = "poster.write"


def ask(campaign_id: UUID, label: int, call: Call, *, by: Actor, now: datetime) -> None:
    """Have the posters of a label set, in every language and size, as things are then; asked twice it is once.

    Errors: Refused `label_gone`.
    """
    with transaction():
        if not shares.has_label(campaign_id, label):
            raise Refused([Objection("label_gone")])
        key, ids = key_of(campaign_id, label, call), {"label": label, "call": call.value}
        if press.unfinished([key]):
            return
        outbox.queue(KIND, dedupe_key=key, now=now, ids=ids, lang="", campaign=campaign_id, lane=outbox.Lane.REST)
        outbox.again(key, now=now)
        audit.record("poster.asked", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=ids)


def key_of(campaign_id: UUID, label: int, call: Call) -> str:
    """The key of the row that asks for them."""
    return f"poster:{campaign_id.hex}:{label}:{call}"
