"""Asking a winner in private: the question and its mail, the answer, the deadline, passing on, races, erasure."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from contest.db import reading
from contest.models import Audit
from contest.queries import history
from contest.rules.acceptances import Answer, Standing
from contest.services import acceptances, audit, campaigns, results
from tests.services.polls import clock, make_poll
from tests.services.winners import (
    DAY,
    accept,
    ask,
    decline,
    erase,
    goes_by,
    letters,
    pick,
    refusal,
    remind,
    row,
    standing,
    verbs,
)


@pytest.fixture
def poll(app):
    """A vote whose result is closed: salt before vinegar before paprika. Nobody is asked yet."""
    with app.app_context():
        poll = make_poll("salt", "vinegar", "paprika", "thyme")
        for name in ("salt", "salt", "salt", "vinegar", "vinegar", "paprika"):
            poll.cast(poll.participant(), name)
        poll.over()
        results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
        for name in poll.entries:
            poll.author(name)
        pick(poll, "salt")
        yield poll


# --- Asking


def test_asking_writes_the_question_down_mails_it_in_the_author_s_language_and_tells_nobody(poll):
    told = len(history.public(poll.campaign))
    ask(poll)
    found = row(poll)
    assert (found.answer, found.signed_name, found.private_sealed) == (Answer.ASKED, "Ana", None)
    assert standing(poll) is Standing.ASKED
    assert letters(poll) == [("mail.winner_asked", "fr")]
    assert verbs(poll) == ["acceptance.asked"]
    assert len(history.public(poll.campaign)) == told


def test_asking_again_while_it_is_open_or_answered_changes_nothing(poll):
    ask(poll)
    until = row(poll).answer_by
    ask(poll, length=2 * DAY)
    accept(poll)
    ask(poll)
    assert (row(poll).answer_by, row(poll).answer) == (until, Answer.ACCEPTED)
    assert (letters(poll), verbs(poll)) == (
        [("mail.winner_asked", "fr")],
        ["acceptance.asked", "acceptance.accepted"],
    )


def test_only_a_winner_who_can_be_written_to_is_asked_and_has_time(poll):
    assert refusal(ask, poll, "vinegar") == [("winner_not_picked", "")]
    assert refusal(ask, poll, length=timedelta(0)) == [("answer_by_past", "answer_by")]
    erase(poll, "salt")
    assert refusal(ask, poll) == [("author_gone", "")]
    assert (letters(poll), verbs(poll)) == ([], [])


def test_asked_again_after_the_time_it_begins_anew(poll):
    ask(poll)
    remind(poll)
    goes_by(poll, DAY)
    assert standing(poll) is Standing.LAPSED
    ask(poll)
    assert (standing(poll), row(poll).reminded_at) == (Standing.ASKED, None)
    accept(poll)
    assert letters(poll) == [("mail.winner_asked", "fr"), ("mail.winner_reminded", "fr"), ("mail.winner_asked", "fr")]


def test_one_reminder_is_sent_and_only_while_an_answer_is_awaited(poll):
    assert refusal(remind, poll) == [("winner_no_reminder", "")]
    ask(poll)
    remind(poll)
    remind(poll)
    assert letters(poll) == [("mail.winner_asked", "fr"), ("mail.winner_reminded", "fr")]
    assert verbs(poll) == ["acceptance.asked", "acceptance.reminded"]
    accept(poll)
    assert refusal(remind, poll) == [("winner_no_reminder", "")]


# --- Answering


def test_accepting_seals_what_is_private_and_keeps_the_name_the_rules_and_the_moment(poll):
    bodies = {"en": "Rules", "fr": "Règlement"}
    campaigns.publish_document(poll.campaign, "rules", bodies, correction=False, by=audit.SYSTEM, now=clock())
    ask(poll)
    assert refusal(accept, poll, version=0) == [("rules_changed", "rights")]
    accept(poll, version=1, phone="0470 12 34 56")
    found = row(poll)
    assert (found.answer, found.shown_name, found.rules_version, found.lang) == (Answer.ACCEPTED, "Nadia R.", 1, "fr")
    assert found.answered_at is not None
    assert b"Renard" not in found.private_sealed
    said = acceptances.identity(poll.campaign, found.private_sealed)
    assert (said["full_name"], said["phone"], said["of_age"]) == ("Nadia Renard", "0470 12 34 56", True)
    assert "shown_name" not in said
    details = reading().scalars(select(Audit.details).where(Audit.verb == "acceptance.accepted")).one()
    assert "Renard" not in json.dumps(details)


def test_accepting_twice_is_accepting_once_and_cannot_be_turned_into_declining(poll):
    ask(poll)
    accept(poll)
    accept(poll, shown_name="Somebody else")
    assert row(poll).shown_name == "Nadia R."
    assert refusal(decline, poll) == [("answer_given", "")]
    assert verbs(poll) == ["acceptance.asked", "acceptance.accepted"]


def test_what_is_missing_is_said_and_nothing_is_kept(poll):
    ask(poll)
    assert refusal(accept, poll, full_name="", silence="", of_age="") == [
        ("field_missing", "full_name"),
        ("guardian_name_missing", "guardian"),
        ("silence_missing", "silence"),
    ]
    assert (row(poll).answer, row(poll).private_sealed) == (Answer.ASKED, None)
    accept(poll, of_age="", guardian="Marc Renard", guardian_reach="marc@example.org")
    assert acceptances.identity(poll.campaign, row(poll).private_sealed)["guardian"] == "Marc Renard"


def test_declining_keeps_the_words_sealed_and_twice_is_once(poll):
    ask(poll)
    assert refusal(decline, poll, words="x" * 1001) == [("field_too_long", "why")]
    decline(poll, words="I would rather\nstay unknown.")
    decline(poll, words="Again.")
    assert standing(poll) is Standing.DECLINED
    assert acceptances.identity(poll.campaign, row(poll).private_sealed) == {"words": "I would rather\nstay unknown."}
    assert refusal(accept, poll) == [("answer_given", "")]
    assert verbs(poll) == ["acceptance.asked", "acceptance.declined"]


def test_declining_without_a_word_seals_nothing(poll):
    ask(poll)
    decline(poll)
    assert row(poll).private_sealed is None
    assert acceptances.identity(poll.campaign, None) == {}


def test_nobody_answers_who_was_not_asked_or_too_late(poll):
    with pytest.raises(LookupError):
        accept(poll)
    ask(poll)
    with pytest.raises(LookupError):
        accept(poll, by=poll.author("vinegar"))
    with pytest.raises(LookupError):
        decline(poll, "vinegar")
    goes_by(poll, DAY)
    assert refusal(accept, poll) == [("answer_over", "")]
    assert refusal(decline, poll) == [("answer_over", "")]
