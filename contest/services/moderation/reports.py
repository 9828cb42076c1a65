"""Reports: a visitor says that something online should not be; a person looks, and whoever left an address is told."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update

from contest.db import new_id, reading, transaction
from contest.models import Entry, Report
from contest.rules import forms, mailboxes
from contest.rules.entries import PUBLIC
from contest.rules.objections import Objection, Refused
from contest.rules.reasons import NEEDS_WORDS, REPORTS
from contest.services import audit, keys, outbox

LONGEST = 1000
# The open reports of one entry that are kept: more say nothing that these do not.
MOST = 50
# After the answer an address is kept as long as its mail may still be under way.
TOLD = timedelta(days=2)


def report(
    campaign_id: UUID,
    entry_id: UUID,
    *,
    reason: str,
    words: str,
    address: str,
    lang: str,
    submit_key: str,
    now: datetime,
) -> None:
    """Take a visitor's report of a published entry; one `submit_key`, one report. `address` may be empty.

    Errors: Refused with reason_missing, words_missing (reasons `other` and `illegal`), answer_too_long,
    address_malformed; else with entry_gone.
    """
    words = forms.clean_lines(words)
    if found := _against(reason, words, address):
        raise Refused(found)
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.state not in PUBLIC:
            raise Refused([Objection("entry_gone")])
        same = select(Report.id).where(Report.campaign_id == campaign_id, Report.submit_key == submit_key)
        if session.scalar(same) is not None or _open(campaign_id, entry_id) >= MOST:
            return
        sealed = keys.seal_address(campaign_id, mailboxes.tidy(address)) if address.strip() else None
        session.add(
            Report(
                campaign_id=campaign_id,
                id=new_id(),
                entry_id=entry_id,
                submit_key=submit_key,
                reason=reason,
                words=words,
                address_sealed=sealed,
                lang=lang,
                at=now,
            )
        )
        audit.record(
            "entry.reported", by=audit.VISITOR, now=now, campaign=campaign_id, ref=entry_id, details={"reason": reason}
        )


def keep(campaign_id: UUID, entry_id: UUID, *, by: UUID, now: datetime) -> None:
    """What was reported stays online; every open report is answered so. Twice is once."""
    if answer(campaign_id, entry_id, kept=True, by=by, now=now, not_before=now):
        audit.record("entry.kept", by=audit.staff(by), now=now, campaign=campaign_id, ref=entry_id)


def answer(
    campaign_id: UUID, entry_id: UUID, *, kept: bool, by: UUID | None, now: datetime, not_before: datetime
) -> int:
    """Answer every open report of an entry, each by a mail where there is an address; how many.

    Without `by`, its author took it back.
    """
    with transaction() as session:
        answered = session.execute(
            update(Report)
            .where(*_of(campaign_id, entry_id), Report.answered_at.is_(None))
            .values(answered_at=now, kept=kept, answered_by=by)
            .returning(Report.id, Report.lang, Report.address_sealed.is_not(None).label("told"))
        ).all()
        for row in answered:
            if row.told:
                outbox.queue(
                    "mail.report_answered",
                    dedupe_key=f"report:{row.id.hex}:{int(now.timestamp())}",
                    now=now,
                    ids={"report": row.id.hex},
                    lang=row.lang,
                    campaign=campaign_id,
                    not_before=not_before,
                )
        return len(answered)


def reopen(campaign_id: UUID, entry_id: UUID, *, answered_at: datetime, now: datetime) -> None:
    """The removal that answered them was taken back; in the caller's transaction."""
    with transaction() as session:
        opened = session.scalars(
            update(Report)
            .where(*_of(campaign_id, entry_id), Report.answered_at == answered_at)
            .values(answered_at=None, kept=None, answered_by=None)
            .returning(Report.id)
        ).all()
        for report_id in opened:
            outbox.cancel(f"report:{report_id.hex}:{int(answered_at.timestamp())}", now=now)


def forget_addresses(*, now: datetime) -> None:
    """Erase the addresses of reports that were answered days ago: their mail has left."""
    with transaction() as session:
        session.execute(
            update(Report)
            .where(Report.answered_at < now - TOLD, Report.address_sealed.is_not(None))
            .values(address_sealed=None)
        )


def _of(campaign_id: UUID, entry_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Report.campaign_id == campaign_id, Report.entry_id == entry_id


def are_open(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether an entry has reports that nobody has answered."""
    return _open(campaign_id, entry_id) > 0


def _open(campaign_id: UUID, entry_id: UUID) -> int:
    waiting = select(func.count()).where(*_of(campaign_id, entry_id), Report.answered_at.is_(None))
    return reading().scalar(waiting) or 0


def _against(reason: str, words: str, address: str) -> list[Objection]:
    found = []
    if reason not in REPORTS:
        found.append(Objection("reason_missing", "reason"))
    if reason in {*NEEDS_WORDS, "illegal"} and not words:
        found.append(Objection("words_missing", "words"))
    if len(words) > LONGEST:
        found.append(Objection("answer_too_long", "words", {"most": LONGEST, "length": len(words)}))
    if address.strip():
        found += mailboxes.objections(address)
    return found
