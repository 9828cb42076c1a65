"""The grace after a close: as long as usual when mail was quick, as much longer as it was slow, a day at most."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.rules import grace

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CLOSES = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)
USUAL = 30 * MINUTE


@pytest.mark.parametrize(
    ("handed", "waiting", "late"),
    [
        ([], 0, timedelta(0)),
        ([2 * SECOND] * 100, 0, 2 * SECOND),
        # Five of a hundred may be slower, or wait still; six may not.
        ([2 * SECOND] * 95 + [HOUR] * 5, 0, 2 * SECOND),
        ([2 * SECOND] * 94 + [HOUR] * 6, 0, HOUR),
        ([2 * SECOND] * 95, 5, 2 * SECOND),
        ([2 * SECOND] * 94, 6, None),
        # Of few, one may be left out from ten on.
        ([SECOND] * 8 + [HOUR], 0, HOUR),
        ([SECOND] * 8, 1, None),
        ([SECOND] * 9 + [HOUR], 0, SECOND),
        ([SECOND] * 9, 1, SECOND),
        ([SECOND] * 8, 2, None),
        ([], 1, None),
        ([HOUR, SECOND, MINUTE], 0, HOUR),
    ],
)
def test_how_late_mail_was(handed, waiting, late):
    assert grace.delay(handed, waiting) == late


@pytest.mark.parametrize(
    ("late", "longer"),
    [
        (timedelta(0), timedelta(0)),
        (MINUTE - SECOND, timedelta(0)),
        (MINUTE, MINUTE),
        (MINUTE + SECOND, 2 * MINUTE),
        (40 * MINUTE, 40 * MINUTE),
        (24 * HOUR, 24 * HOUR),
        (30 * HOUR, 24 * HOUR),
    ],
)
def test_it_ends_as_much_later_as_mail_was_late(late, longer):
    assert grace.end(CLOSES, USUAL, late, at=CLOSES) == CLOSES + USUAL + longer


def test_while_nobody_can_say_the_end_is_open_for_a_day():
    last = CLOSES + USUAL + grace.LONGEST
    assert grace.end(CLOSES, USUAL, None, at=CLOSES) is None
    assert grace.end(CLOSES, USUAL, None, at=last - SECOND) is None
    assert grace.end(CLOSES, USUAL, None, at=last) == last


@pytest.mark.parametrize("outage", [5 * MINUTE, 40 * MINUTE, 3 * HOUR])
@pytest.mark.parametrize("share", [0.2, 1.0])
def test_what_was_confirmed_while_the_end_was_open_is_before_every_end_that_follows(outage, share):
    """Mails queued each 10 s before the close; a share of them waits until the outage is over, then all leave."""
    number = 360
    created = [CLOSES - 10 * SECOND * (number - step) for step in range(number)]
    first_late = int(number * (1 - share))
    left = [moment + SECOND for moment in created[:first_late]]
    left += [max(CLOSES + outage, moment) + SECOND * step / 10 for step, moment in enumerate(created[first_late:])]

    def end_at(at: datetime) -> datetime | None:
        handed = [gone - moment for moment, gone in zip(created, left, strict=True) if gone <= at]
        return grace.end(CLOSES, USUAL, grace.delay(handed, number - len(handed)), at=at)

    moments = [CLOSES + step * MINUTE for step in range(0, 26 * 60, 7)]
    ends = {at: end_at(at) for at in moments}
    for at, end in ends.items():
        if end is None or at < end:  # confirmed then; and whenever the end is frozen afterwards, it is later
            assert all(frozen is None or at < frozen for then, frozen in ends.items() if then >= at)
    known = [end for end in ends.values() if end is not None]
    assert min(known) >= CLOSES + USUAL + (outage if share == 1 else timedelta(0))
