"""The record: one row for each act, inside the transaction of the act."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.db import transaction
from contest.models import ActorKind, Audit
from contest.rules.roles import VERBS


@dataclass(frozen=True)
class Actor:
    """Who acts: a member of staff, a participant, a visitor, the operator at the console, or the house itself."""

    kind: ActorKind
    id: UUID | None = None


VISITOR = Actor(ActorKind.VISITOR)
OPERATOR = Actor(ActorKind.OPERATOR)
SYSTEM = Actor(ActorKind.SYSTEM)


def staff(staff_id: UUID) -> Actor:
    """A member of staff."""
    return Actor(ActorKind.STAFF, staff_id)


def participant(participant_id: UUID) -> Actor:
    """A member of the public known by a confirmed address."""
    return Actor(ActorKind.PARTICIPANT, participant_id)


def record(
    verb: str,
    *,
    by: Actor,
    now: datetime,
    campaign: UUID | None = None,
    ref: UUID | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Write down an act. `details` holds no address and no text of a participant.

    Errors: KeyError for an unknown verb.
    """
    VERBS[verb]
    with transaction() as session:
        session.add(
            Audit(
                campaign_id=campaign,
                at=now,
                actor_kind=by.kind,
                actor_id=by.id,
                verb=verb,
                ref=ref,
                details=details or {},
            )
        )
