"""Charts of days: every bar inside its frame, nothing that is not there, today named."""

import pytest

from contest.rules import charts
from contest.rules.charts import BASE, DAYS_LEFT, DAYS_RIGHT, TOP


@pytest.mark.parametrize("count", [1, 2, 7, 8, 30, 93])
def test_days_stand_inside_the_frame_and_today_is_named(count: int):
    drawn = charts.day_chart(list(range(1, count + 1)))
    assert len(drawn.bars) == count - 1
    for bar in (*drawn.bars, drawn.running):
        assert DAYS_LEFT <= bar.x <= bar.x + bar.width <= DAYS_RIGHT
        assert TOP <= bar.y <= BASE
        assert bar.y + bar.height == pytest.approx(BASE, abs=0.02)
    assert drawn.ticks[-1][1] == count - 1
    assert len(drawn.ticks) <= charts.DAY_LABELS
    assert [index for _, index in drawn.ticks] == sorted(index for _, index in drawn.ticks)


def test_a_day_without_a_visit_has_no_bar_and_the_scale_begins_at_zero():
    drawn = charts.day_chart([0, 3, 0, 0])
    assert len(drawn.bars) == 1
    assert drawn.running.height == 0
    assert drawn.lines == ((BASE, 0), (BASE - (BASE - TOP) / 2, 2), (TOP, 4))


def test_of_no_days_there_is_no_chart():
    with pytest.raises(ValueError, match="no days"):
        charts.day_chart([])
