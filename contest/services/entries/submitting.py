"""Sending an idea: once for each submit key, while the database's clock says that ideas are taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, exists, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contest.db import database_clock, new_id, transaction
from contest.models import (
    ActorKind,
    Confirmation,
    ConfirmationPurpose,
    Consent,
    Entry,
    EntryTrace,
    EntryVersion,
    Phase,
    PhaseWindow,
    Picture,
)
from contest.queries import campaigns
from contest.queries import pictures as picture_queries
from contest.queries.phases import plan, schedule
from contest.rules import forms, mailboxes, phases
from contest.rules.entries import EntryState
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit, confirmations, drafts, keys
from contest.services.audit import Actor
from contest.services.entries import confirming, writing
from contest.services.entries.writing import Checked

ENTRY = cast(Table, Entry.__table__)
# The document whose version a consent names, where it is not the one of its own name.
DOCUMENTS = {"newsletter": "privacy"}


@dataclass(frozen=True)
class Submitted:
    """What became of an idea: waiting for its author's answer (`confirmation_id`), or for a moderator at once."""

    entry_id: UUID
    state: EntryState
    confirmation_id: UUID | None
    repeated: bool = False


@dataclass(frozen=True)
class _Shown:
    """The pictures of an idea."""

    cover: UUID | None
    further: tuple[UUID, ...] = ()


@dataclass(frozen=True)
class _Author:
    """Who sends: an address to be confirmed, or a participant this browser remembers."""

    address: str = ""
    guardian: str = ""
    participant_id: UUID | None = None


def submit(
    campaign_id: UUID,
    *,
    answers: Mapping[str, Any],
    address: str,
    guardian: str,
    lang: str,
    submit_key: str,
    picture_id: UUID | None,
    by: Actor,
    now: datetime,
    draft: str = "",
    share_code: str = "",
    further: Sequence[UUID] = (),
    source: str = "",
) -> Submitted:
    """Take an idea, once however often it is sent; a remembered participant (`by`) need not type an `address`.

    `draft` is the token of the draft it was typed in, which it ends; `share_code` says by which link its author
    came; `further` are the pictures after the cover; `source` is the trace of where it came from (`traces.source_of`).
    Errors: LookupError (a campaign without a form); Refused with every objection of the form's fields, of
    `address` and `guardian` (also guardian_same), picture_gone; else with submission_not_open, submission_closed,
    submission_paused, entry_already_sent (the same key with other words), entry_gone, and, from a remembered
    participant, too_many_entries.
    """
    author = _author(address, guardian, by)
    shown = _Shown(picture_id, tuple(further))
    with transaction() as session:
        sent = _sent_before(session, campaign_id, submit_key, answers, shown)
        if sent is not None:
            return _ended(sent, campaign_id, draft, now)
        checked = writing.check(campaign_id, answers, picture_id=picture_id, further=further)
        if reasons := [*checked.objections, *_against(author, checked)]:
            raise Refused(reasons)
        entry_id = _insert(session, campaign_id, checked, lang, submit_key, picture_id, author, share_code)
        if entry_id is None:
            # Somebody sent the same key in the moment between, or no ideas are taken.
            sent = _sent_before(session, campaign_id, submit_key, answers, shown)
            if sent is None:
                raise Refused([_why_closed(session, campaign_id)])
            return _ended(sent, campaign_id, draft, now)
        writing.write_version(campaign_id, entry_id, 1, checked, picture_id, now, further)
        _write_consents(session, campaign_id, entry_id, checked, lang, now)
        if source:
            session.add(EntryTrace(campaign_id=campaign_id, entry_id=entry_id, source_mac=source))
        audit.record("entry.submitted", by=by, now=now, campaign=campaign_id, ref=entry_id)
        if draft:
            drafts.finish(campaign_id, draft, entry_id, now=now)
        return _ask(session, campaign_id, entry_id, checked, author, lang, now)


