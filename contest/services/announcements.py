"""Writing, scheduling, releasing and withdrawing an announcement; at its hour nothing has to run."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.db import transaction
from contest.models import Announcement, Campaign, Phase
from contest.queries import announcements, blockers
from contest.rules import announcements as rules
from contest.rules.announcements import Texts
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit, cards


def write(
    campaign_id: UUID, phase_id: UUID, *, texts: Texts, opens: datetime | None, by: UUID, now: datetime
) -> datetime:
    """Write (or amend) the announcement of a vote; shown from `opens` on (None: at once), which is answered.

    `texts` is language -> field (`rules.announcements.FIELDS`) -> text. One that is shown keeps its hour when `opens`
    is None.

    Errors: LookupError; Refused with announcement_result_open, announcement_not_signed, announcement_no_winner,
    announcement_winner_gone, announcement_text_missing, announcement_text_long, announcement_in_past; unless it is
    shown, winner_not_asked, winner_waiting, winner_declined, winner_lapsed, winner_erased, runner_up_tied; of finalists
    announcement_no_finalists, announcement_finalist_gone.

    Where the campaign wants two people, it then awaits the second (`release`), whatever its hour, also after each
    change; but one that is public and stays so.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id)
        phase = session.get(Phase, (campaign_id, phase_id), with_for_update=True)
        if campaign is None or phase is None:
            raise LookupError(phase_id)
        row = session.get(Announcement, (campaign_id, phase_id), populate_existing=True)
        amended = announcements.is_shown(campaign_id, phase_id, now)
        begins = (opens or (row.opens if row and amended else now)).replace(microsecond=0)
        known = blockers.facts(campaign_id, phase_id, languages=campaign.languages, texts=texts, opens=begins, now=now)
        reasons = rules.blockers(known)
        if reasons:
            raise Refused(reasons)
        if row is None:
            row = Announcement(campaign_id=campaign_id, phase_id=phase_id)
            session.add(row)
        row.opens, row.texts, row.finalists = begins, _trimmed(campaign, texts), known.finalists
        row.written_by, row.changed_at, row.withdrawn_at = by, now, None
        row.awaits = campaign.two_announce and not (amended and begins <= now)
        if row.awaits:
            row.released_by = row.released_at = None
        session.flush()
        _have_drawn(row, now)
        # A scheduled one is not told: the public history would announce it before its hour.
        verb = "announcement.published" if begins <= now and not row.awaits else "announcement.written"
        audit.record(
            verb,
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"opens": begins.isoformat(), "amended": amended, "finalists": row.finalists},
        )
        return begins


def release(campaign_id: UUID, phase_id: UUID, *, by: UUID, now: datetime) -> datetime:
    """A second person lets the announcement open: at its hour or, where that is over, at once; which is answered.

    What speaks against announcing is asked again. Errors: LookupError; Refused with release_none,
    release_same_person, and as `write`.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None or session.get(Phase, (campaign_id, phase_id), with_for_update=True) is None:
            raise LookupError(phase_id)
        row = session.get(Announcement, (campaign_id, phase_id), populate_existing=True)
        if row is not None and row.released_by == by and not row.awaits and row.withdrawn_at is None:
            return row.opens
        waits = row is not None and row.awaits and row.withdrawn_at is None
        reasons = rules.release_objections(waits=waits, same_person=row is not None and row.written_by == by)
        if reasons or row is None:
            raise Refused(reasons)
        begins = max(row.opens, now.replace(microsecond=0))
        reasons = rules.blockers(
            blockers.facts(campaign_id, phase_id, languages=campaign.languages, texts=row.texts, opens=begins, now=now)
        )
        if reasons:
            raise Refused(reasons)
        row.opens, row.awaits, row.released_by, row.released_at = begins, False, by, now
        session.flush()
        _have_drawn(row, now)
        audit.record(
            "announcement.published" if begins <= now else "announcement.released",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"opens": begins.isoformat(), "released": True, "finalists": row.finalists},
        )
        return begins


def keep(campaign_id: UUID, phase_id: UUID, *, texts: Texts, by: UUID, now: datetime) -> None:
    """Keep what is written so far, before a winner is known or a moment set: nobody sees it, nothing opens it.

    Such a row is one that was taken back before its hour. Errors: LookupError; Refused with announcement_text_long,
    announcement_set (one that is shown or has its hour is amended by `write`).
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id)
        if campaign is None or session.get(Phase, (campaign_id, phase_id), with_for_update=True) is None:
            raise LookupError(phase_id)
        row = session.get(Announcement, (campaign_id, phase_id), populate_existing=True)
        reasons = rules.about_texts(campaign.languages, texts, complete=False)
        if row is not None and row.withdrawn_at is None:
            reasons.append(Objection("announcement_set"))
        if reasons:
            raise Refused(reasons)
        if row is None:
            row = Announcement(campaign_id=campaign_id, phase_id=phase_id)
            row.opens, row.withdrawn_at = now + timedelta(seconds=1), now
            row.finalists = session.get_one(Phase, (campaign_id, phase_id)).kind is not PhaseKind.VOTE
            session.add(row)
        row.texts, row.written_by, row.changed_at = _trimmed(campaign, texts), by, now
        audit.record(
            "announcement.written",
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"kept": True},
        )


def withdraw(campaign_id: UUID, phase_id: UUID, *, reason: str, by: UUID, now: datetime) -> None:
    """Take an announcement back: in the open if it was shown, quietly before its hour; twice is once.

    Errors: Refused with announcement_none, reason_missing.
    """
    with transaction() as session:
        row = session.get(Announcement, (campaign_id, phase_id), with_for_update=True, populate_existing=True)
        reasons = [Objection("announcement_none")] if row is None else []
        if not reason.strip():
            reasons.append(Objection("reason_missing", "reason"))
        if reasons or row is None:
            raise Refused(reasons)
        if row.withdrawn_at is not None:
            return
        public = rules.is_shown(row.opens, None, now, awaits=row.awaits)
        verb = "announcement.withdrawn" if public else "announcement.written"
        row.withdrawn_at = now
        session.flush()
        _have_drawn(row, now, at=now)
        audit.record(
            verb,
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"withdrawn": True, "reason": reason.strip(), "finalists": row.finalists},
        )


def _have_drawn(row: Announcement, now: datetime, at: datetime | None = None) -> None:
    """Have the cards of what it announces drawn from its second on (or from `at`), never before."""
    opens = at or row.opens
    if not row.finalists:
        cards.announced(row.campaign_id, row.phase_id, opens=opens, now=now)
    for picked in announcements.picked_ids(row):
        cards.entry_changed(row.campaign_id, picked, now=now, due=opens)


def _trimmed(campaign: Campaign, texts: Texts) -> dict[str, dict[str, str]]:
    """Every field in every language of the campaign, and nothing else."""
    return {
        lang: {field: texts.get(lang, {}).get(field, "").strip() for field in rules.FIELDS}
        for lang in campaign.languages
    }
