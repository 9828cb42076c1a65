"""A result by a blend: its formula, said before the vote begins, and the figures of jury and sales, sealed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest import vault
from contest.db import database_clock, transaction
from contest.models import BlendFigures, Campaign, Phase, Visibility
from contest.queries import candidates, results
from contest.rules import blend, sealed
from contest.rules.ballots import vote_rules
from contest.rules.blend import Blend, Part
from contest.rules.imports import Fault
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit
from contest.services.schedule import windows


def set_formula(
    campaign_id: UUID, phase_id: UUID, wanted: Blend | None, *, reason: str, by: UUID, now: datetime
) -> None:
    """Say what a result is made of; None for the public vote alone. Recorded, and told in the public history.

    Errors: LookupError; Refused with vote_begun, schedule_reason_missing (`blend_reason`) and as
    `rules.blend.objections`.
    """
    with transaction() as session:
        phase = _held(campaign_id, phase_id)
        rules = vote_rules(phase.settings)
        if rules.blend == wanted:
            return
        told = session.get_one(Campaign, campaign_id).visibility is not Visibility.DRAFT
        standing = len(candidates.ids(campaign_id, phase_id))
        reasons = [] if wanted is None else list(blend.objections(wanted, rules.method, standing=standing))
        if told and not reason.strip():
            reasons.append(Objection("schedule_reason_missing", "blend_reason"))
        if told and phase.opens <= session.execute(select(database_clock())).scalar_one():
            reasons = [Objection("vote_begun")]
        if reasons:
            raise Refused(reasons)
        said = wanted.as_settings() if wanted else None
        phase.settings = {name: value for name, value in phase.settings.items() if name != "blend"}
        if said:
            phase.settings = {**phase.settings, "blend": said}
        details = {"position": phase.position, "reason": reason.strip(), "blend": said}
        audit.record("blend.changed", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)


def bring(campaign_id: UUID, phase_id: UUID, part: Part, data: bytes, *, by: UUID, now: datetime) -> tuple[Fault, ...]:
    """Take in a sheet of figures, all of it or nothing: what is wrong with it, line by line; nothing when it is in.

    A later sheet takes the place of the one before; the same figures again change nothing. What is recorded is the
    digest. Errors: LookupError; Refused with blend_without_part, result_closed_already.
    """
    with transaction() as session:
        phase = _held(campaign_id, phase_id)
        formula = vote_rules(phase.settings).blend
        if formula is None or part not in formula.brought:
            raise Refused([Objection("blend_without_part")])
        if results.result(campaign_id, phase_id) is not None:
            raise Refused([Objection("result_closed_already")])
        ids = candidates.ids_by_number(campaign_id, phase_id)
        found = sealed.read(data, list(ids))
        if found.faults:
            return tuple(sorted(found.faults, key=lambda fault: fault.row))
        place = (campaign_id, phase_id, part)
        row = session.get(BlendFigures, place, populate_existing=True)
        fresh = {ids[number]: figure for number, figure in found.figures.items()}
        if row is not None and sealed.opened(row.file) == sealed.exact(fresh):
            return ()
        file = sealed.sealed(found.figures, ids, vault.new_token())
        _keep(row, place, file, by, now)
        details = {"part": part.value, "digest": sealed.digest(file), "position": phase.position}
        audit.record("blend.brought", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details)
    return ()


def _keep(row: BlendFigures | None, place: tuple[UUID, UUID, Part], file: str, by: UUID, now: datetime) -> None:
    campaign_id, phase_id, part = place
    with transaction() as session:
        if row is None:
            row = BlendFigures(campaign_id=campaign_id, phase_id=phase_id, part=part)
            session.add(row)
        row.file, row.digest = file, sealed.digest(file)
        row.brought_by, row.brought_at = by, now


def _held(campaign_id: UUID, phase_id: UUID) -> Phase:
    with transaction() as session:
        phase = windows.held(session, campaign_id, phase_id)
        if phase.kind is not PhaseKind.VOTE:
            raise LookupError(phase_id)
        return phase
