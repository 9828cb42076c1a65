"""Reports: a visitor says that something online should not be; a person looks, and whoever left an address is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, update

from contest import vault
from contest.db import new_id, reading, transaction
from contest.models import Entry, Report
from contest.queries import findings as checks
from contest.queries import reports as queries
from contest.rules import forms, mailboxes
from contest.rules import reports as rules
from contest.rules.entries import PUBLIC, WAITING, EntryState
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, limits, outbox
from contest.services.moderation import hiding

LONGEST = rules.LONGEST
# The open reports of one entry that are kept: more say nothing that these do not.
MOST = 50
# After the answer an address is kept as long as its mail may still be under way.
TOLD = timedelta(days=2)
# So many a day from one address.
A_DAY, DAY = 20, 24 * 3600


@dataclass(frozen=True)
class Complaint:
    """What a visitor says: a reason of the list, words, and, where they like or must, who they are.

    `source` is the trace of where it came from (`traces.source_of`).
    """

    reason: str
    words: str = ""
    address: str = ""
    name: str = ""
    good_faith: bool = False
    source: str = ""


def report(campaign_id: UUID, entry_id: UUID, said: Complaint, *, lang: str, submit_key: str, now: datetime) -> None:
    """Take a visitor's report of a published entry; one `submit_key`, one report, and one from each person.

    With an address it is acknowledged by mail, which asks to confirm the address. Errors: Refused with what
    `rules.reports.objections` says; limits.Limited; else Refused with entry_gone.
    """
    words, name = forms.clean_lines(said.words), forms.clean_line(said.name)
    if found := rules.objections(said.reason, words, name, said.address, good_faith=said.good_faith):
        raise Refused(found)
    reporter = _reporter(campaign_id, said.address)
    if reporter is not None:
        limits.require(("report", campaign_id.hex, reporter), limit=A_DAY, seconds=DAY, now=now)
    with transaction() as session:
        entry = session.get(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        if entry is None or entry.state not in PUBLIC:
            raise Refused([Objection("entry_gone")])
        if _said_before(campaign_id, entry_id, submit_key, reporter, said) or _open(campaign_id, entry_id) >= MOST:
            return
        row = Report(
            campaign_id=campaign_id,
            id=new_id(),
            entry_id=entry_id,
            submit_key=submit_key,
            reason=said.reason,
            words=words,
            address_sealed=keys.seal_address(campaign_id, mailboxes.tidy(said.address)) if reporter else None,
            name_sealed=keys.seal_name(campaign_id, name) if name else None,
            good_faith=said.good_faith,
            reporter_key=reporter,
            source_mac=said.source,
            lang=lang,
            at=now,
        )
        session.add(row)
        if said.reason in rules.URGENT:
            entry.lane = 0
        if reporter is not None:
            _mail("mail.report_received", f"report received:{row.id.hex}", row.id, campaign_id, lang, now, now)
        details = {"reason": said.reason}
        audit.record("entry.reported", by=audit.VISITOR, now=now, campaign=campaign_id, ref=entry_id, details=details)


def confirm(campaign_id: UUID, report_id: UUID, *, now: datetime) -> bool:
    """Whoever reported an idea confirmed the address; again changes nothing. Whether the report still waits.

    Enough confirmed reports hide the idea where its team set so (`hiding`). Errors: LookupError.
    """
    with transaction() as session:
        of_it = Report.campaign_id == campaign_id, Report.id == report_id
        entry_id = session.scalar(select(Report.entry_id).where(*of_it))
        if entry_id is None:
            raise LookupError(report_id)
        # The idea's row is the lock: of two that confirm at once, the second sees the first.
        entry = session.get_one(Entry, (campaign_id, entry_id), with_for_update=True, populate_existing=True)
        row = session.get_one(Report, (campaign_id, report_id), populate_existing=True)
        if row.answered_at is not None:
            return False
        if row.confirmed_at is None:
            row.confirmed_at = now
            session.flush()
            audit.record("report.confirmed", by=audit.VISITOR, now=now, campaign=campaign_id, ref=entry_id)
            if _is_enough(campaign_id, entry_id):
                hiding.hide(entry, now=now)
        return True


def settle(entry: Entry, state: EntryState, *, by: UUID, now: datetime, not_before: datetime) -> None:
    """A decision leads an entry to this state: what was online and goes, or was hidden, has its reports answered.

    In the caller's transaction, before the entry moves. What is asked to be changed keeps its reports open.
    """
    if state in (*WAITING, EntryState.CHANGES_REQUESTED) or not (entry.state in PUBLIC or entry.hidden_at):
        return
    answer(entry.campaign_id, entry.id, kept=state in PUBLIC, by=by, now=now, not_before=not_before)
    entry.hidden_at, entry.lane = None, 1


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
                key = f"report:{row.id.hex}:{int(now.timestamp())}"
                _mail("mail.report_answered", key, row.id, campaign_id, row.lang, now, not_before)
        return len(answered)


def reopen(campaign_id: UUID, entry_id: UUID, *, answered_at: datetime, now: datetime) -> int:
    """The decision that answered them was taken back; in the caller's transaction. How many wait again."""
    with transaction() as session:
        opened = session.scalars(
            update(Report)
            .where(*_of(campaign_id, entry_id), Report.answered_at == answered_at)
            .values(answered_at=None, kept=None, answered_by=None)
            .returning(Report.id)
        ).all()
        for report_id in opened:
            outbox.cancel(f"report:{report_id.hex}:{int(answered_at.timestamp())}", now=now)
        return len(opened)


