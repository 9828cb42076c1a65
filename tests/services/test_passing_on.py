"""Nothing is announced before the winner has accepted; who stands ready, and how the prize passes on."""

import threading

import pytest
from sqlalchemy import func, select, update

from contest.db import reading, transaction
from contest.models import Acceptance, Entry
from contest.queries import acceptances as asked
from contest.queries import announcements as shown
from contest.queries import history
from contest.rules.acceptances import Answer, RunnerUp, Standing
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import announcements, results
from tests.services.polls import HOUR, clock, make_poll
from tests.services.winners import (
    DAY,
    accept,
    announce,
    ask,
    decline,
    erase,
    goes_by,
    letters,
    pass_on,
    pick,
    picked,
    refusal,
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


# --- Announcing


def test_nothing_is_announced_or_scheduled_before_the_winner_has_accepted(poll):
    later = clock() + HOUR
    for opens in (None, later):
        assert refusal(announce, poll, opens) == [("winner_not_asked", "")]
    ask(poll)
    assert refusal(announce, poll, later) == [("winner_waiting", "")]
    goes_by(poll, DAY)
    assert refusal(announce, poll, later) == [("winner_lapsed", "")]
    ask(poll)
    accept(poll)
    announce(poll, later)
    assert [winner.shown_author for winner in shown.preview(poll.campaign, poll.phase).winners] == ["Nadia R."]


def test_what_is_shown_is_amended_whatever_became_of_the_acceptance_but_not_shown_again(poll):
    ask(poll)
    accept(poll)
    announce(poll)
    with transaction() as session:
        session.execute(update(Acceptance).values(answer=Answer.ASKED))
    announce(poll)
    announcements.withdraw(poll.campaign, poll.phase, reason="Not yet.", by=poll.staff, now=clock())
    assert refusal(announce, poll) == [("winner_waiting", "")]


def test_a_name_that_was_not_accepted_is_not_shown(poll):
    ask(poll)
    assert [winner.shown_author for winner in shown.winners(poll.campaign, poll.phase)] == ["Nadia"]


def test_who_stands_ready_is_the_next_in_the_ranking_or_who_was_named(poll):
    assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries["vinegar"])
    assert refusal(pick, poll, "paprika", 2) == [("pick_needs_reason", "reason")]
    pick(poll, "paprika", 2, "Vinegar is taken.")
    assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries["paprika"])
    assert [one.name for one in shown.winners(poll.campaign, poll.phase)] == ["salt"]
    # Who stands ready is no news: the history that everybody reads does not tell it.
    assert [one.verb for one in history.public(poll.campaign)].count("selection.picked") == 1
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries["paprika"]).values(state=EntryState.REMOVED))
    assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries["vinegar"])


def test_a_shared_next_place_needs_a_person_and_no_other_idea_needs_nobody(app):
    with app.app_context():
        poll = make_poll("salt", "vinegar", "paprika")
        for name in ("salt", "salt", "vinegar", "paprika"):
            poll.cast(poll.participant(), name)
        poll.over()
        results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
        pick(poll, "salt")
        poll.accepted("salt")
        # Nobody is known who sent the others in: they cannot be asked, and so do not stand ready.
        assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.NONE, None)
        poll.author("paprika")
        assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries["paprika"])
        poll.author("vinegar")
        assert refusal(announce, poll) == [("runner_up_tied", "")]
        pick(poll, "paprika", 2, "It came first.")
        announce(poll)
        alone = make_poll("thyme")
        alone.over()
        results.close(alone.campaign, alone.phase, by=alone.staff, now=clock())
        pick(alone, "thyme")
        alone.accepted("thyme")
        assert asked.runner_up(alone.campaign, alone.phase) == (RunnerUp.NONE, None)
        announce(alone)


def test_who_can_be_asked_is_looked_for_as_far_down_the_ranking_as_it_takes(app):
    with app.app_context():
        poll = make_poll(*(f"idea {number}" for number in range(asked.AT_ONCE + 5)))
        poll.cast(poll.participant(), "idea 0")
        poll.over()
        results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
        pick(poll, "idea 0")
        last = f"idea {asked.AT_ONCE + 4}"
        poll.author(last)
        assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries[last])
        poll.author("idea 7")
        assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.TIED, None)


