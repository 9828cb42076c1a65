"""Equal ideas become one: the kept one's address answers for both, both authors are known and told."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from contest.db import database_clock, transaction
from contest.models import Campaign, Candidate, Decision, Entry, Phase
from contest.rules import forms, merging
from contest.rules.entries import DECIDED_ON, DecisionKind, EntryState
from contest.rules.merging import MergeEffect
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.rules.reasons import LONGEST_WORDS
from contest.services import cards
from contest.services.moderation import writing
from contest.services.moderation.decisions import Decided, settle
from contest.services.moderation.writing import Said

# A merger that begins before a vote opens has ended, or was taken back, when it does.
BEFORE_A_VOTE = timedelta(minutes=3)


def merge(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    into: int,
    version: int,
    by: UUID,
    now: datetime,
    share: int | None = None,
    words: str = "",
) -> Decided:
    """Join an entry with the published one whose number is `into`; its author is thanked, or has a `share`.

    What stands, or stood, in a vote that has begun is not joined: its ballots are its own. Errors: Refused with
    answer_too_long, merge_into_missing, share_wrong by field; else with merge_itself, merge_is_first, merge_in_vote
    and as `decide`.
    """
    words = forms.clean_lines(words)
    if len(words) > LONGEST_WORDS:
        raise Refused([Objection("answer_too_long", "words", {"most": LONGEST_WORDS, "length": len(words)})])
    with transaction() as session:
        entry, kept = _both(session, campaign_id, entry_id, into)
        effect = MergeEffect(session.get_one(Campaign, campaign_id).merge_effect)
        if entry.state in DECIDED_ON[DecisionKind.MERGE]:
            _require(session, entry, kept, effect, share)
        share = share if effect is MergeEffect.SHARE else None
        said = Said(DecisionKind.MERGE, by, words=words, into=kept.id, share=share)
        done = settle(campaign_id, entry_id, version, said, now=now)
        if done.decision_id is None or done.repeated:
            return done
        entry.merged_into = kept.id
        cards.entry_changed(campaign_id, kept.id, now=now)
        if share is not None:
            decision = session.get_one(Decision, (campaign_id, done.decision_id))
            writing.post(session, decision, kept, "mail.entry_joined", writing.key_of_kept(decision), now)
        return done


def _both(session: Session, campaign_id: UUID, entry_id: UUID, into: int) -> tuple[Entry, Entry]:
    """The entry and the one that is kept, locked in one order whoever comes first."""
    found = session.scalars(
        select(Entry)
        .where(Entry.campaign_id == campaign_id, or_(Entry.id == entry_id, Entry.number == into))
        .order_by(Entry.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    entry = next((one for one in found if one.id == entry_id), None)
    kept = next((one for one in found if one.number == into), None)
    if entry is None:
        raise Refused([Objection("entry_gone")])
    if kept is entry:
        raise Refused([Objection("merge_itself")])
    if kept is None or kept.state is not EntryState.PUBLISHED:
        raise Refused([Objection("merge_into_missing", "into")])
    return entry, kept


def _require(session: Session, entry: Entry, kept: Entry, effect: MergeEffect, share: int | None) -> None:
    found = merging.objections(
        effect,
        received=entry.received_at,
        kept_received=kept.received_at,
        share=share,
        given=_given(session, kept),
    )
    if entry.state is EntryState.PUBLISHED and _in_vote(session, entry):
        found.append(Objection("merge_in_vote"))
    if found:
        raise Refused(found)


def _given(session: Session, kept: Entry) -> int:
    """The shares, in per cent, that others have of the kept one's prize already."""
    shares = (
        select(func.sum(Decision.share))
        .join(Entry, and_(Entry.campaign_id == Decision.campaign_id, Entry.id == Decision.entry_id))
        .where(
            Entry.campaign_id == kept.campaign_id,
            Entry.merged_into == kept.id,
            Decision.into_id == kept.id,
            Decision.undone_at.is_(None),
        )
    )
    return session.scalar(shares) or 0


def _in_vote(session: Session, entry: Entry) -> bool:
    """Whether a published entry stands in a vote that has begun, by the database's clock, or is picked for one."""
    at = session.execute(select(database_clock())).scalar_one()
    picked = (Candidate.campaign_id == Phase.campaign_id, Candidate.phase_id == Phase.id)
    stands = select(func.count()).where(
        Phase.campaign_id == entry.campaign_id,
        Phase.kind == PhaseKind.VOTE,
        or_(
            exists().where(*picked, Candidate.entry_id == entry.id),
            and_(Phase.opens <= at + BEFORE_A_VOTE, ~exists().where(*picked)),
        ),
    )
    return bool(session.scalar(stands))
