"""Acceptances: where each winner's stands, who stands ready, what the winner's own page and the letter need."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, exists, select

from contest.db import reading
from contest.models import Acceptance, Entry, Participant, Selection
from contest.queries import results
from contest.rules import acceptances as rules
from contest.rules.acceptances import Answer, RunnerUp, Standing
from contest.rules.entries import EntryState
from contest.rules.results import WINNERS
from contest.rules.results import Standing as Ranked

# So many of a ranking are looked at, at once, for the first two who can be asked.
AT_ONCE = 50


@dataclass(frozen=True)
class Place:
    """One winner: the idea, whether it is on the shelf, what was asked of its author, and where that stands."""

    entry_id: UUID
    name: str
    lang: str
    published: bool
    acceptance: Acceptance | None
    standing: Standing


@dataclass(frozen=True)
class Asking:
    """What the letter to a winner needs; no address once it was erased."""

    entry: str
    first_name: str
    address_sealed: bytes | None
    answer: Answer
    answer_by: datetime
    signed_name: str
    signed_role: str


@dataclass(frozen=True)
class Mine:
    """What a participant was asked about one of their ideas; `picked`: it is still the winner's."""

    acceptance: Acceptance
    picked: bool


def places(campaign_id: UUID, phase_id: UUID, now: datetime) -> tuple[Place, ...]:
    """The winners of a vote, first to last. Staff only."""
    rows = reading().execute(
        select(
            Entry.id,
            Entry.name,
            Entry.lang,
            Entry.state,
            Acceptance,
            and_(Participant.id.is_not(None), Participant.address_sealed.is_not(None)).label("known"),
        )
        .select_from(Selection)
        .join(Entry, and_(Entry.campaign_id == Selection.campaign_id, Entry.id == Selection.entry_id))
        .outerjoin(
            Participant,
            and_(
                Participant.campaign_id == Entry.campaign_id,
                Participant.id == Entry.participant_id,
                Participant.erased_at.is_(None),
            ),
        )
        .outerjoin(
            Acceptance,
            and_(
                Acceptance.campaign_id == Selection.campaign_id,
                Acceptance.phase_id == Selection.phase_id,
                Acceptance.entry_id == Selection.entry_id,
            ),
        )
        .where(Selection.campaign_id == campaign_id, Selection.phase_id == phase_id, Selection.rank <= WINNERS)
        .order_by(Selection.rank)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Place(
            entry_id=row.id,
            name=row.name,
            lang=row.lang,
            published=row.state is EntryState.PUBLISHED,
            acceptance=row.Acceptance,
            standing=_standing(row.Acceptance, known=row.known, now=now),
        )
        for row in rows
    )


def runner_up(campaign_id: UUID, phase_id: UUID) -> tuple[RunnerUp, UUID | None]:
    """Who comes after the winners: who was named, else the next of the frozen ranking. Staff only.

    Whoever stands ready can be asked: the idea is on the shelf, and its author can be written to.
    """
    here = Selection.campaign_id == campaign_id, Selection.phase_id == phase_id
    picked = {row.rank: row.entry_id for row in reading().scalars(select(Selection).where(*here))}
    named = picked.get(WINNERS + 1)
    if named is not None and _able(campaign_id, [named]):
        return RunnerUp.READY, named
    asked = reading().scalars(
        select(Acceptance.entry_id).where(Acceptance.campaign_id == campaign_id, Acceptance.phase_id == phase_id)
    )
    out = set(asked) | {entry for rank, entry in picked.items() if rank <= WINNERS}
    left = [one for one in results.standings(campaign_id, phase_id) if one.entry_id not in out]
    return rules.next_up(_first_able(campaign_id, left), out)


def mine(campaign_id: UUID, participant_id: UUID) -> dict[UUID, Mine]:
    """What a participant was asked, by idea; of an idea that won twice, what was asked last."""
    picked = exists().where(
        Selection.campaign_id == Acceptance.campaign_id,
        Selection.phase_id == Acceptance.phase_id,
        Selection.entry_id == Acceptance.entry_id,
        Selection.rank <= WINNERS,
    )
    rows = reading().execute(
        select(Acceptance, picked.label("picked"))
        .join(Entry, and_(Entry.campaign_id == Acceptance.campaign_id, Entry.id == Acceptance.entry_id))
        .where(Acceptance.campaign_id == campaign_id, Entry.participant_id == participant_id)
        .order_by(Acceptance.asked_at)
        .execution_options(populate_existing=True)
    )
    return {row.Acceptance.entry_id: Mine(row.Acceptance, row.picked) for row in rows}


def one_mine(campaign_id: UUID, participant_id: UUID, entry_id: UUID) -> Mine | None:
    """The same of one idea; None when nothing was asked, or it is somebody else's."""
    return mine(campaign_id, participant_id).get(entry_id)


def asking(campaign_id: UUID, phase_id: UUID, entry_id: UUID) -> Asking | None:
    """What was asked of a winner, with whom the letter goes to."""
    row = (
        reading()
        .execute(
            select(
                Entry.name,
                Participant.first_name,
                Participant.address_sealed,
                Acceptance.answer,
                Acceptance.answer_by,
                Acceptance.signed_name,
                Acceptance.signed_role,
            )
            .select_from(Acceptance)
            .join(Entry, and_(Entry.campaign_id == Acceptance.campaign_id, Entry.id == Acceptance.entry_id))
            .join(
                Participant,
                and_(Participant.campaign_id == Entry.campaign_id, Participant.id == Entry.participant_id),
            )
            .where(
                Acceptance.campaign_id == campaign_id,
                Acceptance.phase_id == phase_id,
                Acceptance.entry_id == entry_id,
            )
        )
        .one_or_none()
    )
    return None if row is None else Asking(*row)


def _first_able(campaign_id: UUID, ranked: Sequence[Ranked]) -> list[Ranked]:
    """The first few of a ranking who can be asked: enough to see who is next, and whether the place is shared."""
    found: list[Ranked] = []
    for start in range(0, len(ranked), AT_ONCE):
        some = ranked[start : start + AT_ONCE]
        able = _able(campaign_id, [one.entry_id for one in some])
        found += [one for one in some if one.entry_id in able]
        if len(found) > 1:
            break
    return found


def _able(campaign_id: UUID, entries: Sequence[UUID]) -> set[UUID]:
    """Which of these ideas are on the shelf, with an author who can be written to."""
    return set(
        reading().scalars(
            select(Entry.id)
            .join(
                Participant,
                and_(Participant.campaign_id == Entry.campaign_id, Participant.id == Entry.participant_id),
            )
            .where(
                Entry.campaign_id == campaign_id,
                Entry.id.in_(entries),
                Entry.state == EntryState.PUBLISHED,
                Participant.erased_at.is_(None),
                Participant.address_sealed.is_not(None),
            )
        )
    )


def _standing(row: Acceptance | None, *, known: bool, now: datetime) -> Standing:
    answer, answer_by = (row.answer, row.answer_by) if row else (None, None)
    return rules.standing(answer, answer_by=answer_by, known=known, now=now)