def test_a_winner_who_was_asked_is_not_replaced_by_another_pick(poll):
    pick(poll, "vinegar", reason="Salt is no flavour.")
    pick(poll, "salt")
    ask(poll)
    for name, rank in (("vinegar", 1), ("salt", 2)):
        assert refusal(pick, poll, name, rank, "Because.") == [("pick_asked", "")]
    pick(poll, "salt")
    pick(poll, "vinegar", 2)
    assert picked(poll) == {1: "salt", 2: "vinegar"}


# --- Passing on


def test_a_prize_declined_passes_to_the_runner_up_who_is_asked_next_and_the_public_reads_nothing(poll):
    told = [one.verb for one in history.public(poll.campaign)]
    ask(poll)
    assert refusal(pass_on, poll) == [("pass_not_possible", "")]
    decline(poll)
    assert refusal(pass_on, poll, reason=" ") == [("words_missing", "reason")]
    assert pass_on(poll) == "vinegar"
    assert picked(poll) == {1: "vinegar"}
    assert standing(poll) is Standing.NOT_ASKED
    assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries["paprika"])
    assert refusal(pass_on, poll) == [("winner_not_picked", "")]
    assert refusal(accept, poll) == [("answer_passed", "")]
    ask(poll, "vinegar")
    accept(poll, "vinegar")
    announce(poll, clock() + HOUR)
    assert verbs(poll)[:3] == ["acceptance.asked", "acceptance.declined", "acceptance.passed"]
    assert [one.verb for one in history.public(poll.campaign)] == told


def test_it_passes_when_the_time_is_over_to_whoever_was_named(poll):
    pick(poll, "paprika", 2, "Vinegar is taken.")
    ask(poll)
    goes_by(poll, DAY)
    assert pass_on(poll) == "paprika"
    assert picked(poll) == {1: "paprika"}
    assert asked.runner_up(poll.campaign, poll.phase) == (RunnerUp.READY, poll.entries["vinegar"])


def test_it_passes_from_an_author_who_erased_their_data_of_whom_nothing_is_left(poll):
    ask(poll)
    accept(poll)
    erase(poll, "salt")
    assert row(poll) is None
    assert standing(poll) is Standing.GONE
    assert ("winner_erased", "") in refusal(announce, poll)
    assert pass_on(poll) == "vinegar"


def test_it_passes_from_an_idea_that_broke_the_rules_even_when_it_was_accepted(poll):
    ask(poll)
    accept(poll)
    with transaction() as session:
        session.execute(update(Entry).where(Entry.id == poll.entries["salt"]).values(state=EntryState.REMOVED))
    assert pass_on(poll) == "vinegar"


def test_it_passes_neither_under_a_scheduled_announcement_nor_under_a_shown_one(poll):
    ask(poll)
    accept(poll)
    announce(poll, clock() + HOUR)
    with transaction() as session:
        session.execute(update(Acceptance).values(answer=Answer.DECLINED))
    assert refusal(pass_on, poll) == [("pick_scheduled", "")]
    announcements.withdraw(poll.campaign, poll.phase, reason="Not yet.", by=poll.staff, now=clock())
    assert pass_on(poll) == "vinegar"


def test_it_passes_on_until_nobody_is_left(poll):
    for name in ("salt", "vinegar", "paprika"):
        ask(poll, name)
        decline(poll, name)
        if name != "paprika":
            pass_on(poll, name)
    assert pass_on(poll, "paprika") == "thyme"
    ask(poll, "thyme")
    decline(poll, "thyme")
    assert refusal(pass_on, poll, "thyme") == [("runner_up_none", "")]


# --- At once


def at_once(app, *acts) -> list[list[str]]:
    """Each act in a thread of its own; the keys of what each was refused with."""
    said: list[list[str]] = [[] for _ in acts]
    ready = threading.Barrier(len(acts))

    def run(place: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                acts[place]()
            except Refused as refused:
                said[place] = [objection.key for objection in refused.objections]

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_asked_by_two_at_once_it_is_one_question_and_one_mail(app, poll):
    assert at_once(app, lambda: ask(poll), lambda: ask(poll)) == [[], []]
    assert letters(poll) == [("mail.winner_asked", "fr")]
    assert reading().scalar(select(func.count()).select_from(Acceptance)) == 1


def test_accepted_and_declined_at_once_one_answer_stands_and_the_other_is_told(app, poll):
    ask(poll)
    said = at_once(app, lambda: accept(poll), lambda: decline(poll))
    assert sorted(said) == [[], ["answer_given"]]
    assert row(poll).answer is (Answer.ACCEPTED if said[0] == [] else Answer.DECLINED)
    assert len(verbs(poll)) == 2
