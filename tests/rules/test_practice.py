"""The twenty samples: complete in every language, each with a decision that most colleagues took."""

from contest.rules import practice
from contest.rules.entries import DecisionKind


def test_the_samples_are_complete():
    every = practice.samples()
    assert len(every) == len({one.key for one in every}) == 20
    assert {one.lang for one in every} == {"fr", "nl", "en"}
    for one in every:
        assert set(one.why) == {"fr", "nl", "en"}
        assert all(len(said) > 40 for said in one.why.values())
        assert sum(one.colleagues.values()) == 9
        assert one.agrees(one.usual)


def test_two_decisions_can_be_good_ones():
    both = practice.sample("jury")
    assert [both.agrees(kind) for kind in practice.CHOICES] == [False, True, True]
    assert practice.next_one({}) is practice.samples()[0]
    everything = {one.key: one.usual for one in practice.samples()}
    assert (practice.agreed(everything), practice.next_one(everything)) == (20, None)
    assert practice.agreed({"jury": DecisionKind.PUBLISH, "sunday": DecisionKind.PUBLISH}) == 1
