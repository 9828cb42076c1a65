"""Equal ideas: what joining two means for the prize, as a campaign's rules state it."""

from datetime import datetime
from enum import StrEnum

from contest.rules.objections import Objection

LEAST_SHARE, MOST_SHARE = 1, 99


class MergeEffect(StrEnum):
    """Whose the prize is: the first one's whose idea was received, or everybody's by a written share."""

    FIRST = "first"
    SHARE = "share"


def objections(
    effect: MergeEffect, *, received: datetime, kept_received: datetime, share: int | None, given: int
) -> list[Objection]:
    """What speaks against joining an idea with the one that is kept.

    `share` is what its author would have of the prize, in per cent, `given` what others have already. Under FIRST the
    kept one must be the earlier (merge_is_first); under SHARE a share must be named that leaves the first inventor
    something (share_wrong, `share`).
    """
    if effect is MergeEffect.FIRST:
        return [Objection("merge_is_first")] if received < kept_received else []
    most = MOST_SHARE - given
    if share is None or not LEAST_SHARE <= share <= most:
        return [Objection("share_wrong", "share", {"least": LEAST_SHARE, "most": most})]
    return []
