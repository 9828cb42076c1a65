"""Writing an announcement, its hour, and taking it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from contest.db import reading, transaction
from contest.models import Audit, Entry
from contest.queries import announcements as asked
from contest.rules.announcements import FIELDS
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import announcements, results
from tests.services.polls import HOUR, clock, make_poll

TEXTS = {
    "en": {"headline": "Salt wins ", "story": "It was close."},
    "fr": {"headline": "Le sel gagne", "story": "C’était serré."},
}


@pytest.fixture
def poll(app):
    """A vote whose result is closed, with its winner picked."""
    with app.app_context():
        poll = make_poll("salt", "vinegar")
        poll.cast(poll.participant(), "salt")
        poll.over()
        results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
        pick(poll, "salt")
        poll.accepted("salt")
        yield poll


def pick(poll, name: str) -> None:
    results.pick(poll.campaign, poll.phase, poll.entries[name], rank=1, reason="", by=poll.staff, now=clock())


def write(poll, opens=None, texts=TEXTS):
    return announcements.write(poll.campaign, poll.phase, texts=texts, opens=opens, by=poll.staff, now=clock())


def withdraw(poll, reason="Not yet."):
    announcements.withdraw(poll.campaign, poll.phase, reason=reason, by=poll.staff, now=clock())


def shown(poll, now):
    return asked.shown(poll.campaign, poll.phase, now)


def refusal(act, *arguments, **more) -> list[str]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [objection.key for objection in refused.value.objections]


def verbs() -> list[str]:
    found = select(Audit.verb).where(Audit.verb.startswith("announcement.")).order_by(Audit.id)
    return list(reading().scalars(found))


def test_it_is_shown_from_its_second_on_and_to_staff_before(poll):
    opens = clock().replace(microsecond=0) + HOUR
    assert write(poll, opens) == opens
    assert shown(poll, opens - timedelta(microseconds=1)) is None
    assert asked.latest(poll.campaign, opens - timedelta(microseconds=1)) is None
    found = shown(poll, opens)
    assert found == asked.preview(poll.campaign, poll.phase) == asked.latest(poll.campaign, opens)
    assert found.texts == {
        "en": {**dict.fromkeys(FIELDS, ""), "headline": "Salt wins", "story": "It was close."},
        "fr": {**dict.fromkeys(FIELDS, ""), "headline": "Le sel gagne", "story": "C’était serré."},
    }
    assert [(winner.rank, winner.name, winner.number) for winner in found.winners] == [(1, "salt", 1)]
    assert verbs() == ["announcement.written"]


def test_its_opening_is_the_next_change_until_it_has_opened(poll):
    opens = clock().replace(microsecond=0) + HOUR
    assert asked.next_opening(poll.campaign, clock()) is None
    write(poll, opens)
    assert asked.next_opening(poll.campaign, opens - timedelta(seconds=1)) == opens
    assert asked.next_opening(poll.campaign, opens) is None


def test_at_once_it_is_shown_at_once_and_told(poll):
    write(poll)
    assert shown(poll, clock()) is not None
    assert verbs() == ["announcement.published"]


def test_one_that_is_shown_is_amended_and_keeps_its_hour(poll):
    opens = write(poll)
    amended = {**TEXTS, "en": {"headline": "Salt has won", "story": "It was close."}}
    assert write(poll, texts=amended) == opens
    assert shown(poll, clock()).texts["en"]["headline"] == "Salt has won"


def test_before_its_hour_it_is_taken_back_quietly(poll):
    opens = clock() + HOUR
    write(poll, opens)
    withdraw(poll)
    assert shown(poll, opens + HOUR) is None
    assert asked.next_opening(poll.campaign, clock()) is None
    assert verbs() == ["announcement.written", "announcement.written"]


def test_one_that_was_shown_is_taken_back_in_the_open_once(poll):
    write(poll)
    withdraw(poll)
    withdraw(poll)
    assert shown(poll, clock()) is None
    assert asked.latest(poll.campaign, clock()) is None
    assert verbs() == ["announcement.published", "announcement.withdrawn"]
    write(poll)
    assert shown(poll, clock()) is not None


def test_taking_back_needs_something_and_a_reason(poll):
    assert refusal(withdraw, poll, reason=" ") == ["announcement_none", "reason_missing"]
    write(poll)
    assert refusal(withdraw, poll, reason="") == ["reason_missing"]


def test_without_result_winner_and_texts_it_says_all_that_is_missing(app):
    with app.app_context():
        poll = make_poll("salt")
        late = clock() - HOUR
        assert refusal(write, poll, opens=late, texts={"en": {"headline": "x" * 121, "story": "s"}}) == [
            "announcement_result_open",
            "announcement_no_winner",
            "announcement_in_past",
            "announcement_text_long",
            "announcement_text_missing",
            "announcement_text_missing",
        ]
        assert asked.written(poll.campaign, poll.phase) is None


def test_a_winner_that_is_no_longer_published_blocks_it(poll):
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries["salt"]).values(state=EntryState.REMOVED))
    assert refusal(write, poll) == ["announcement_winner_gone"]


def test_an_unknown_vote_has_no_announcement(poll):
    with pytest.raises(LookupError):
        announcements.write(poll.campaign, poll.staff, texts=TEXTS, opens=None, by=poll.staff, now=clock())
