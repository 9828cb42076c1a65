"""What the public and the desk read of ideas, on both databases, in a constant number of statements."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, update

from contest.db import database as db
from contest.db import reading, transaction
from contest.models import Outbox
from contest.queries import drafts, entries, history, messages, moderation, participants, pictures
from contest.queries.moderation import Place, Show
from contest.rules.entries import DecisionKind, EntryState
from contest.services import entries as acts
from contest.services import moderation as desk
from tests.services.contests import Contest, idea, make_contest

SECOND = timedelta(seconds=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def fill(contest: Contest, count: int) -> list:
    return [contest.published() for _ in range(count)]


def walk(contest: Contest, seed: str, size: int, between: Callable[[], object] = lambda: None) -> list[int]:
    """Every number a visit sees, page by page."""
    upto, after, seen = entries.published_upto(contest.campaign), 0, []
    while after is not None:
        page = entries.fair_page(contest.campaign, seed, upto, after, size=size)
        seen += [card.number for card in page.entries]
        after = page.next
        between()
    return seen


def test_paging_shows_each_once_even_when_one_is_published_meanwhile(contest: Contest):
    fill(contest, 11)
    seen = walk(contest, "visit", 3, contest.published)
    assert sorted(seen) == list(range(1, 12))
    assert walk(contest, "visit", 3)[:3] != seen[:3]


def test_what_was_withdrawn_is_passed_over(contest: Contest):
    published = fill(contest, 9)
    for entry in published[2:6]:
        contest.decide(entry, DecisionKind.REMOVE, reason="danger")
    assert sorted(walk(contest, "visit", 2)) == [1, 2, 7, 8, 9]
    assert entries.published_count(contest.campaign) == 5
    assert entries.by_number(contest.campaign, 3) is None


@pytest.mark.parametrize(("upto", "after"), [(10**9, 0), (-5, -5), (3, 10**9), (0, 0)])
def test_a_made_up_place_is_only_another_page(contest: Contest, upto, after):
    fill(contest, 3)
    page = entries.fair_page(contest.campaign, "visit", upto, after)
    assert len(page.entries) == (3 if upto > 0 and after < 3 else 0)
    assert page.next is None


def test_nothing_that_waits_is_shown_anywhere(contest: Contest):
    waiting = contest.pending(answers=idea("Hidden flavour"))
    contest.submit(answers=idea("Hidden as well"))
    assert entries.fair_page(contest.campaign, "s", 5, 0).entries == ()
    assert entries.newest_page(contest.campaign).entries == ()
    assert entries.search_page(contest.campaign, "hidden").entries == ()
    assert entries.by_ids(contest.campaign, [waiting]) == {}
    assert entries.alike(contest.campaign, "Hidden flavour") == []
    assert entries.sitemap(contest.campaign) == []


def test_the_newest_come_first_and_pages_meet(contest: Contest):
    fill(contest, 5)
    first = entries.newest_page(contest.campaign, size=2)
    second = entries.newest_page(contest.campaign, first.next, size=2)
    last = entries.newest_page(contest.campaign, second.next, size=2)
    numbers = [[card.number for card in page.entries] for page in (first, second, last)]
    assert (numbers, last.next) == ([[5, 4], [3, 2], [1]], None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("creme", [1]),
        ("CRÈME brulée", [1]),
        ("rule", [1]),
        ("chicory", [2, 1]),
        ("chicory creme", [1]),
        ("oeuf", [2]),
        ("œuf d'été", [2]),
        ("seraing", [2, 1]),
        ("nobody", []),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("\x00", []),
        ("", []),
    ],
)
def test_a_search_finds_every_word_whatever_its_accents(contest: Contest, query, found):
    contest.published(answers=idea("Crème brûlée"))
    contest.published(answers=idea("Œuf d’été"))
    assert [card.number for card in entries.search_page(contest.campaign, query).entries] == found


def test_a_search_finds_what_is_published_now_and_says_now(contest: Contest):
    entry = contest.published(answers=idea("Sel de Guérande"))
    assert len(entries.search_page(contest.campaign, "guerande").entries) == 1
    contest.decide(entry, DecisionKind.REMOVE, reason="danger")
    assert entries.search_page(contest.campaign, "guerande").entries == ()
    contest.pending(answers=idea("Guérande"))
    assert entries.search_page(contest.campaign, "guerande").entries == ()


def test_a_search_goes_on_where_its_page_ended(contest: Contest):
    fill(contest, 5)
    first = entries.search_page(contest.campaign, "idea", size=2)
    second = entries.search_page(contest.campaign, "idea", first.next, size=2)
    last = entries.search_page(contest.campaign, "idea", second.next, size=2)
    assert [[card.number for card in page.entries] for page in (first, second, last)] == [[5, 4], [3, 2], [1]]
    assert last.next is None
    assert entries.search_page(contest.campaign, "idea", 10**30, size=5).next is None
    assert entries.search_page(contest.campaign, "idea", -1).entries == ()


def test_a_search_is_kept_to_its_campaign(contest: Contest):
    contest.published(answers=idea("Crème"))
    other = make_contest()
    assert entries.search_page(other.campaign, "creme").entries == ()


def test_one_idea_has_its_answers_and_its_neighbours(contest: Contest):
    fill(contest, 2)
    contest.published(answers=idea("Third", ingredients="salt, ash"))
    removed = contest.published()
    contest.decide(removed, DecisionKind.REMOVE, reason="danger")
    fill(contest, 1)
    found = entries.by_number(contest.campaign, 3)
    assert (found.card.name, found.ingredients, found.card.shown_author) == (
        "Third",
        ("salt", "ash"),
        "Nadia, Seraing",
    )
    assert (found.previous.number, found.following.number) == (2, 5)
    assert sorted(card.number for card in entries.others(contest.campaign, 3)) == [1, 2, 5]


def test_names_alike_are_found_while_typing(contest: Contest):
    contest.published(answers=idea("Chicons du dimanche"))
    contest.published(answers=idea("Dimanche au marché"))
    contest.published(answers=idea("Ail, ail, ail"))
    contest.published(answers=idea("Le dimanche, chicon"))
    contest.published(answers=idea("Dimanche soir", inspiration="Les chicons du dimanche, chez ma tante."))
    contest.pending(answers=idea("Chicons du dimanche"))
    other = make_contest()
    other.published(answers=idea("Chicons du dimanche"))
    for typed in ("chicons du dimanche", "DIMANCHE CHICONS", "Chicons du diamnche"):
        names = [card.name for card in entries.alike(contest.campaign, typed)]
        assert sorted(names) == ["Chicons du dimanche", "Le dimanche, chicon"], typed
    assert [card.name for card in entries.alike(contest.campaign, "Chicons du dimanche", most=1)] == [
        "Chicons du dimanche"
    ]
    for typed in ("", "a", "%%%", "Moules", "dimanche", '" OR folded : "x'):
        assert entries.alike(contest.campaign, typed) == []


def test_ones_own_are_ones_own(contest: Contest):
    mine = contest.pending(address="a@example.org")
    contest.pending(address="b@example.org")
    person = contest.participant("a@example.org")
    other = contest.participant("b@example.org")
    assert [entry.id for entry in entries.own(contest.campaign, person)] == [mine]
    assert entries.one_own(contest.campaign, other, mine) is None
    assert entries.one_own(contest.campaign, person, mine).state is EntryState.PENDING
    me = participants.me(contest.campaign, person)
    assert (me.first_name, me.town, me.sent) == ("Nadia", "Seraing", 1)


def test_the_queue_shows_the_oldest_first_and_pages_meet(contest: Contest):
    waiting = [contest.pending(now=contest.now + second * SECOND) for second in range(5)]
    given = {"me": contest.ana, "now": contest.now + 60 * SECOND, "size": 2}
    seen, place = [], None
    for _ in range(3):
        page = moderation.queue({contest.campaign}, after=place, **given)
        seen.append([line.id for line in page.lines])
        place = page.next
    assert (seen, place) == ([waiting[:2], waiting[2:4], waiting[4:]], None)
    assert moderation.queue([], **given).lines == ()
    assert moderation.queue(None, langs=["nl"], **given).lines == ()
    assert moderation.queue(None, after=Place(contest.now, waiting[0]), **given).lines[0].id == waiting[1]


def test_the_queue_is_counted_by_what_it_shows(contest: Contest):
    late = contest.pending(now=contest.now - timedelta(hours=25))
    contest.pending()
    mine = contest.pending()
    contest.published()
    contest.decide(contest.pending(), DecisionKind.REFUSE, reason="not_an_idea")
    contest.submit()
    desk.claim(contest.campaign, mine, by=contest.ana, now=contest.now)
    given = {"me": contest.ana, "now": contest.now}
    # Plain is what the checks have looked at, and nothing was noticed.
    assert moderation.counts({contest.campaign}, **given, shows=[Show.CLEAN, Show.FLAGGED]) == {
        Show.CLEAN: 0,
        Show.FLAGGED: 0,
    }
    assert moderation.queue(None, show=Show.CLEAN, **given).lines == ()
    with transaction() as session:
        looks = update(Outbox).where(Outbox.dedupe_key.in_([f"look:{late.hex}:1", f"look:{mine.hex}:1"]))
        session.execute(looks.values(done_at=contest.now))
    assert {line.id for line in moderation.queue(None, show=Show.CLEAN, **given).lines} == {late, mine}
    assert moderation.counts({contest.campaign}, **given) == {
        Show.WAITING: 3,
        Show.LATE: 1,
        Show.MINE: 1,
        Show.CLEAN: 2,
        Show.FLAGGED: 0,
        Show.ESCALATED: 0,
        Show.SECOND: 0,
        Show.REPORTED: 0,
        Show.ASKED: 0,
        Show.PUBLISHED: 1,
        Show.REFUSED: 1,
        Show.WITHDRAWN: 0,
        Show.ALONE: 0,
    }
    (line,) = moderation.queue(None, show=Show.LATE, **given).lines
    assert (line.id, line.is_late, line.waited) == (late, True, timedelta(hours=25))
    (line,) = moderation.queue(None, show=Show.MINE, **given).lines
    assert (line.id, line.claimed_name) == (mine, "Ana")
    assert [moderation.queue(None, show=show, **given).next for show in Show] == [None] * len(Show)


def test_an_entry_is_read_with_all_that_happened_to_it(contest: Contest):
    entry = contest.pending(address="a@example.org")
    acts.edit(
        contest.campaign,
        entry,
        answers=idea("Second words"),
        picture_id=None,
        seen_version=1,
        by=contest.participant("a@example.org"),
        now=contest.now + SECOND,
    )
    contest.decide(entry, DecisionKind.REFUSE, version=2, reason="other", words="Why", now=contest.now + 2 * SECOND)
    found = moderation.one(contest.campaign, entry, now=contest.now)
    assert [version.version for version in found.versions] == [1, 2]
    assert (found.latest.answers["name"], found.author_first_name, found.sent) == ("Second words", "Nadia", 1)
    assert [(decision.kind, decision.words) for decision in found.decisions] == [(DecisionKind.REFUSE, "Why")]
    told = moderation.timeline(contest.campaign, entry, found.decisions)
    assert [(line.verb, line.actor, line.words) for line in told] == [
        ("entry.refused", "Ana", "Why"),
        ("entry.edited", "", ""),
        ("entry.confirmed", "", ""),
        ("entry.submitted", "", ""),
    ]
    unconfirmed = contest.submit().entry_id
    assert moderation.one(contest.campaign, unconfirmed, now=contest.now) is None


def statements(ask: Callable[[], object]) -> int:
    """How many statements a question takes."""
    asked: list[str] = []

    def count(connection, cursor, statement, *rest) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    reading().commit()
    event.listen(db.engine, "before_cursor_execute", count)
    try:
        ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(asked)


def test_one_row_or_many_every_page_is_the_same_number_of_statements(contest: Contest):
    entry = contest.published(address="a@example.org", answers=idea("Shared name"))
    contest.pending()
    person = contest.participant("a@example.org")
    where, given = contest.campaign, {"me": contest.ana, "now": contest.now}
    questions: dict[str, Callable[[], object]] = {
        "fair": lambda: entries.fair_page(where, "s", 100, 0),
        "newest": lambda: entries.newest_page(where),
        "search": lambda: entries.search_page(where, "chicory"),
        "others": lambda: entries.others(where, 1),
        "one": lambda: entries.by_number(where, 1),
        "own": lambda: entries.own(where, person),
        "alike": lambda: entries.alike(where, "Shared name"),
        "queue": lambda: moderation.queue(None, **given),
        "counts": lambda: moderation.counts(None, **given),
        "desk": lambda: moderation.one(where, entry, now=contest.now),
        "told": lambda: moderation.timeline(where, entry, ()),
        "letters": lambda: messages.of_entry(where, entry),
        "history": lambda: history.public(where),
        "picture": lambda: pictures.view(where, entry, contest.now),
        "draft": lambda: drafts.by_token(where, "x"),
    }
    few = {name: statements(ask) for name, ask in questions.items()}
    for _ in range(3):
        contest.published(address="a@example.org", answers=idea("Shared name"))
        contest.pending()
    make_contest().published()
    assert {name: statements(ask) for name, ask in questions.items()} == few
    assert few == {
        "fair": 2,
        "newest": 1,
        "search": 1,
        "others": 3,
        "one": 2,
        "own": 1,
        "alike": 2,
        "queue": 1,
        "counts": 2,
        "desk": 3,
        "told": 1,
        "letters": 1,
        "history": 1,
        "picture": 1,
        "draft": 1,
    }
