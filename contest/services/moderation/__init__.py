"""Moderating: one person takes an entry for a while, decides on one version of it, may take that back at once.

claim(campaign_id, entry_id, *, by, now)       for ten minutes; the second person is told who has it
claim_next(campaign_ids, *, by, now, langs)    the one that waits longest
release(campaign_id, entry_id, *, by, now)
decide(campaign_id, entry_id, *, version, kind, reason, words, by, now)
undo(campaign_id, decision_id, *, by, now)     within a minute, before anything is sent
"""

from contest.services.moderation.claims import claim, claim_next, release
from contest.services.moderation.decisions import UNDO, Decided, decide, undo

__all__ = ["UNDO", "Decided", "claim", "claim_next", "decide", "release", "undo"]
