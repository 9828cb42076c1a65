"""What each mail says and to whom: a row of the outbox becomes a letter, addressed at the last moment."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from contest.db import new_id, transaction
from contest.services import audit, outbox
from contest.services.mails import announcing, checks, entries, people, questions, votes, winners
from contest.services.mails.checks import address_of
from contest.services.mails.heads import Addressed, House, Needless, NotYet, Wanted

__all__ = ["WRITERS", "Addressed", "House", "Needless", "NotYet", "Wanted", "address_of", "send_test", "write"]

Writer = Callable[[House, Wanted, datetime], Addressed]
WRITERS: dict[str, Writer] = {
    "mail.confirm_entry": checks.confirmation,
    "mail.confirm_ballot": checks.confirmation,
    "mail.confirm_guardian": checks.confirmation,
    "mail.confirm_reminder": checks.confirmation,
    "mail.remind_ballot": checks.reminded,
    "mail.sign_in": checks.confirmation,
    "mail.entry_published": entries.published,
    "mail.entry_refused": entries.refused,
    "mail.entry_changes": entries.changes,
    "mail.entry_corrected": entries.corrected,
    "mail.entry_merged": entries.merged,
    "mail.entry_joined": entries.joined,
    "mail.escalated": people.escalated,
    "mail.digest": people.digest,
    "mail.report_answered": entries.reported,
    "mail.report_received": entries.received,
    "mail.entry_hidden": entries.hidden,
    "mail.message": entries.message,
    "mail.winner_asked": winners.asked,
    "mail.winner_reminded": winners.reminded,
    "mail.draw_won": winners.draw_won,
    "mail.announced": announcing.announced,
    "mail.prize_sent": announcing.prize_sent,
    "mail.vote_asked": votes.asked,
    "mail.phase_opens": people.phase_opens,
    "mail.witness": people.witness,
    "mail.question_answered": questions.answered,
    "mail.alarm": questions.alarm,
    "mail.staff_invitation": people.invitation,
    "mail.test": people.test,
}


def write(house: House, wanted: Wanted, *, now: datetime) -> Addressed:
    """The letter, and to whom. Errors: Needless; NotYet; KeyError for an unknown kind."""
    return WRITERS[wanted.kind](house, wanted, now)


def send_test(staff_id: UUID, *, lang: str, now: datetime) -> UUID:
    """Mail a member of staff to show that mail leaves the house; the outbox row's id."""
    with transaction():
        audit.record("mail.tested", by=audit.staff(staff_id), now=now, ref=staff_id)
        return outbox.queue(
            "mail.test",
            dedupe_key=f"mail.test:{new_id().hex}",
            now=now,
            ids={"staff": staff_id.hex},
            lang=lang,
            lane=outbox.Lane.CODES,
        )
