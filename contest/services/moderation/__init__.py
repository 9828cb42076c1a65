"""Moderating: one person takes an entry for a while, decides on one version of it, may take that back at once.

claim(campaign_id, entry_id, *, by, now)       for ten minutes; the second person is told who has it
claim_next(campaign_ids, *, by, now, langs)    the one that waits longest
release(campaign_id, entry_id, *, by, now)
decide(campaign_id, entry_id, *, version, kind, reason, words, basis, by, now)
decide_all(campaign_id, wanted, *, kind, reason, words, by, now)          many at once, with what was left out
undo(campaign_id, decision_id, *, by, now)     within a minute, before anything is sent
undo_all(campaign_id, bulk_id, *, by, now)
propose(campaign_id, entry_id, *, version, answers, words, by, now)       a small correction its author accepts
merge(campaign_id, entry_id, *, into, version, share, words, by, now)     equal ideas become one
agree, disagree(campaign_id, proposal_id, *, by, now)                     where two people are needed
review(campaign_id, decision_id, *, by, now)                              what one person decided alone
escalate(campaign_id, entry_id, *, department, note, by, now)             and its `advise`
appeal(campaign_id, entry_id, *, text, by, now)                           its author asks for another look
report(campaign_id, entry_id, said, *, lang, submit_key, now)             a visitor complains
confirm_report(campaign_id, report_id, *, now)                            and confirms the address
keep(campaign_id, entry_id, *, version, by, now)                          and the entry stays online
keep_answer, drop_answer                                                  what the desk keeps for itself
"""

from contest.services.moderation.answers import drop as drop_answer
from contest.services.moderation.answers import keep as keep_answer
from contest.services.moderation.appeals import LONGEST as LONGEST_APPEAL
from contest.services.moderation.appeals import appeal
from contest.services.moderation.bulk import LeftOut, Together, decide_all, undo_all
from contest.services.moderation.claims import claim, claim_next, release
from contest.services.moderation.corrections import correctable, propose
from contest.services.moderation.decisions import Decided, decide, keep, undo
from contest.services.moderation.escalations import LONGEST as LONGEST_NOTE
from contest.services.moderation.escalations import answer as advise
from contest.services.moderation.escalations import escalate
from contest.services.moderation.guidance import set_guidance
from contest.services.moderation.merging import merge
from contest.services.moderation.reports import LONGEST as LONGEST_REPORT
from contest.services.moderation.reports import Complaint, report
from contest.services.moderation.reports import confirm as confirm_report
from contest.services.moderation.seconding import agree, disagree, review
from contest.services.moderation.writing import UNDO

__all__ = [
    "LONGEST_APPEAL",
    "LONGEST_NOTE",
    "LONGEST_REPORT",
    "UNDO",
    "Complaint",
    "Decided",
    "LeftOut",
    "Together",
    "advise",
    "agree",
    "appeal",
    "claim",
    "claim_next",
    "confirm_report",
    "correctable",
    "decide",
    "decide_all",
    "disagree",
    "drop_answer",
    "escalate",
    "keep",
    "keep_answer",
    "merge",
    "propose",
    "release",
    "report",
    "review",
    "set_guidance",
    "undo",
    "undo_all",
]
