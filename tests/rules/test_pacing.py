"""A domain gets its mails at its pace, in order; others do not wait for it, and codes not behind the rest."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from contest.rules.pacing import FORGOTTEN, NOW_AND_THEN, Pacer

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_burst_is_spread_over_the_minutes_and_each_keeps_its_time():
    pacer = Pacer(80)  # of which 60 are for codes: one a second
    turns = [pacer.turn("skynet.example", number, NOW, urgent=True) or NOW for number in range(300)]
    assert turns == sorted(turns)
    assert Counter(int((turn - NOW) / MINUTE) for turn in turns) == {0: 69, 1: 60, 2: 60, 3: 60, 4: 51}
    late = {number: turn for number, turn in enumerate(turns) if turn > NOW}
    assert len(late) == 290
    # Too early it is told the same time again.
    assert all(
        pacer.turn("skynet.example", number, NOW + MINUTE / 60, urgent=True) in {turn, None}
        for number, turn in late.items()
    )


def test_what_comes_back_at_its_time_goes_however_many_came_meanwhile():
    pacer = Pacer(80)
    times = {number: pacer.turn("a.example", number, NOW, urgent=True) for number in range(100)}
    for number, turn in times.items():
        assert turn is None or pacer.turn("a.example", number, turn, urgent=True) is None


def test_another_domain_and_a_code_behind_a_crowd_of_other_mails_go_at_once():
    pacer = Pacer(1200)
    for number in range(1000):
        pacer.turn("skynet.example", number, NOW, urgent=False)
    assert pacer.turn("proximus.example", "other domain", NOW, urgent=False) is None
    assert pacer.turn("skynet.example", "code", NOW, urgent=True) is None
    waits = pacer.turn("skynet.example", "one more", NOW, urgent=False)
    assert waits is not None
    assert waits - NOW > 2 * MINUTE


def test_however_slow_the_pace_somebody_goes_and_without_a_pace_everybody():
    slow = Pacer(1)
    assert slow.turn("a.example", 1, NOW, urgent=True) is None
    assert slow.turn("a.example", 2, NOW, urgent=True) == NOW + timedelta(seconds=80)
    free = Pacer(0)
    assert {free.turn("a.example", number, NOW, urgent=True) for number in range(10_000)} == {None}


def test_what_never_comes_back_is_forgotten():
    pacer = Pacer(80)
    for number in range(100):
        pacer.turn("a.example", number, NOW, urgent=True)
    later = NOW + 3 * MINUTE + FORGOTTEN
    for number in range(NOW_AND_THEN):
        pacer.turn(f"{number}.example", f"late {number}", later, urgent=True)
    assert pacer._given == {}
    assert len(pacer._next) < NOW_AND_THEN + 1
