"""Links under embargo: made for one journalist and one announcement, opened with a promise, taken back."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.db import new_id, transaction
from contest.models import Embargo, EmbargoOpening, Phase
from contest.queries import announcements, embargoes
from contest.rules import forms
from contest.rules.objections import Objection, Refused
from contest.services import audit

LONGEST = 80
# Whoever opened a link may look for so long; then it is opened, and written down, again.
LOOKS = timedelta(hours=1)


def make(campaign_id: UUID, phase_id: UUID, *, name: str, medium: str, ends: datetime, by: UUID, now: datetime) -> UUID:
    """Let somebody of a medium see an announcement that waits for its hour, until `ends`; the link's id.

    Errors: LookupError; Refused with field_missing, field_too_long by field, embargo_ends_past, embargo_not_waiting
    (none is scheduled, or it waits for its second person, or is public).
    """
    typed = {"name": forms.clean_line(name), "medium": forms.clean_line(medium)}
    reasons = [Objection("field_missing", field) for field, text in typed.items() if not text]
    reasons += [
        Objection("field_too_long", field, {"longest": LONGEST}) for field, text in typed.items() if len(text) > LONGEST
    ]
    if ends <= now:
        reasons.append(Objection("embargo_ends_past", "ends"))
    with transaction() as session:
        if session.get(Phase, (campaign_id, phase_id), with_for_update=True) is None:
            raise LookupError(phase_id)
        if not waits(campaign_id, phase_id, now):
            reasons.append(Objection("embargo_not_waiting"))
        if reasons:
            raise Refused(reasons)
        row = Embargo(
            campaign_id=campaign_id, id=new_id(), phase_id=phase_id, **typed, ends=ends, made_by=by, made_at=now
        )
        session.add(row)
        details = {"phase": str(phase_id), **typed, "ends": ends.isoformat()}
        audit.record("embargo.made", by=audit.staff(by), now=now, campaign=campaign_id, ref=row.id, details=details)
        return row.id


def waits(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether an announcement is written, released where that is asked for, and its hour is still to come."""
    row = announcements.written(campaign_id, phase_id)
    return announcements.is_waiting(campaign_id, phase_id, now) and row is not None and not row.awaits


def works(row: Embargo, now: datetime) -> bool:
    """Whether a link leads anywhere at `now`."""
    return row.revoked_at is None and now < row.ends


def open_link(campaign_id: UUID, embargo_id: UUID, *, now: datetime) -> UUID:
    """Somebody promises to keep the embargo and looks; every time is written down. The opening's id.

    Errors: LookupError; Refused with embargo_over.
    """
    with transaction() as session:
        row = session.get(Embargo, (campaign_id, embargo_id), with_for_update=True, populate_existing=True)
        if row is None:
            raise LookupError(embargo_id)
        if not works(row, now) or not waits(campaign_id, row.phase_id, now):
            raise Refused([Objection("embargo_over")])
        opening = EmbargoOpening(campaign_id=campaign_id, id=new_id(), embargo_id=embargo_id, at=now)
        session.add(opening)
        audit.record("embargo.opened", by=audit.VISITOR, now=now, campaign=campaign_id, ref=embargo_id)
        return opening.id


def is_open(row: Embargo, opening_id: UUID, now: datetime) -> bool:
    """Whether this opening of a link is still good for looking."""
    at = embargoes.opening(row.campaign_id, row.id, opening_id)
    return at is not None and now < at + LOOKS and works(row, now) and waits(row.campaign_id, row.phase_id, now)


def revoke(campaign_id: UUID, phase_id: UUID, embargo_id: UUID, *, by: UUID, now: datetime) -> None:
    """Take a link back; who has looked has looked, and stays listed. Twice is once. Errors: LookupError."""
    with transaction() as session:
        row = session.get(Embargo, (campaign_id, embargo_id), with_for_update=True, populate_existing=True)
        if row is None or row.phase_id != phase_id:
            raise LookupError(embargo_id)
        if row.revoked_at is None:
            row.revoked_at = now
            audit.record("embargo.revoked", by=audit.staff(by), now=now, campaign=campaign_id, ref=embargo_id)
