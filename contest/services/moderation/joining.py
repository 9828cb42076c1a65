"""The part of a merger that belongs to running votes: their ballots stay, and count for the idea that is kept."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db import reading
from contest.models import Entry, Joining, Phase, Staff
from contest.queries import moderation, staff
from contest.queries.moderation import InVote
from contest.rules.phases import PhaseKind
from contest.rules.roles import HOUSE_ROLES, Role
from contest.services import audit
from contest.services.moderation.writing import Said


def hold(session: Session, campaign_id: UUID) -> None:
    """Have closing a result wait for the caller's transaction, or that for it; taken before any entry is locked."""
    of_campaign = (Phase.campaign_id == campaign_id, Phase.kind == PhaseKind.VOTE)
    locked = select(Phase.id).where(*of_campaign).order_by(Phase.id)
    session.execute(locked.with_for_update(read=True, key_share=True))


def votes(entry: Entry, kept: Entry) -> list[InVote]:
    """The votes that it has to do with; whatever was never shown can have none."""
    return [] if entry.number is None else moderation.votes(entry.campaign_id, entry.id, kept.id)


def moves_many(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether it moves more ballots than one person may exclude from a running vote.

    That reads each of a vote's ballots: asked before anybody is kept from writing.
    """
    if reading().scalar(select(Entry.number).where(Entry.campaign_id == campaign_id, Entry.id == entry_id)) is None:
        return False
    return any(
        moderation.ballots(campaign_id, vote.phase_id, entry_id) > vote.rules.excluded_by_one
        for vote in moderation.votes(campaign_id, entry_id, None)
        if vote.stand.is_running
    )


def put(session: Session, entry: Entry, kept: Entry, running: Sequence[InVote], said: Said, now: datetime) -> None:
    """Have the log of each running vote say it, and the public history."""
    people = [person for person in (said.by, said.second) if person is not None]
    lang = session.get_one(Staff, said.signer).lang
    roles = ", ".join(_role(entry.campaign_id, person) for person in people)
    for vote in running:
        session.add(
            Joining(
                campaign_id=entry.campaign_id,
                phase_id=vote.phase_id,
                gone_id=entry.id,
                kept_id=kept.id,
                reason=said.told,
                lang=lang,
                roles=roles,
                staff_id=said.by,
                second_id=said.second,
                at=now,
            )
        )
        details = {"position": vote.position, "gone": entry.number, "kept": kept.number, "reason": said.told}
        audit.record(
            "vote.joined",
            by=audit.staff(said.acting),
            now=now,
            campaign=entry.campaign_id,
            ref=vote.phase_id,
            details=details,
        )


def _role(campaign_id: UUID, person: UUID) -> str:
    """The highest role that somebody has in a campaign."""
    held = staff.roles_of(person)
    roles = held.get(None, frozenset()) | held.get(campaign_id, frozenset())
    order = [*HOUSE_ROLES, Role.MANAGER, Role.MODERATOR]
    return next((role.value for role in order if role in roles), "")
