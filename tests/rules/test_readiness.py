"""Readiness: each thing that can be missing, what blocks, and in which order it is said."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from contest.rules.phases import PhaseKind, PhasePlan
from contest.rules.readiness import Lack, ReadinessFacts, Room, lacks

DAY = timedelta(days=1)
START = datetime(2026, 5, 1, 7, tzinfo=UTC)
S, V, A = PhaseKind.SUBMISSION, PhaseKind.VOTE, PhaseKind.ANNOUNCEMENT


def plan(position: int, kind: PhaseKind, opens: float, closes: float) -> PhasePlan:
    return PhasePlan(position, kind, START + opens * DAY, START + closes * DAY)


READY = ReadinessFacts(
    languages=("fr", "nl"),
    texts_missing=(),
    documents_missing=(),
    labels={"name": ("fr", "nl", "en")},
    schedule=(plan(1, S, 0, 10), plan(2, V, 10, 20), plan(3, A, 20, 300)),
    zone=ZoneInfo("Europe/Brussels"),
    waiting=0,
    now=START - DAY,
)


def test_a_campaign_that_has_everything_lacks_nothing():
    assert lacks(READY) == ()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"texts_missing": [("nl", "lead")]}, [Lack("text_missing", Room.TEXTS, "nl", "lead", blocks=True)]),
        ({"documents_missing": ["rules"]}, [Lack("document_missing", Room.DOCUMENTS, name="rules", blocks=True)]),
        ({"labels": {"name": ("fr",)}}, [Lack("label_missing", Room.TEXTS, "nl", "name", blocks=True)]),
        ({"schedule": ()}, [Lack("phases_missing", Room.DATES, blocks=True)]),
        ({"now": START + 300 * DAY}, [Lack("all_over", Room.DATES, blocks=True)]),
        ({"now": START + 300 * DAY - DAY}, []),
        ({"waiting": 3}, [Lack("entries_undecided", Room.QUEUE, numbers=(3,))]),
        ({"waiting": 3, "now": START + 10 * DAY}, []),
        ({"schedule": READY.schedule[1:]}, [Lack("submission_missing", Room.DATES)]),
        ({"schedule": READY.schedule[:2]}, [Lack("announcement_missing", Room.DATES)]),
        (
            {"schedule": (READY.schedule[0], READY.schedule[2])},
            [Lack("vote_missing", Room.DATES), Lack("gap_between", Room.DATES, numbers=(1, 3))],
        ),
        (
            {"schedule": (plan(1, S, 0, 12), *READY.schedule[1:])},
            [Lack("phases_overlap", Room.DATES, numbers=(1, 2))],
        ),
        (
            # From summer time to winter time, on 25 October.
            {"schedule": (*READY.schedule[:1], plan(2, V, 10, 178), plan(3, A, 178, 300))},
            [Lack("clocks_change", Room.DATES, numbers=(2,))],
        ),
    ],
)
def test_each_thing_that_is_missing_is_named(changed, expected):
    assert list(lacks(replace(READY, **changed))) == expected


def test_what_blocks_comes_first():
    found = lacks(replace(READY, waiting=1, documents_missing=["privacy"], schedule=READY.schedule[:2]))
    assert [(lack.key, lack.blocks) for lack in found] == [
        ("document_missing", True),
        ("announcement_missing", False),
        ("entries_undecided", False),
    ]
