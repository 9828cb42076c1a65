"""Moderating: one person takes an entry for a while, decides on one version of it, may take that back at once.

claim(campaign_id, entry_id, *, by, now)       for ten minutes; the second person is told who has it
claim_next(campaign_ids, *, by, now, langs)    the one that waits longest
release(campaign_id, entry_id, *, by, now)
decide(campaign_id, entry_id, *, version, kind, reason, words, by, now)
undo(campaign_id, decision_id, *, by, now)     within a minute, before anything is sent
appeal(campaign_id, entry_id, *, text, by, now)                           its author asks for another look
report(campaign_id, entry_id, said, *, lang, submit_key, now)             a visitor complains
confirm_report(campaign_id, report_id, *, now)                            and confirms the address
keep(campaign_id, entry_id, *, by, now)                                   and the entry stays online
"""

from contest.services.moderation.appeals import LONGEST as LONGEST_APPEAL
from contest.services.moderation.appeals import appeal
from contest.services.moderation.claims import claim, claim_next, release
from contest.services.moderation.decisions import UNDO, Decided, decide, undo
from contest.services.moderation.reports import LONGEST as LONGEST_REPORT
from contest.services.moderation.reports import Complaint, keep, report
from contest.services.moderation.reports import confirm as confirm_report

__all__ = [
    "LONGEST_APPEAL",
    "LONGEST_REPORT",
    "UNDO",
    "Complaint",
    "Decided",
    "appeal",
    "claim",
    "claim_next",
    "confirm_report",
    "decide",
    "keep",
    "release",
    "report",
    "undo",
]
