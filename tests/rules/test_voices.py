"""The journal, shelf lives and who may write: at every edge."""

from datetime import UTC, datetime, timedelta

import pytest

from contest.rules import journal, shelf_lives
from contest.rules.journal import PostState, Standing
from contest.rules.roles import ALLOWED, Act, Role
from contest.rules.shelf_lives import Shelf

NOW = datetime(2026, 3, 8, 20, tzinfo=UTC)
TICK = timedelta(microseconds=1)
BOTH = ("fr", "nl")


def test_a_contributor_writes_and_nothing_else():
    assert ALLOWED[Role.CONTRIBUTOR] == {Act.SEE_DESK, Act.WRITE_JOURNAL}
    publishing = {role for role, acts in ALLOWED.items() if Act.PUBLISH_JOURNAL in acts}
    assert publishing == {Role.OWNER, Role.MANAGER}


@pytest.mark.parametrize(
    ("state", "opens", "withdrawn", "stands"),
    [
        (PostState.DRAFT, None, None, Standing.DRAFT),
        (PostState.PROPOSED, None, None, Standing.PROPOSED),
        (PostState.PUBLISHED, NOW + TICK, None, Standing.WAITING),
        (PostState.PUBLISHED, NOW, None, Standing.SHOWN),
        (PostState.PUBLISHED, NOW - TICK, None, Standing.SHOWN),
        (PostState.WITHDRAWN, NOW - TICK, NOW + TICK, Standing.SHOWN),
        (PostState.WITHDRAWN, NOW - TICK, NOW, Standing.WITHDRAWN),
    ],
)
def test_a_post_is_shown_from_its_second_until_it_is_taken_back(state, opens, withdrawn, stands):
    assert journal.standing(state, opens, withdrawn, NOW) is stands


def about(texts, **more) -> list[tuple[str, str]]:
    given = {"on_entry": False, "with_picture": False, "complete": True}
    return [(one.key, one.field) for one in journal.about_texts(BOTH, texts, **given | more)]


@pytest.mark.parametrize(
    ("texts", "more", "wrong"),
    [
        ({lang: {"title": "t", "text": "x"} for lang in BOTH}, {}, []),
        ({"fr": {"title": "t", "text": "x"}}, {}, [("text_missing", "title_nl"), ("text_missing", "text_nl")]),
        ({"fr": {"title": "t", "text": "x"}}, {"complete": False}, []),
        (
            {lang: {"title": "t", "text": "x"} for lang in BOTH},
            {"with_picture": True},
            [("text_missing", "alternative_fr"), ("text_missing", "alternative_nl")],
        ),
        ({"fr": {"title": "t" * 91}}, {"complete": False}, [("answer_too_long", "title_fr")]),
        ({lang: {"text": "x" * 600} for lang in BOTH}, {"on_entry": True}, []),
        ({"fr": {"text": "x" * 601}}, {"on_entry": True, "complete": False}, [("answer_too_long", "text_fr")]),
    ],
)
def test_what_is_missing_or_too_long_is_said_by_language(texts, more, wrong):
    assert about(texts, **more) == wrong


@pytest.mark.parametrize(
    ("now", "where", "changes"),
    [
        (NOW - TICK, Shelf.COMING, NOW),
        (NOW, Shelf.THERE, NOW + timedelta(days=90)),
        (NOW + timedelta(days=90) - TICK, Shelf.THERE, NOW + timedelta(days=90)),
        (NOW + timedelta(days=90), Shelf.OVER, None),
    ],
)
def test_a_shelf_life_is_half_open(now, where, changes):
    closes = NOW + timedelta(days=90)
    assert shelf_lives.shelf_at(NOW, closes, now) is where
    assert shelf_lives.next_change(NOW, closes, now) == changes


@pytest.mark.parametrize(
    ("link", "fits"),
    [
        ("", True),
        ("https://patatras.example/shops", True),
        ("https://patatras.example", True),
        ("https://patatras.example:8443/a?b=c#d", True),
        ("http://patatras.example/", False),
        ("javascript:alert(1)", False),
        ("https://patatras.example/<script>", False),
        ('https://patatras.example/"onclick="x', False),
        ("https://user@patatras.example/", False),
        ("https://patatras", False),
        ("https://patatras.example/" + "x" * 300, False),
    ],
)
def test_a_link_to_the_shops_is_a_whole_secure_address(link, fits):
    texts = {lang: {"where": "Everywhere."} for lang in BOTH}
    said = shelf_lives.objections(BOTH, texts, link=link, opens=NOW, closes=NOW + TICK, with_picture=False)
    assert [one.key for one in said] == ([] if fits else ["link_malformed"])


def test_a_shelf_life_owes_every_language_and_a_first_day_before_the_last():
    texts = {"fr": {"where": "Partout."}}
    said = shelf_lives.objections(BOTH, texts, link="", opens=NOW, closes=NOW, with_picture=True)
    assert [(one.key, one.field) for one in said] == [
        ("shelf_ends_first", "closes"),
        ("text_missing", "alternative_fr"),
        ("text_missing", "where_nl"),
        ("text_missing", "alternative_nl"),
    ]
