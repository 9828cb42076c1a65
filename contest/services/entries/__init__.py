"""Entries: sent once, confirmed, edited while they wait, withdrawn.

submit(campaign_id, *, answers, address, guardian, lang, submit_key, picture_id, by, now, draft)
objections(campaign_id, *, answers, address, guardian, picture_id, by)   what it would say, before sending
confirm(campaign_id, entry_id, *, participant_id, guardian_sealed, now)   its author's address is confirmed
confirm_guardian(campaign_id, entry_id, *, now)                           and a guardian said yes
edit(campaign_id, entry_id, *, answers, picture_id, seen_version, by, now)
withdraw(campaign_id, entry_id, *, by, now)
accept_correction(campaign_id, entry_id, *, by, now)                      which a moderator proposed
sweep(now)                                                                what nobody confirmed goes
"""

from contest.services.entries.accepting import accept_correction
from contest.services.entries.authors import edit, withdraw
from contest.services.entries.confirming import confirm, confirm_guardian
from contest.services.entries.submitting import Submitted, objections, submit
from contest.services.entries.sweeping import delete_entries, sweep

__all__ = [
    "Submitted",
    "accept_correction",
    "confirm",
    "confirm_guardian",
    "delete_entries",
    "edit",
    "objections",
    "submit",
    "sweep",
    "withdraw",
]
