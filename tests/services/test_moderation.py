"""Moderating: claims, decisions on a version, numbers, undoing, letters to authors, on both databases."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import database as db
from contest.db import new_id, reading
from contest.models import Decision, Entry, Message, Outbox, Side
from contest.queries import messages as letters
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Refused
from contest.services import entries, messages, moderation, participants
from tests.services.contests import Contest, idea, keys_of, make_contest, queued, rows, verbs

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def entry_row(entry) -> Entry:
    found = select(Entry).where(Entry.id == entry).execution_options(populate_existing=True)
    return reading().execute(found).scalar_one()


def facts(refused: Refused) -> list[tuple[str, dict]]:
    return [(objection.key, objection.facts) for objection in refused.objections]


def test_publishing_gives_the_next_number_a_record_and_a_mail_after_the_undo_window(contest: Contest):
    first, second = contest.pending(), contest.pending()
    done = contest.decide(second, words="  Lovely.  ")
    assert (done.state, done.number, done.repeated) == (EntryState.PUBLISHED, 1, False)
    assert contest.decide(first).number == 2
    row = entry_row(second)
    assert (row.state, row.number, row.published_at) == (EntryState.PUBLISHED, 1, contest.now)
    decision = reading().execute(select(Decision).where(Decision.entry_id == second)).scalar_one()
    assert (decision.version, decision.words, decision.signed_name, decision.signed_role) == (
        1,
        "Lovely.",
        "Ana",
        "reads ideas",
    )
    assert verbs(second)[-1] == "entry.published"
    mail = queued("mail.entry_published")[0]
    assert (mail.ids, mail.not_before, mail.lang) == (
        {"decision": done.decision_id.hex, "entry": second.hex},
        contest.now + MINUTE,
        "fr",
    )


@pytest.mark.parametrize(
    ("reason", "words", "against"),
    [
        ("", "", [("reason_missing", "reason")]),
        ("made_up", "", [("reason_missing", "reason")]),
        ("other", "  ", [("words_missing", "words")]),
        ("", "x" * 1001, [("reason_missing", "reason"), ("answer_too_long", "words")]),
    ],
)
def test_a_refusal_needs_a_reason_of_the_list(contest: Contest, reason, words, against):
    entry = contest.pending()
    with pytest.raises(Refused) as no:
        contest.decide(entry, DecisionKind.REFUSE, reason=reason, words=words)
    assert keys_of(no.value) == against
    assert (entry_row(entry).state, rows(Decision)) == (EntryState.PENDING, 0)


def test_a_decision_is_on_a_version_and_the_second_person_is_told(contest: Contest):
    entry = contest.pending(address="a@example.org")
    by = contest.participant("a@example.org")
    entries.edit(
        contest.campaign,
        entry,
        answers=idea("New"),
        picture_id=None,
        seen_version=1,
        by=by,
        now=contest.now,
    )
    with pytest.raises(Refused) as no:
        contest.decide(entry, version=1)
    assert facts(no.value) == [("version_changed", {})]
    first = contest.decide(entry, version=2)
    again = contest.decide(entry, version=2)
    assert (again.decision_id, again.repeated) == (first.decision_id, True)
    with pytest.raises(Refused) as no:
        contest.decide(entry, DecisionKind.REFUSE, version=2, reason="danger", by=contest.bo)
    assert facts(no.value) == [("already_decided", {"name": "Ana"})]
    assert (rows(Decision), rows(Outbox, Outbox.kind.like("mail.entry%"))) == (1, 1)


def test_of_two_at_once_one_decides(app: Flask, contest: Contest):
    entry, gate, heard = contest.pending(), threading.Barrier(2), []

    def decide(kind: DecisionKind, person, reason: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                contest.decide(entry, kind, by=person, reason=reason)
                heard.append("decided")
            except Refused as no:
                heard.append(no.objections[0].key)
            db.session.remove()

    given = [(DecisionKind.PUBLISH, contest.ana, ""), (DecisionKind.REFUSE, contest.bo, "danger")]
    threads = [threading.Thread(target=decide, args=args) for args in given]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (sorted(heard), rows(Decision)) == (["already_decided", "decided"], 1)


def test_what_was_refused_is_published_only_by_somebody_who_saw_that(contest: Contest):
    entry = contest.pending()
    contest.decide(entry, DecisionKind.REFUSE, reason="not_an_idea")
    with pytest.raises(Refused) as no:
        contest.decide(entry, by=contest.bo)
    assert facts(no.value) == [("already_decided", {"name": "Ana"})]
    shown = contest.decide(entry, by=contest.bo, seen=EntryState.REFUSED)
    assert (shown.state, shown.number) == (EntryState.PUBLISHED, 1)


def test_numbers_are_dense_when_published_at_once(app: Flask, contest: Contest):
    waiting, gate = [contest.pending() for _ in range(6)], threading.Barrier(6)

    def publish(entry) -> None:
        with app.app_context():
            gate.wait()
            contest.decide(entry)
            db.session.remove()

    threads = [threading.Thread(target=publish, args=(entry,)) for entry in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = reading().scalars(select(Entry.number).order_by(Entry.number)).all()
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_claim_lasts_ten_minutes_and_the_second_person_is_told_who_has_it(contest: Contest):
    entry = contest.pending()
    given = {"by": contest.ana, "now": contest.now}
    moderation.claim(contest.campaign, entry, **given)
    moderation.claim(contest.campaign, entry, **given)
    last = contest.now + 10 * MINUTE
    for act in (
        lambda now: moderation.claim(contest.campaign, entry, by=contest.bo, now=now),
        lambda now: contest.decide(entry, by=contest.bo, now=now),
    ):
        with pytest.raises(Refused) as no:
            act(last - SECOND)
        assert facts(no.value) == [("claimed_by_other", {"name": "Ana"})]
    moderation.claim(contest.campaign, entry, by=contest.bo, now=last)
    moderation.release(contest.campaign, entry, by=contest.ana, now=last)
    assert entry_row(entry).claimed_by == contest.bo
    moderation.release(contest.campaign, entry, by=contest.bo, now=last)
    assert entry_row(entry).claimed_by is None
    assert verbs(entry)[2:] == ["entry.claimed", "entry.claimed", "entry.released"]


def test_the_next_one_is_the_one_that_waits_longest_and_nobody_has(contest: Contest):
    first, second = contest.pending(), contest.pending(now=contest.now + SECOND)
    given = {"now": contest.now + MINUTE}
    everywhere = {contest.campaign}
    assert moderation.claim_next(everywhere, by=contest.ana, **given) == (contest.campaign, first)
    assert moderation.claim_next(everywhere, by=contest.bo, **given) == (contest.campaign, second)
    assert moderation.claim_next(everywhere, by=new_id(), **given) is None
    assert moderation.claim_next([], by=contest.ana, **given) is None


def test_undone_within_a_minute_nothing_was_sent_and_the_number_stays(contest: Contest):
    entry = contest.pending()
    done = contest.decide(entry)
    given = {"by": contest.ana, "now": contest.now + 59 * SECOND}
    for _ in range(2):
        assert moderation.undo(contest.campaign, done.decision_id, **given) is EntryState.PENDING
    row = entry_row(entry)
    assert (row.state, row.number, row.published_at) == (EntryState.PENDING, 1, None)
    assert (queued("mail.entry_published"), verbs(entry)[-1]) == ([], "decision.undone")
    other = contest.published()
    assert (entry_row(other).number, contest.decide(entry).number) == (2, 1)


def test_a_minute_later_it_is_too_late(contest: Contest):
    entry = contest.pending()
    done = contest.decide(entry, DecisionKind.REFUSE, reason="advertising")
    with pytest.raises(Refused) as no:
        moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now + MINUTE)
    assert facts(no.value) == [("undo_too_late", {})]
    assert entry_row(entry).state is EntryState.REFUSED


def test_undoing_a_removal_shows_it_again(contest: Contest):
    entry = contest.published()
    removed = contest.decide(entry, DecisionKind.REMOVE, reason="targets_person", now=contest.now + MINUTE)
    later = contest.now + MINUTE + SECOND
    assert moderation.undo(contest.campaign, removed.decision_id, by=contest.bo, now=later) == "published"
    assert (entry_row(entry).number, entry_row(entry).published_at) == (1, contest.now)


def test_nobody_is_written_to_who_was_erased(contest: Contest):
    entry = contest.published(address="gone@example.org")
    person = contest.participant("gone@example.org")
    participants.erase(contest.campaign, person, now=contest.now)
    with pytest.raises(Refused) as no:
        messages.write_to_author(
            contest.campaign, entry, text="Hello", submit_key="a" * 32, by=contest.ana, now=contest.now
        )
    assert facts(no.value) == [("author_gone", {})]


def test_letters_go_both_ways_each_once(contest: Contest):
    entry = contest.published(address="a@example.org")
    author = contest.participant("a@example.org")
    given = {"text": "Bravo\r\n\r\n\r\nNadia ", "submit_key": "a" * 32, "by": contest.ana, "now": contest.now}
    one = messages.write_to_author(contest.campaign, entry, **given)
    assert messages.write_to_author(contest.campaign, entry, **given) == one
    messages.answer(
        contest.campaign,
        entry,
        text="Thank you",
        submit_key="b" * 32,
        by=author,
        now=contest.now + SECOND,
    )
    shown = [(letter.side, letter.signed, letter.text) for letter in letters.of_entry(contest.campaign, entry)]
    assert shown == [
        (Side.STAFF, "Ana, reads ideas", "Bravo\n\nNadia"),
        (Side.PARTICIPANT, "Nadia", "Thank you"),
    ]
    assert [mail.ids for mail in queued("mail.message")] == [{"message": one.hex, "entry": entry.hex}]
    with pytest.raises(Refused) as no:
        messages.answer(contest.campaign, entry, text="x", submit_key="c" * 32, by=contest.ana, now=contest.now)
    assert (facts(no.value), rows(Message)) == ([("entry_not_yours", {})], 2)
