"""Ideas from a sheet: all of them or none, and each of them once.

bring(campaign_id, sheet, room, *, publish, by, now, tell)   check the pictures, then write everything
"""

from contest.services.imports.bringing import Outcome, Room, bring

__all__ = ["Outcome", "Room", "bring"]
