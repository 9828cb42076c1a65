"""How people vote in a phase and who stands in it: said before it begins, and from then on as it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from contest.db import database_clock, transaction
from contest.models import Campaign, Candidate, Entry, Phase, Visibility
from contest.queries import candidates
from contest.rules import blend
from contest.rules.ballots import DEFAULT_BY_ONE, MOST_BY_ONE, vote_rules
from contest.rules.entries import EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Method, setting_objections
from contest.rules.phases import PhaseKind
from contest.services import audit
from contest.services.schedule import windows


@dataclass(frozen=True)
class Voting:
    """How people vote: `choices` where several may be chosen; `numbers` of the entries that stand, none for all.

    `two_sign`: a second person signs the result before it is announced. `by_one`: so many unusual ballots one person
    may exclude, more need a second.
    """

    method: Method = Method.ONE
    choices: int = 1
    changes: bool = True
    per_day: bool = False
    numbers: Sequence[int] = field(default_factory=tuple)
    two_sign: bool = False
    by_one: int = DEFAULT_BY_ONE


def set_voting(campaign_id: UUID, phase_id: UUID, wanted: Voting, *, reason: str, by: UUID, now: datetime) -> None:
    """Say how people vote, and who stands; recorded, and told in the public history. What stays changes nothing.

    Errors: LookupError; Refused with vote_begun, schedule_reason_missing (`voting_reason`), candidates_unknown and as
    `rules.papers.setting_objections`.
    """
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        if phase.kind is not PhaseKind.VOTE:
            raise LookupError(phase_id)
        numbers = sorted(set(wanted.numbers))
        if _same(phase, wanted, numbers):
            return
        told = session.get_one(Campaign, campaign_id).visibility is not Visibility.DRAFT
        entries = _published(session, campaign_id, numbers)
        reasons = _against(session, phase, wanted, numbers, entries)
        if told and not reason.strip():
            reasons.append(Objection("schedule_reason_missing", "voting_reason"))
        if told and phase.opens <= session.execute(select(database_clock())).scalar_one():
            reasons = [Objection("vote_begun")]
        if reasons:
            raise Refused(reasons)
        said = {
            "method": wanted.method.value,
            "choices": wanted.choices if wanted.method is Method.SEVERAL else 1,
            "changes": wanted.changes,
            "per_day": wanted.per_day,
            "picked": bool(entries),
            "two_sign": wanted.two_sign,
            "excluded_by_one": wanted.by_one,
        }
        phase.settings = {**phase.settings, **said}
        _stand(session, phase, [entries[number] for number in numbers])
        windows.write(session, phase)
        details = {"position": phase.position, "reason": reason.strip(), "numbers": numbers} | said
        audit.record("vote.changed", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)


def _same(phase: Phase, wanted: Voting, numbers: Sequence[int]) -> bool:
    stands = vote_rules(phase.settings)
    choices = wanted.choices if wanted.method is Method.SEVERAL else 1
    asked = (wanted.method, choices, wanted.changes, wanted.per_day, wanted.two_sign, wanted.by_one)
    stored = (stands.method, stands.choices, stands.changes, stands.per_day, stands.two_sign, stands.excluded_by_one)
    return stored == asked and sorted(candidates.picked(phase.campaign_id, phase.id)) == list(numbers)


def _published(session: Session, campaign_id: UUID, numbers: Sequence[int]) -> dict[int | None, UUID]:
    rows = session.execute(
        select(Entry.number, Entry.id).where(
            Entry.campaign_id == campaign_id, Entry.number.in_(numbers), Entry.state == EntryState.PUBLISHED
        )
    )
    return {row.number: row.id for row in rows}


def _against(
    session: Session, phase: Phase, wanted: Voting, numbers: Sequence[int], entries: dict[int | None, UUID]
) -> list[Objection]:
    unknown = [number for number in numbers if number not in entries]
    if unknown:
        return [Objection("candidates_unknown", "numbers", {"numbers": ", ".join(map(str, unknown[:10]))})]
    of_campaign = (Entry.campaign_id == phase.campaign_id, Entry.state == EntryState.PUBLISHED)
    standing = len(numbers) or session.execute(select(func.count()).where(*of_campaign)).scalar_one()
    found = list(setting_objections(wanted.method, wanted.choices, standing=standing, picked=bool(numbers)))
    if not 1 <= wanted.by_one <= MOST_BY_ONE:
        found.append(Objection("number_out_of_bounds", "by_one", {"least": 1, "most": MOST_BY_ONE}))
    formula = vote_rules(phase.settings).blend
    if formula is not None:
        reasons = blend.objections(formula, wanted.method, standing=standing)
        found += [Objection(reason.key, "method", reason.facts) for reason in reasons]
    return found


def _stand(session: Session, phase: Phase, entries: Sequence[UUID]) -> None:
    here = {"campaign_id": phase.campaign_id, "phase_id": phase.id}
    session.execute(delete(Candidate).where(Candidate.campaign_id == phase.campaign_id, Candidate.phase_id == phase.id))
    if entries:
        session.execute(insert(Candidate), [here | {"entry_id": entry} for entry in entries])
