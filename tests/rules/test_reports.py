"""Reports on paper: what each must say, how a record weighs, when several of them hide an idea."""

import pytest

from contest.rules.reports import Confirmed, Record, hides, independent, objections

NEW, LIAR, GOOD = Record(), Record(0, 3), Record(3, 4)


@pytest.mark.parametrize(
    ("reason", "more", "missing"),
    [
        ("danger", {}, []),
        ("child_abuse", {}, []),
        ("nothing", {}, ["reason"]),
        ("other", {}, ["words"]),
        ("illegal", {}, ["words", "name", "address", "good_faith"]),
        ("illegal", {"words": "x", "name": "Els", "address": "els@example.org", "good_faith": True}, []),
        ("danger", {"address": "nobody"}, ["address"]),
        ("danger", {"words": "x" * 1001, "name": "x" * 121}, ["words", "name"]),
    ],
)
def test_what_a_report_must_say(reason, more, missing):
    given = {"words": "", "name": "", "address": "", "good_faith": False} | more
    assert [one.field for one in objections(reason, **given)] == missing


@pytest.mark.parametrize(
    ("record", "weight", "trusted"),
    [(NEW, 0.5, True), (GOOD, 4 / 6, True), (LIAR, 0.2, False), (Record(0, 2), 0.25, True), (Record(1, 3), 0.4, True)],
)
def test_a_reporters_record_weighs(record, weight, trusted):
    assert (record.weight, record.is_trusted) == (weight, trusted)


@pytest.mark.parametrize(
    ("reports", "people"),
    [
        ([], 0),
        ([("a", "1", NEW), ("b", "2", GOOD), ("c", "", NEW), ("d", "", NEW)], 4),
        ([("a", "1", NEW), ("a", "2", NEW)], 1),
        ([("a", "1", NEW), ("b", "1", NEW)], 1),
        ([("a", "1", LIAR), ("b", "1", NEW)], 1),
    ],
)
def test_reports_count_by_independent_people_who_are_trusted(reports, people):
    found = [Confirmed(*one) for one in reports]
    assert independent(found) == people
    assert not hides(found, 0)
    assert hides(found, people) is (people > 0)
    assert not hides(found, people + 1)
