"""What an author does with an entry of their own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from contest.db import transaction
from contest.models import Entry, EntryVersion
from contest.queries import pictures
from contest.rules import entries as rules
from contest.rules import forms
from contest.rules.entries import AuthorAct, EntryState
from contest.rules.objections import Objection, Refused
from contest.services import archives, audit, cards, findings
from contest.services.entries import writing
from contest.services.moderation import escalations, proposals, reports


def edit(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    answers: Mapping[str, Any],
    picture_id: UUID | None,
    seen_version: int,
    by: UUID,
    now: datetime,
    further: Sequence[UUID] = (),
) -> int:
    """A new version of an entry that still waits, by its author (`by`); sent twice, it is one version.

    Where changes were asked for, sending it is the answer, even with nothing changed: it waits again. Answers the
    number of the version. Errors: Refused with every objection of the form's fields, picture_gone;
    else with entry_not_yours, entry_not_editable, version_changed (edited in another window since).
    """
    with transaction() as session:
        entry = _own(session, campaign_id, entry_id, by)
        state = rules.move(entry.state, AuthorAct.EDIT)
        # What visitors reported is read as they saw it.
        if state is None or (entry.hidden_at is not None and entry.state is EntryState.PENDING):
            raise Refused([Objection("entry_not_editable")])
        latest = session.get_one(EntryVersion, (campaign_id, entry_id, entry.version))
        checked = writing.check(
            campaign_id,
            _with_settled(campaign_id, answers, latest.answers),
            picture_id=picture_id,
            further=further,
            entry_id=entry_id,
        )
        if checked.objections:
            raise Refused(checked.objections)
        shown = pictures.further_of(campaign_id, entry_id, entry.version)
        same = (latest.answers, latest.picture_id, shown) == (checked.answers, picture_id, tuple(further))
        if same and entry.state is state:
            return entry.version
        if entry.version != seen_version:
            raise Refused([Objection("version_changed")])
        if not same:
            entry.version += 1
            writing.write_version(campaign_id, entry_id, entry.version, checked, picture_id, now, further)
            findings.queue(campaign_id, entry_id, entry.version, now=now)
        if entry.state is not state:
            entry.waiting_since = now
        entry.state, entry.picture_id, entry.folded = state, picture_id, checked.folded
        entry.name, entry.shown_author = checked.name, checked.shown_author
        audit.record("entry.edited", by=audit.participant(by), now=now, campaign=campaign_id, ref=entry_id)
        return entry.version


def withdraw(campaign_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> None:
    """Its author takes an entry back; twice is once.

    Errors: Refused with entry_not_yours, entry_not_withdrawable.
    """
    with transaction() as session:
        entry = _own(session, campaign_id, entry_id, by)
        if entry.state is EntryState.WITHDRAWN:
            return
        state = rules.move(entry.state, AuthorAct.WITHDRAW)
        if state is None:
            raise Refused([Objection("entry_not_withdrawable")])
        entry.state, entry.claimed_by, entry.claimed_until = state, None, None
        if entry.number is not None:
            cards.entry_changed(campaign_id, entry_id, now=now)
            archives.entry_changed(campaign_id, now=now)
        reports.answer(campaign_id, entry_id, kept=False, by=None, now=now, not_before=now)
        proposals.close(entry, agreed=False, by=None, now=now)
        escalations.close(entry, by=None, now=now)
        audit.record("entry.withdrawn", by=audit.participant(by), now=now, campaign=campaign_id, ref=entry_id)


def _own(session: Session, campaign_id: UUID, entry_id: UUID, by: UUID) -> Entry:
    """The author's entry, locked; one that does not exist is refused like somebody else's."""
    entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
    if entry is None or entry.participant_id != by:
        raise Refused([Objection("entry_not_yours")])
    return entry


def _with_settled(campaign_id: UUID, answers: Mapping[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with the ticks and the tie-break of when it was sent: an edit does not ask for them again."""
    form = writing.form_of(campaign_id).definition
    ticked = (forms.FieldKind.AGE, forms.FieldKind.CONSENT)
    ticks = {field.key: True for field in forms.fields(form) if field.kind in ticked}
    return dict(answers) | ticks | forms.settled(form, sent)