def objections(
    campaign_id: UUID,
    *,
    answers: Mapping[str, Any],
    address: str,
    guardian: str,
    picture_id: UUID | None,
    by: Actor,
    further: Sequence[UUID] = (),
) -> list[Objection]:
    """What `submit` would say against the answers and addresses. Errors: LookupError (a campaign without a form)."""
    checked = writing.check(campaign_id, answers, picture_id=picture_id, further=further)
    return [*checked.objections, *_against(_author(address, guardian, by), checked)]


def _author(address: str, guardian: str, by: Actor) -> _Author:
    return _Author(address, guardian, by.id if by.kind is ActorKind.PARTICIPANT else None)


def _against(author: _Author, checked: Checked) -> list[Objection]:
    """What speaks against the addresses."""
    found = [] if author.participant_id else list(mailboxes.objections(author.address))
    if not checked.is_minor:
        return found
    if not mailboxes.tidy(author.guardian):
        return [*found, Objection("guardian_missing", "guardian")]
    wrong = mailboxes.objections(author.guardian, "guardian")
    if not wrong and not found and not author.participant_id:
        one, other = mailboxes.canonical(author.guardian), mailboxes.canonical(author.address)
        wrong = (Objection("guardian_same", "guardian"),) if one == other else ()
    return [*found, *wrong]


def _ask(
    session: Session,
    campaign_id: UUID,
    entry_id: UUID,
    checked: Checked,
    author: _Author,
    lang: str,
    now: datetime,
) -> Submitted:
    """Ask the author's address to confirm; a remembered participant has done so before."""
    guardian = keys.seal_address(campaign_id, mailboxes.tidy(author.guardian)) if checked.is_minor else None
    if author.participant_id is not None:
        state = confirming.confirm(
            campaign_id, entry_id, participant_id=author.participant_id, guardian_sealed=guardian, now=now
        )
        return Submitted(entry_id, state, None)
    confirmation_id = confirmations.ask(
        campaign_id,
        purpose=ConfirmationPurpose.ENTRY,
        subject_id=entry_id,
        address_sealed=keys.seal_address(campaign_id, mailboxes.tidy(author.address)),
        voter_key=keys.voter_key(campaign_id, mailboxes.canonical(author.address)),
        lang=lang,
        now=now,
        guardian_sealed=guardian,
    )
    return Submitted(entry_id, EntryState.UNCONFIRMED, confirmation_id)


def _sent_before(
    session: Session,
    campaign_id: UUID,
    submit_key: str,
    answers: Mapping[str, Any],
    shown: _Shown,
) -> Submitted | None:
    """The first answer to a key that was used before."""
    entry = session.execute(
        select(Entry.id, Entry.state, EntryVersion.answers, EntryVersion.picture_id)
        .join(
            EntryVersion,
            (EntryVersion.campaign_id == Entry.campaign_id)
            & (EntryVersion.entry_id == Entry.id)
            & (EntryVersion.version == 1),
        )
        .where(Entry.campaign_id == campaign_id, Entry.submit_key == submit_key)
    ).first()
    if entry is None:
        return None
    form = campaigns.form(campaign_id)
    if form is not None:
        picture, further = shown.cover is not None, len(shown.further)
        _, cleaned = forms.check(form.definition, answers, picture=picture, further=further)
        before = _Shown(entry.picture_id, picture_queries.further_of(campaign_id, entry.id, 1))
        same = forms.kept(form.definition, cleaned) == entry.answers
        if not same or not _same_files(session, campaign_id, shown, before):
            raise Refused([Objection("entry_already_sent")])
    asked = session.scalar(
        select(Confirmation.id)
        .where(Confirmation.campaign_id == campaign_id, Confirmation.subject_id == entry.id)
        .where(Confirmation.purpose == ConfirmationPurpose.ENTRY)
        .order_by(Confirmation.created_at.desc(), Confirmation.id.desc())
        .limit(1)
    )
    return Submitted(entry.id, entry.state, asked, repeated=True)