def forget(campaign_id: UUID, address_sealed: bytes) -> None:
    """Empty all that somebody's reports say of them, and their words; joins the caller's transaction.

    That an idea was reported, and for which reason, stays.
    """
    try:
        reporter = _reporter(campaign_id, keys.open_address(campaign_id, address_sealed))
    except (KeyError, vault.Broken):
        return  # the key is destroyed: nobody can say whose they were
    nothing = {"address_sealed": None, "name_sealed": None, "reporter_key": None, "source_mac": "", "words": ""}
    with transaction() as session:
        session.execute(
            update(Report).where(Report.campaign_id == campaign_id, Report.reporter_key == reporter).values(nothing)
        )


def forget_addresses(*, now: datetime) -> None:
    """Erase addresses and names of reports that were answered days ago: their mail has left."""
    with transaction() as session:
        session.execute(
            update(Report)
            .where(
                Report.answered_at < now - TOLD,
                or_(Report.address_sealed.is_not(None), Report.name_sealed.is_not(None)),
            )
            .values(address_sealed=None, name_sealed=None)
        )


def _mail(
    kind: str, key: str, report_id: UUID, campaign_id: UUID, lang: str, now: datetime, not_before: datetime
) -> None:
    outbox.queue(
        kind,
        dedupe_key=key,
        now=now,
        ids={"report": report_id.hex},
        lang=lang,
        campaign=campaign_id,
        not_before=not_before,
    )


def _is_enough(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether the confirmed reports hide the idea; one that a person has kept is hidden by no number of them."""
    hide_after = checks.settings_of(campaign_id).hide_after
    if not hide_after or queries.was_kept(campaign_id, entry_id):
        return False
    return rules.hides(queries.confirmed(campaign_id, entry_id), hide_after)


def _reporter(campaign_id: UUID, address: str) -> str | None:
    return keys.reporter_key(campaign_id, mailboxes.canonical(address)) if address.strip() else None


def _said_before(campaign_id: UUID, entry_id: UUID, submit_key: str, reporter: str | None, said: Complaint) -> bool:
    """Whether this form was sent before, or this person has an open report of this entry."""
    with transaction() as session:
        same = select(Report.id).where(Report.campaign_id == campaign_id, Report.submit_key == submit_key)
        if session.scalar(same) is not None:
            return True
        waiting = [*_of(campaign_id, entry_id), Report.answered_at.is_(None)]
        if reporter is not None:
            theirs = Report.reporter_key == reporter
        elif said.source:
            theirs = (Report.source_mac == said.source) & (Report.reason == said.reason) & Report.reporter_key.is_(None)
        else:
            return False
        return session.scalar(select(Report.id).where(*waiting, theirs).limit(1)) is not None


def _of(campaign_id: UUID, entry_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Report.campaign_id == campaign_id, Report.entry_id == entry_id


def are_open(campaign_id: UUID, entry_id: UUID) -> bool:
    """Whether an entry has reports that nobody has answered."""
    return _open(campaign_id, entry_id) > 0


def _open(campaign_id: UUID, entry_id: UUID) -> int:
    waiting = select(func.count()).where(*_of(campaign_id, entry_id), Report.answered_at.is_(None))
    return reading().scalar(waiting) or 0
