"""The prize on its way: which step may follow which, and what each needs."""

import pytest

from contest.rules.prizes import LONGEST, NEXT, Step, objections

STEPS = (None, *Step)


def found(last: Step | None, step: Step, tracking: str = "BE 1", note: str = "") -> list[tuple[str, str]]:
    return [(one.key, one.field) for one in objections(last, step, tracking=tracking, note=note)]


@pytest.mark.parametrize("last", STEPS)
def test_only_what_follows_may_follow(last: Step | None):
    assert [step for step in Step if found(last, step) == []] == [step for step in Step if step in NEXT[last]]
    assert NEXT.keys() == set(STEPS)


def test_every_step_is_reached_and_the_end_is_an_end():
    reached = {None} | {step for steps in NEXT.values() for step in steps}
    assert (reached, NEXT[Step.DELIVERED]) == (set(STEPS), ())


def test_what_is_sent_can_be_followed_and_nothing_is_too_long():
    assert found(Step.ORDERED, Step.SENT, tracking="") == [("prize_tracking_missing", "tracking")]
    assert found(Step.SENT, Step.DELIVERED, tracking="") == []
    for field, longest in LONGEST.items():
        assert found(None, Step.AGREED, **{field: "x" * longest}) == []
        assert found(None, Step.AGREED, **{field: "x" * (longest + 1)}) == [("field_too_long", field)]