def _same_files(session: Session, campaign_id: UUID, one: _Shown, other: _Shown) -> bool:
    """Whether the pictures are the same: a form sent twice brings its file twice."""
    if one == other:
        return True
    ids = [picture for shown in (one, other) for picture in (shown.cover, *shown.further) if picture is not None]
    known = Picture.campaign_id == campaign_id, Picture.id.in_(ids), Picture.digest != ""
    digests = {row.id: row.digest for row in session.execute(select(Picture.id, Picture.digest).where(*known))}
    both = [[digests.get(picture) for picture in (shown.cover, *shown.further) if picture] for shown in (one, other)]
    return both[0] == both[1] and None not in both[0]


def _ended(sent: Submitted, campaign_id: UUID, draft: str, now: datetime) -> Submitted:
    """The draft of a form that was sent again is ended as the first one was: it holds an address."""
    if draft:
        drafts.finish(campaign_id, draft, sent.entry_id, now=now)
    return sent


def _insert(
    session: Session,
    campaign_id: UUID,
    checked: Checked,
    lang: str,
    submit_key: str,
    picture_id: UUID | None,
    author: _Author,
    share_code: str,
) -> UUID | None:
    """Insert the entry if a submission phase is open by the database's clock and the key is new; else None."""
    values: dict[str, Any] = {
        "campaign_id": campaign_id,
        "id": new_id(),
        "participant_id": author.participant_id,
        "submit_key": submit_key,
        "share_code": share_code or None,
        "state": EntryState.UNCONFIRMED,
        "lang": lang,
        "version": 1,
        "name": checked.name,
        "shown_author": checked.shown_author,
        "picture_id": picture_id,
        "folded": checked.folded,
    }
    connection = session.connection()
    given = {f"new_{name}": value for name, value in values.items()}
    return cast("UUID | None", connection.execute(_INSERTS[connection.dialect.name], given).scalar())


def _entry_insert(dialect: Any) -> Any:
    # One reading of the clock for the check and for the row, as for ballots.
    moment = select(database_clock().label("at")).subquery("moment")
    names = (
        "campaign_id",
        "id",
        "participant_id",
        "submit_key",
        "share_code",
        "state",
        "lang",
        "version",
        "name",
        "shown_author",
        "picture_id",
        "folded",
    )
    given = {name: bindparam(f"new_{name}", type_=ENTRY.c[name].type) for name in names}
    is_open = exists(
        select(true())
        .select_from(PhaseWindow)
        .join(Phase, (Phase.campaign_id == PhaseWindow.campaign_id) & (Phase.id == PhaseWindow.phase_id))
        .where(
            PhaseWindow.campaign_id == given["campaign_id"],
            PhaseWindow.opens <= moment.c.at,
            moment.c.at < PhaseWindow.closes,
            Phase.kind == PhaseKind.SUBMISSION,
        )
        .correlate(moment)
    )
    source = select(*given.values(), moment.c.at).select_from(moment).where(is_open)
    return (
        dialect.insert(ENTRY)
        .from_select([*names, "received_at"], source)
        .on_conflict_do_nothing()
        .returning(ENTRY.c.id)
    )


_INSERTS = {"sqlite": _entry_insert(sqlite), "postgresql": _entry_insert(postgresql)}


def _why_closed(session: Session, campaign_id: UUID) -> Objection:
    """Why no ideas are taken, by the database's clock."""
    at = session.execute(select(database_clock())).scalar_one()
    taking = [phase for phase in schedule(campaign_id) if phase.kind is PhaseKind.SUBMISSION]
    moments = {phases.moment_of(plan(phase), at) for phase in taking}
    if moments & {phases.Moment.NOW, phases.Moment.PAUSED}:
        return Objection("submission_paused")
    return Objection("submission_not_open" if phases.Moment.TO_COME in moments else "submission_closed")


def _write_consents(
    session: Session, campaign_id: UUID, entry_id: UUID, checked: Checked, lang: str, now: datetime
) -> None:
    """What was agreed to, with the version of the text it is about."""
    for kind in forms.consents(checked.form.definition, checked.ticks):
        version = campaigns.document_version(campaign_id, DOCUMENTS.get(kind, kind))
        session.add(Consent(campaign_id=campaign_id, entry_id=entry_id, kind=kind, version=version, lang=lang, at=now))
