"""Asking a winner in private, their answer, and passing the prize to the runner-up. Nothing of it is public."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contest import vault
from contest.db import transaction
from contest.models import Acceptance, Entry, Participant, Phase, Selection, Staff
from contest.queries import acceptances, announcements, campaigns
from contest.queries.acceptances import Place
from contest.rules import acceptances as rules
from contest.rules import forms
from contest.rules.acceptances import Answer, Standing
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, outbox

MILLION = 1_000_000
PUBLIC = "shown_name"


def ask(campaign_id: UUID, phase_id: UUID, entry_id: UUID, *, answer_by: datetime, by: UUID, now: datetime) -> None:
    """Ask the author of a winning idea to accept, by mail, until `answer_by`; signed with a first name and a role.

    Asked again while the question is open, or once they have accepted, nothing happens. Errors: LookupError;
    Refused with winner_not_picked, author_gone, answer_by_past.
    """
    with transaction() as session:
        place = _place(session, campaign_id, phase_id, entry_id, now)
        if place.standing in (Standing.ASKED, Standing.ACCEPTED):
            return
        reasons = [Objection("author_gone")] if place.standing is Standing.GONE else []
        if answer_by <= now:
            reasons.append(Objection("answer_by_past", "answer_by"))
        if reasons:
            raise Refused(reasons)
        person = session.get_one(Staff, by)
        row = place.acceptance
        if row is None:
            row = Acceptance(campaign_id=campaign_id, phase_id=phase_id, entry_id=entry_id)
            session.add(row)
        row.answer, row.asked_by, row.asked_at, row.answer_by = Answer.ASKED, by, now, answer_by
        row.signed_name, row.signed_role = person.first_name, person.title
        row.reminded_at = row.answered_at = row.rules_version = row.private_sealed = None
        row.shown_name = row.lang = ""
        _mail(session, "mail.winner_asked", row, now)
        _record("asked", row, audit.staff(by), now, {"answer_by": answer_by.isoformat()})


def remind(campaign_id: UUID, phase_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> None:
    """Write once more to a winner who has not answered; a second time nothing happens.

    Errors: LookupError; Refused with winner_not_picked, author_gone, winner_no_reminder.
    """
    with transaction() as session:
        place = _place(session, campaign_id, phase_id, entry_id, now)
        if place.standing is Standing.GONE:
            raise Refused([Objection("author_gone")])
        row = place.acceptance
        if row is None or place.standing is not Standing.ASKED:
            raise Refused([Objection("winner_no_reminder")])
        if row.reminded_at is None:
            row.reminded_at = now
            _mail(session, "mail.winner_reminded", row, now)
            _record("reminded", row, audit.staff(by), now, {})


def accept(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    typed: Mapping[str, str],
    rules_version: int,
    lang: str,
    by: UUID,
    now: datetime,
) -> None:
    """The author (`by`, a participant) accepts. `typed` is by field (`rules.acceptances`); twice is once.

    `rules_version` is the one they had before them. Errors: LookupError (nothing was asked of them); Refused with
    field_missing and the like by field, rules_changed; else with answer_over, answer_given, answer_passed.
    """
    with transaction() as session:
        row = _asked(session, campaign_id, entry_id, by)
        if row.answer is Answer.ACCEPTED:
            return
        if reasons := _closed(campaign_id, row, by, now):
            raise Refused(reasons)
        objections, agreed = rules.check(typed)
        in_force = campaigns.document_version(campaign_id, "rules")
        if rules_version != in_force:
            objections.append(Objection("rules_changed", "rights"))
        if objections:
            raise Refused(objections)
        said = asdict(agreed)
        row.answer, row.answered_at, row.lang, row.rules_version = Answer.ACCEPTED, now, lang, in_force
        row.shown_name = said.pop(PUBLIC)
        row.private_sealed = keys.seal_identity(campaign_id, json.dumps(said))
        _record("accepted", row, audit.participant(by), now, {"rules": in_force})


def decline(campaign_id: UUID, entry_id: UUID, *, words: str, by: UUID, now: datetime) -> None:
    """The author declines, in words of their own or without; twice is once.

    Errors: LookupError; Refused with field_too_long, answer_over, answer_given, answer_passed.
    """
    words, longest = forms.clean_lines(words), rules.LONGEST["words"]
    with transaction() as session:
        row = _asked(session, campaign_id, entry_id, by)
        if row.answer is Answer.DECLINED:
            return
        reasons = _closed(campaign_id, row, by, now)
        if len(words) > longest:
            reasons.append(Objection("field_too_long", "why", {"longest": longest}))
        if reasons:
            raise Refused(reasons)
        row.answer, row.answered_at = Answer.DECLINED, now
        row.private_sealed = keys.seal_identity(campaign_id, json.dumps({"words": words})) if words else None
        _record("declined", row, audit.participant(by), now, {})


def pass_on(campaign_id: UUID, phase_id: UUID, entry_id: UUID, *, reason: str, by: UUID, now: datetime) -> UUID:
    """The runner-up wins in place of an author who declined, did not answer, or is gone; the idea that wins now.

    Nothing of it is public. Errors: LookupError; Refused with winner_not_picked, pass_not_possible, runner_up_none,
    runner_up_tied, pick_announced, pick_scheduled, words_missing.
    """
    with transaction() as session:
        place = _place(session, campaign_id, phase_id, entry_id, now)
        ready, heir = acceptances.runner_up(campaign_id, phase_id)
        reasons = rules.passing_objections(
            place.standing,
            published=place.published,
            runner_up=ready,
            scheduled=announcements.is_waiting(campaign_id, phase_id, now),
            shown=announcements.is_shown(campaign_id, phase_id, now),
            reason=reason,
        )
        if reasons or heir is None:
            raise Refused(reasons)
        _replace(session, campaign_id, phase_id, entry_id, heir, reason=reason.strip(), by=by, now=now)
        details = {"from": str(entry_id), "to": str(heir), "was": place.standing.value, "reason": reason.strip()}
        audit.record(
            "acceptance.passed", by=audit.staff(by), now=now, campaign=campaign_id, ref=phase_id, details=details
        )
        return heir


def identity(campaign_id: UUID, sealed: bytes | None) -> dict[str, str]:
    """What a winner said of themselves in private, by field; nothing once the campaign's key is destroyed."""
    if sealed is None:
        return {}
    try:
        opened: dict[str, str] = json.loads(keys.open_identity(campaign_id, sealed))
    except (KeyError, vault.Broken):
        return {}
    return opened


