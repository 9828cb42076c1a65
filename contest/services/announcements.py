"""Writing, scheduling and withdrawing an announcement; at its hour nothing has to run."""

from datetime import datetime, timedelta
from uuid import UUID

from contest.db import transaction
from contest.models import Announcement, Campaign, Phase
from contest.queries import announcements, blockers
from contest.rules import announcements as rules
from contest.rules.announcements import Texts
from contest.rules.objections import Objection, Refused
from contest.services import audit, cards


def write(
    campaign_id: UUID, phase_id: UUID, *, texts: Texts, opens: datetime | None, by: UUID, now: datetime
) -> datetime:
    """Write (or amend) the announcement of a vote; shown from `opens` on (None: at once), which is answered.

    `texts` is language -> field (`rules.announcements.FIELDS`) -> text. One that is shown keeps its hour when `opens`
    is None. Errors: LookupError; Refused with announcement_result_open, announcement_not_signed,
    announcement_no_winner,
    announcement_winner_gone, announcement_text_missing, announcement_text_long, announcement_in_past; and, unless it is
    shown, winner_not_asked, winner_waiting, winner_declined, winner_lapsed, winner_erased, runner_up_tied.
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
        row.opens = begins
        row.texts = _trimmed(campaign, texts)
        row.written_by, row.changed_at, row.withdrawn_at = by, now, None
        cards.announced(campaign_id, phase_id, opens=begins, now=now)
        # A scheduled one is not told: the public history would announce it before its hour.
        verb = "announcement.published" if begins <= now else "announcement.written"
        audit.record(
            verb,
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"opens": begins.isoformat(), "amended": amended},
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
        verb = "announcement.withdrawn" if row.opens <= now else "announcement.written"
        row.withdrawn_at = now
        cards.announced(campaign_id, phase_id, opens=now, now=now)
        audit.record(
            verb,
            by=audit.staff(by),
            now=now,
            campaign=campaign_id,
            ref=phase_id,
            details={"withdrawn": True, "reason": reason.strip()},
        )


def _trimmed(campaign: Campaign, texts: Texts) -> dict[str, dict[str, str]]:
    """Every field in every language of the campaign, and nothing else."""
    return {
        lang: {field: texts.get(lang, {}).get(field, "").strip() for field in rules.FIELDS}
        for lang in campaign.languages
    }
