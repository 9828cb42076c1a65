"""An author accepts the small correction that a moderator proposed: the idea goes online as it was proposed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select

from contest.db import reading, transaction
from contest.models import Correction, Decision, Entry, EntryVersion
from contest.queries import pictures, staff
from contest.rules import forms
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.roles import Act, may_in
from contest.services import audit
from contest.services.entries import writing
from contest.services.moderation.decisions import decide


def accept_correction(campaign_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> EntryState:
    """The correction becomes a version of its author (`by`, a participant), published in the name of who proposed it.

    Where that person no longer moderates, or somebody has the entry open, it waits to be read instead. Twice is once.
    Errors: Refused with entry_not_yours, correction_gone (changed, decided or taken back since), or what the form in
    force says against it.
    """
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.participant_id != by:
            raise Refused([Objection("entry_not_yours")])
        found = _proposed(entry)
        if found is None:
            raise Refused([Objection("correction_gone")])
        correction, moderator = found
        if correction.accepted_at is not None:
            return entry.state
        if entry.state is not EntryState.CHANGES_REQUESTED or entry.version != correction.version:
            raise Refused([Objection("correction_gone")])
        _write(entry, correction, now)
        correction.accepted_at = now
        details = {"version": entry.version}
        audit.record(
            "entry.accepted", by=audit.participant(by), now=now, campaign=campaign_id, ref=entry_id, details=details
        )
        session.flush()
        if may_in(staff.roles_of(moderator), Act.MODERATE, campaign_id):
            _publish(entry, moderator, now)
        return entry.state


def _proposed(entry: Entry) -> tuple[Correction, UUID] | None:
    """The correction decided on last and not taken back, and who proposed it."""
    row = (
        reading()
        .execute(
            select(Correction, Decision.staff_id)
            .join(
                Decision,
                and_(Decision.campaign_id == Correction.campaign_id, Decision.id == Correction.decision_id),
            )
            .where(
                Correction.campaign_id == entry.campaign_id,
                Correction.entry_id == entry.id,
                Decision.undone_at.is_(None),
            )
            .order_by(Correction.version.desc(), Decision.at.desc())
            .limit(1)
        )
        .first()
    )
    return None if row is None else (row.Correction, row.staff_id)


def _write(entry: Entry, correction: Correction, now: datetime) -> None:
    with transaction() as session:
        latest = session.get_one(EntryVersion, (entry.campaign_id, entry.id, entry.version))
        form = writing.form_of(entry.campaign_id)
        ticked = (forms.FieldKind.AGE, forms.FieldKind.CONSENT)
        ticks = {field.key: True for field in forms.fields(form.definition) if field.kind in ticked}
        further = pictures.further_of(entry.campaign_id, entry.id, entry.version)
        checked = writing.check(
            entry.campaign_id,
            {**latest.answers, **correction.answers, **ticks},
            picture_id=latest.picture_id,
            further=further,
            entry_id=entry.id,
        )
        if checked.objections:
            raise Refused(checked.objections)
        entry.version += 1
        writing.write_version(entry.campaign_id, entry.id, entry.version, checked, latest.picture_id, now, further)
        entry.state, entry.waiting_since = EntryState.PENDING, now
        entry.name, entry.shown_author, entry.folded = checked.name, checked.shown_author, checked.folded


def _publish(entry: Entry, moderator: UUID, now: datetime) -> None:
    """In the name of who wrote these words; what speaks against it now leaves the entry waiting."""
    try:
        decide(
            entry.campaign_id,
            entry.id,
            version=entry.version,
            kind=DecisionKind.PUBLISH,
            by=moderator,
            now=now,
        )
    except Refused:
        return