def _replace(
    session: Session, campaign_id: UUID, phase_id: UUID, out: UUID, heir: UUID, *, reason: str, by: UUID, now: datetime
) -> None:
    """One idea takes the place of another among the winners."""
    here = Selection.campaign_id == campaign_id, Selection.phase_id == phase_id
    rank = session.scalars(select(Selection.rank).where(*here, Selection.entry_id == out)).one()
    session.execute(delete(Selection).where(*here, Selection.entry_id.in_([out, heir])))
    session.add(
        Selection(
            campaign_id=campaign_id,
            phase_id=phase_id,
            entry_id=heir,
            rank=rank,
            reason=reason,
            picked_by=by,
            picked_at=now,
        )
    )


def _locked(session: Session, campaign_id: UUID, phase_id: UUID, entry_id: UUID) -> Acceptance | None:
    key = (campaign_id, phase_id, entry_id)
    return session.get(Acceptance, key, with_for_update=True, populate_existing=True)


def _place(session: Session, campaign_id: UUID, phase_id: UUID, entry_id: UUID, now: datetime) -> Place:
    """A winner's place, once any other act on it, or an answer under way, is over."""
    if session.get(Phase, (campaign_id, phase_id), with_for_update=True, populate_existing=True) is None:
        raise LookupError(phase_id)
    _locked(session, campaign_id, phase_id, entry_id)
    for place in acceptances.places(campaign_id, phase_id, now):
        if place.entry_id == entry_id:
            return place
    raise Refused([Objection("winner_not_picked")])


def _asked(session: Session, campaign_id: UUID, entry_id: UUID, by: UUID) -> Acceptance:
    """What was asked of this participant about their idea, locked. Errors: LookupError."""
    found = acceptances.one_mine(campaign_id, by, entry_id)
    row = _locked(session, campaign_id, found.acceptance.phase_id, entry_id) if found else None
    if row is None:
        raise LookupError(entry_id)
    return row


def _closed(campaign_id: UUID, row: Acceptance, by: UUID, now: datetime) -> list[Objection]:
    """Why there is nothing to answer any more."""
    found = acceptances.one_mine(campaign_id, by, row.entry_id)
    if found is None or not found.picked:
        return [Objection("answer_passed")]
    if row.answer is not Answer.ASKED:
        return [Objection("answer_given")]
    standing = rules.standing(row.answer, answer_by=row.answer_by, known=True, now=now)
    return [Objection("answer_over")] if standing is Standing.LAPSED else []


def _mail(session: Session, kind: str, row: Acceptance, now: datetime) -> None:
    lang = session.scalars(
        select(Participant.lang)
        .join(
            Entry,
            (Entry.campaign_id == Participant.campaign_id) & (Entry.participant_id == Participant.id),
        )
        .where(Entry.campaign_id == row.campaign_id, Entry.id == row.entry_id)
    ).one()
    outbox.queue(
        kind,
        dedupe_key=f"{kind}:{row.phase_id.hex}:{row.entry_id.hex}:{int(row.asked_at.timestamp() * MILLION)}",
        now=now,
        ids={"phase": row.phase_id.hex, "entry": row.entry_id.hex},
        lang=lang,
        campaign=row.campaign_id,
    )


def _record(what: str, row: Acceptance, by: audit.Actor, now: datetime, details: dict[str, object]) -> None:
    # As with a pick: the record names the vote, and the idea stands in the details.
    audit.record(
        f"acceptance.{what}",
        by=by,
        now=now,
        campaign=row.campaign_id,
        ref=row.phase_id,
        details={"entry": str(row.entry_id), **details},
    )
