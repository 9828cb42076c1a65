"""Equal ideas become one: the kept one's address answers for both, both authors are known and told."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from contest.db import transaction
from contest.models import Campaign, Decision, Entry
from contest.queries.moderation import InVote
from contest.rules import forms, joining, merging
from contest.rules.entries import DECIDED_ON, DecisionKind, EntryState
from contest.rules.merging import MergeEffect
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import LONGEST_WORDS
from contest.services import cards
from contest.services.moderation import joining as in_votes
from contest.services.moderation import writing
from contest.services.moderation.decisions import Decided, settle
from contest.services.moderation.writing import Said


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
    told: str = "",
    second: UUID | None = None,
) -> Decided:
    """Join an entry with the published one whose number is `into`; its author is thanked, or has a `share`.

    While a vote runs in which both stand, its ballots for the one count for the other from now on, the log and the
    public history say so and why (`told`), and it cannot be taken back; where it moves more ballots than one person
    may exclude it is a proposal until a `second` agrees. Errors: Refused with answer_too_long, merge_into_missing,
    share_wrong and, by `told`, as `rules.joining.objections`; else with merge_itself, merge_is_first and as `decide`.
    """
    words, told = forms.clean_lines(words), forms.clean_line(told)
    if len(words) > LONGEST_WORDS:
        raise Refused([Objection("answer_too_long", "words", {"most": LONGEST_WORDS, "length": len(words)})])
    many = second is None and in_votes.moves_many(campaign_id, entry_id)
    with transaction() as session:
        in_votes.hold(session, campaign_id)
        entry, kept = _both(session, campaign_id, entry_id, into)
        effect = MergeEffect(session.get_one(Campaign, campaign_id).merge_effect)
        is_open = entry.state in DECIDED_ON[DecisionKind.MERGE]
        running = _require(session, entry, kept, effect, share, told) if is_open else []
        said = Said(
            DecisionKind.MERGE,
            by,
            words=words,
            into=kept.id,
            share=share if effect is MergeEffect.SHARE else None,
            told=told if running else "",
            moves_many=many and bool(running),
            second=second,
        )
        done = settle(campaign_id, entry_id, version, said, now=now)
        if done.decision_id is None or done.repeated:
            return done
        entry.merged_into = kept.id
        cards.entry_changed(campaign_id, kept.id, now=now)
        decision = session.get_one(Decision, (campaign_id, done.decision_id))
        in_votes.put(session, entry, kept, running, writing.as_written(said, decision), now)
        if said.share is not None:
            writing.post(session, decision, kept, "mail.entry_joined", writing.key_of_kept(decision), now)
        return replace(done, undo_until=now) if running else done


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


def _require(
    session: Session, entry: Entry, kept: Entry, effect: MergeEffect, share: int | None, told: str
) -> list[InVote]:
    """The running votes that it is a part of. Errors: Refused."""
    found = merging.objections(
        effect,
        received=entry.received_at,
        kept_received=kept.received_at,
        share=share,
        given=_given(session, kept),
    )
    votes = in_votes.votes(entry, kept)
    found += joining.objections([vote.stand for vote in votes], told)
    if found:
        raise Refused(found)
    return [vote for vote in votes if vote.stand.is_running]


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
