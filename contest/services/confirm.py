"""The one door of confirmations: a code or a link's click finishes whatever the address was asked for."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from contest.db import transaction
from contest.models import Confirmation, ConfirmationPurpose
from contest.rules.ballots import Cast
from contest.rules.entries import EntryState
from contest.rules.objections import Objection, Refused
from contest.services import ballots, confirmations, draws, entries, mail_figures, participants, reminders, wishes
from contest.services.confirmations import Asked

# A second click, or the same link in a second browser, is still remembered; later it only shows what became of it.
SECOND_CLICK = timedelta(minutes=10)
# Whoever confirms one of these may ask to be told what is announced.
TELLABLE = frozenset({ConfirmationPurpose.ENTRY, ConfirmationPurpose.BALLOT})


@dataclass(frozen=True)
class Finished:
    """What was finished. `session_token` is for this browser's cookie, None where nobody is to be remembered.

    `entry` is the state of an idea (unconfirmed: a guardian has been asked), `cast` what became of a ballot (TAKEN: ask
    whether to change, then `ballots.change_to`). `repeated`: it had been answered before.
    """

    purpose: ConfirmationPurpose
    subject_id: UUID | None
    lang: str
    participant_id: UUID | None = None
    session_token: str | None = None
    entry: EntryState | None = None
    cast: Cast | None = None
    repeated: bool = False


def finish(
    campaign_id: UUID,
    *,
    now: datetime,
    token: str = "",
    confirmation_id: UUID | None = None,
    code: str = "",
    side_prizes: int = 0,
    tell: bool = False,
    remembered: bool = True,
) -> Finished:
    """Finish what an address was asked for, by its link's `token` or by `confirmation_id` and `code`.

    With `remembered` false this browser is not: no `session_token` is made, as where no cookie can be kept.

    Whoever confirms a vote may take part in its draw of side prizes, as far as that is still possible: `side_prizes`
    is the version of the terms that were ticked. With an idea as with a vote they may wish to be told what is announced
    (`tell`). Answered again it changes nothing and answers the same.

    Errors: Refused with link_invalid, mail_code_wrong, mail_code_expired, code_too_many_tries, and with what speaks
    against the act: too_many_entries, entry_gone, or reminder_gone, or as `ballots.confirm`; then nothing is confirmed
    and it may be answered again.
    """
    if token:
        asked = confirmations.by_token(campaign_id, token, now=now)
        if asked is None:
            raise Refused([Objection("link_invalid")])
    elif confirmation_id is not None:
        asked = confirmations.check_code(campaign_id, confirmation_id, code, now=now)
    else:
        raise ValueError("neither a token nor a code")
    with transaction():
        used_before = not _mark_used(asked, now)
        finished = _finished(asked, now, repeated=used_before, remembered=remembered)
        if side_prizes and finished.cast is not None and finished.subject_id is not None:
            draws.wish_with(campaign_id, finished.subject_id, asked, version=side_prizes, now=now)
        if tell and finished.purpose in TELLABLE:
            wishes.note(
                campaign_id,
                voter_key=asked.voter_key,
                address_sealed=asked.address_sealed,
                lang=asked.lang,
                now=now,
            )
        if not used_before:
            mail_figures.confirmed(asked, now=now)
        return finished


def change(campaign_id: UUID, confirmation_id: UUID, *, now: datetime) -> Cast:
    """ "Yes, change my vote", after a `cast` that was TAKEN; only where the address has answered.

    Without that, whoever typed an address could move its owner's vote. Errors: LookupError (no such vote); Refused
    with confirm_first, and as `ballots.change_to`.
    """
    asked = confirmations.get(campaign_id, confirmation_id)
    if asked is None or asked.purpose is not ConfirmationPurpose.BALLOT or asked.subject_id is None:
        raise LookupError(confirmation_id)
    if asked.used_at is None:
        raise Refused([Objection("confirm_first")])
    return ballots.change_to(campaign_id, asked.subject_id, voter_key=asked.voter_key, now=now)


def _finished(asked: Asked, now: datetime, *, repeated: bool, remembered: bool) -> Finished:
    if asked.purpose is ConfirmationPurpose.GUARDIAN:
        return _guardian(asked, now, repeated=repeated)
    if asked.purpose is ConfirmationPurpose.REMINDER and asked.subject_id is not None:
        # That makes nobody a participant either: one purpose, one mail.
        reminders.confirm(asked.campaign_id, asked.subject_id, now=now)
        return Finished(asked.purpose, asked.subject_id, asked.lang, repeated=repeated)
    return _person(asked, now, repeated=repeated, remembered=remembered)


def _mark_used(asked: Asked, now: datetime) -> bool:
    """Whether this is the first answer; of two at once one waits here.

    Errors: Refused with link_invalid (another address was asked instead in the meantime).
    """
    this = Confirmation.campaign_id == asked.campaign_id, Confirmation.id == asked.id
    with transaction() as session:
        marked = session.execute(
            update(Confirmation)
            .where(*this, Confirmation.used_at.is_(None), Confirmation.expires_at > now)
            .values(used_at=now)
            .returning(Confirmation.id)
        ).first()
        if marked is None and session.scalar(select(Confirmation.used_at).where(*this)) is None:
            raise Refused([Objection("link_invalid")])
    return marked is not None


def _person(asked: Asked, now: datetime, *, repeated: bool, remembered: bool) -> Finished:
    """The address is proved: its participant, the act it was asked for, and this browser remembered if it is to be."""
    _require_known(asked, now)
    participant_id = participants.make(
        asked.campaign_id,
        voter_key=asked.voter_key,
        address_sealed=asked.address_sealed,
        lang=asked.lang,
        now=now,
    )
    entry: EntryState | None = None
    cast: Cast | None = None
    if asked.purpose is ConfirmationPurpose.ENTRY and asked.subject_id is not None:
        entry = entries.confirm(
            asked.campaign_id,
            asked.subject_id,
            participant_id=participant_id,
            guardian_sealed=asked.guardian_sealed,
            now=now,
        )
    elif asked.purpose is ConfirmationPurpose.BALLOT and asked.subject_id is not None:
        cast = ballots.confirm(asked.campaign_id, asked.subject_id, voter_key=asked.voter_key, now=now)
    elif not repeated:
        _confirm_waiting(asked, participant_id, now)
    token = None
    # A second click that read the row before the first one's commit finds no moment there: it is as fresh.
    if remembered and (not repeated or asked.used_at is None or now - asked.used_at < SECOND_CLICK):
        token = participants.remember(asked.campaign_id, participant_id, now=now)
    return Finished(asked.purpose, asked.subject_id, asked.lang, participant_id, token, entry, cast, repeated)


def _guardian(asked: Asked, now: datetime, *, repeated: bool) -> Finished:
    """A guardian says yes; that makes nobody a participant, and remembers nobody."""
    if asked.subject_id is None:
        raise Refused([Objection("entry_gone")])
    state = entries.confirm_guardian(
        asked.campaign_id, asked.subject_id, address_sealed=asked.address_sealed, lang=asked.lang, now=now
    )
    return Finished(asked.purpose, asked.subject_id, asked.lang, entry=state, repeated=repeated)


def _require_known(asked: Asked, now: datetime) -> None:
    """Nobody comes in by an address under which nothing was ever sent, nor by a right guess at its code."""
    if asked.purpose is not ConfirmationPurpose.SIGN_IN:
        return
    if participants.known(asked.campaign_id, asked.voter_key) is None and not participants.waiting(
        asked.campaign_id, asked.voter_key, now=now
    ):
        raise Refused([Objection("mail_code_wrong", "code")])


def _confirm_waiting(asked: Asked, participant_id: UUID, now: datetime) -> None:
    """Whoever asked for the link again has proved the address: the ideas that waited for it wait no more."""
    for waiting in participants.waiting(asked.campaign_id, asked.voter_key, now=now):
        if waiting.purpose is not ConfirmationPurpose.ENTRY or waiting.subject_id is None:
            continue
        try:
            with transaction() as session, session.begin_nested():
                entries.confirm(
                    asked.campaign_id,
                    waiting.subject_id,
                    participant_id=participant_id,
                    guardian_sealed=waiting.guardian_sealed,
                    now=now,
                )
                _mark_used(waiting, now)
        except Refused:
            # One that is over the limit, or gone, does not keep its author out.
            continue
