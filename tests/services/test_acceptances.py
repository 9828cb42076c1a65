"""Asking a winner in private: the question and its mail, the answer, the deadline, passing on, races, erasure."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from contest.db import reading, transaction
from contest.models import Acceptance, Audit, Entry, Outbox, Selection
from contest.queries import acceptances as asked
from contest.queries import announcements as shown
from contest.queries import history
from contest.rules.acceptances import Answer, RunnerUp, Standing
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import acceptances, announcements, audit, campaigns, participants, results
from tests.services.polls import AGREED, HOUR, Poll, clock, make_poll

TEXTS = {lang: {"headline": "Salt", "story": "It was close."} for lang in ("en", "fr")}
DAY = 24 * HOUR


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


def pick(poll: Poll, name: str, rank: int = 1, reason: str = "") -> None:
    results.pick(poll.campaign, poll.phase, poll.entries[name], rank=rank, reason=reason, by=poll.staff, now=clock())


def ask(poll: Poll, name: str = "salt", length: timedelta = DAY) -> None:
    now = clock()
    entry = poll.entries[name]
    acceptances.ask(poll.campaign, poll.phase, entry, answer_by=now + length, by=poll.staff, now=now)


def remind(poll: Poll, name: str = "salt") -> None:
    acceptances.remind(poll.campaign, poll.phase, poll.entries[name], by=poll.staff, now=clock())


def accept(poll: Poll, name: str = "salt", version: int = 0, by=None, **typed: str) -> None:
    acceptances.accept(
        poll.campaign,
        poll.entries[name],
        typed=AGREED | typed,
        rules_version=version,
        lang="fr",
        by=by or poll.author(name),
        now=clock(),
    )


def decline(poll: Poll, name: str = "salt", words: str = "") -> None:
    acceptances.decline(poll.campaign, poll.entries[name], words=words, by=poll.author(name), now=clock())


def pass_on(poll: Poll, name: str = "salt", reason: str = "They will not have it.") -> str:
    heir = acceptances.pass_on(poll.campaign, poll.phase, poll.entries[name], reason=reason, by=poll.staff, now=clock())
    return next(name for name, entry in poll.entries.items() if entry == heir)


def announce(poll: Poll, opens=None):
    return announcements.write(poll.campaign, poll.phase, texts=TEXTS, opens=opens, by=poll.staff, now=clock())


def erase(poll: Poll, name: str) -> None:
    participants.erase(poll.campaign, poll.author(name), now=clock())


def goes_by(poll: Poll, length: timedelta) -> None:
    """So much time goes by for every question."""
    with transaction() as session:
        for row in session.scalars(select(Acceptance).where(Acceptance.campaign_id == poll.campaign)):
            row.asked_at, row.answer_by = row.asked_at - length, row.answer_by - length


def refusal(act, *arguments, **more) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return [(objection.key, objection.field) for objection in refused.value.objections]


def row(poll: Poll, name: str = "salt") -> Acceptance | None:
    return reading().get(Acceptance, (poll.campaign, poll.phase, poll.entries[name]), populate_existing=True)


def standing(poll: Poll) -> Standing:
    (place,) = asked.places(poll.campaign, poll.phase, clock())
    return place.standing


def verbs(poll: Poll) -> list[str]:
    found = select(Audit.verb).where(Audit.campaign_id == poll.campaign, Audit.verb.startswith("acceptance."))
    return list(reading().scalars(found.order_by(Audit.at, Audit.id)))


def letters(poll: Poll) -> list[tuple[str, str]]:
    of = select(Outbox.kind, Outbox.lang).where(Outbox.campaign_id == poll.campaign, Outbox.kind.like("mail.winner%"))
    return [(row.kind, row.lang) for row in reading().execute(of.order_by(Outbox.created_at, Outbox.id))]


def picked(poll: Poll) -> dict[int, str]:
    names = {entry: name for name, entry in poll.entries.items()}
    rows = reading().scalars(select(Selection).where(Selection.phase_id == poll.phase))
    return {row.rank: names[row.entry_id] for row in rows}


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
