"""Equal ideas: whose the prize is when two become one."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.rules import merging
from contest.rules.merging import MergeEffect

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("effect", "later", "share", "given", "against"),
    [
        (MergeEffect.FIRST, TICK, None, 0, []),
        (MergeEffect.FIRST, timedelta(0), None, 0, []),
        (MergeEffect.FIRST, -TICK, None, 0, [("merge_is_first", "")]),
        (MergeEffect.SHARE, -TICK, 1, 0, []),
        (MergeEffect.SHARE, TICK, 99, 0, []),
        (MergeEffect.SHARE, TICK, None, 0, [("share_wrong", "share")]),
        (MergeEffect.SHARE, TICK, 0, 0, [("share_wrong", "share")]),
        (MergeEffect.SHARE, TICK, 100, 0, [("share_wrong", "share")]),
        (MergeEffect.SHARE, TICK, 59, 40, []),
        (MergeEffect.SHARE, TICK, 60, 40, [("share_wrong", "share")]),
    ],
)
def test_what_the_rules_say_of_two_equal_ideas(effect, later, share, given, against):
    found = merging.objections(effect, received=NOON + later, kept_received=NOON, share=share, given=given)
    assert [(one.key, one.field) for one in found] == against
