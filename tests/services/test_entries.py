"""Ideas: sent once, confirmed, limited, edited, withdrawn, on both databases."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import database as db
from contest.db import reading, transaction
from contest.models import Campaign, Confirmation, ConfirmationPurpose, Consent, Draft, Entry, EntryVersion, KeyPurpose
from contest.queries import drafts as draft_queries
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Refused
from contest.services import audit, drafts, entries, keys
from tests.services.contests import Contest, idea, keys_of, make_contest, queued, rows, verbs

HOUR = timedelta(hours=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def state(entry) -> EntryState:
    return reading().execute(select(Entry.state).where(Entry.id == entry)).scalar_one()


def test_an_idea_that_is_sent_waits_for_its_author_with_a_mail_and_a_record(contest: Contest):
    sent = contest.submit(answers=idea("Chicons  du\u202e dimanche", newsletter="on"))
    row = reading().execute(select(Entry).where(Entry.id == sent.entry_id)).scalar_one()
    assert (row.state, row.name, row.shown_author) == (
        EntryState.UNCONFIRMED,
        "Chicons du dimanche",
        "Nadia, Seraing",
    )
    assert row.folded == (
        " chicons du dimanche sunday evenings at my aunt s with the radio on chicory nutmeg nadia seraing "
    )
    version = reading().execute(select(EntryVersion)).scalar_one()
    assert version.answers == {
        "name": "Chicons du dimanche",
        "inspiration": "Sunday evenings at my aunt’s, with the radio on.",
        "ingredients": ["chicory", "nutmeg"],
        "alternative": "",
        "first_name": "Nadia",
        "town": "Seraing",
    }
    consents = reading().execute(select(Consent.kind, Consent.version, Consent.lang).order_by(Consent.kind))
    assert [tuple(row) for row in consents] == [("newsletter", 0, "fr"), ("rules", 0, "fr")]
    assert verbs(sent.entry_id) == ["entry.submitted"]
    mails = queued("mail.confirm_entry")
    assert [(mail.ids, mail.lang, mail.lane) for mail in mails] == [
        ({"confirmation": sent.confirmation_id.hex}, "fr", 0)
    ]


def test_one_submit_gives_one_entry_however_often_it_is_sent(contest: Contest):
    key, answers = "k" * 32, idea("Only once")
    first = contest.submit(submit_key=key, answers=answers)
    again = contest.submit(submit_key=key, answers=answers)
    assert (again.entry_id, again.confirmation_id, again.repeated) == (
        first.entry_id,
        first.confirmation_id,
        True,
    )
    assert (rows(Entry), rows(EntryVersion), len(queued("mail.confirm_entry"))) == (1, 1, 1)


def test_ten_at_once_with_one_key_are_one_entry(app: Flask, contest: Contest):
    answers, address, gate, found = idea("Ten at once"), "ten@example.org", threading.Barrier(10), []

    def send() -> None:
        with app.app_context():
            gate.wait()
            found.append(contest.submit(submit_key="t" * 32, answers=answers, address=address).entry_id)
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(found), len(set(found)), rows(Entry)) == (10, 1, 1)


def test_the_same_key_with_other_words_is_not_lost_in_silence(contest: Contest):
    contest.submit(submit_key="k" * 32, answers=idea("First words"))
    with pytest.raises(Refused) as no:
        contest.submit(submit_key="k" * 32, answers=idea("Other words"))
    assert keys_of(no.value) == [("entry_already_sent", "")]


def test_everything_that_is_wrong_is_said_at_once(contest: Contest):
    with pytest.raises(Refused) as no:
        contest.submit(
            answers={"name": "", "inspiration": "short", "ingredients": "a,b,c,d,e,f", "rules": ""},
            address="nobody",
            guardian="also nobody",
        )
    assert keys_of(no.value) == [
        ("answer_missing", "name"),
        ("answer_too_short", "inspiration"),
        ("tags_too_many", "ingredients"),
        ("answer_missing", "first_name"),
        ("consent_missing", "rules"),
        ("address_malformed", "address"),
        ("address_malformed", "guardian"),
    ]
    assert (rows(Entry), rows(Confirmation)) == (0, 0)


@pytest.mark.parametrize(
    ("opens", "closes", "key"),
    [
        (-2 * HOUR, HOUR, None),
        (HOUR, 2 * HOUR, "submission_not_open"),
        (-2 * HOUR, timedelta(0), "submission_closed"),
    ],
)
def test_the_databases_clock_decides_whether_ideas_are_taken(contest: Contest, opens, closes, key):
    contest.move(opens=opens, closes=closes)
    if key is None:
        assert contest.submit().state is EntryState.UNCONFIRMED
        return
    with pytest.raises(Refused) as no:
        contest.submit()
    assert keys_of(no.value) == [(key, "")]
    assert rows(Entry) == 0


def test_a_confirmed_idea_waits_for_a_moderator_and_its_author_is_known(contest: Contest):
    sent = contest.submit(address="Nadia+chips@Example.org")
    done = contest.click(sent.confirmation_id)
    assert (done.entry, state(sent.entry_id)) == (EntryState.PENDING, EntryState.PENDING)
    assert done.participant_id == contest.participant("nadia@example.org")
    assert verbs(sent.entry_id) == ["entry.submitted", "entry.confirmed"]
    row = reading().execute(select(Entry.waiting_since, Entry.participant_id)).one()
    assert tuple(row) == (contest.now, done.participant_id)


def test_entries_over_the_limit_stay_unconfirmed_and_their_author_is_told(contest: Contest):
    with transaction() as session:
        session.get_one(Campaign, contest.campaign).entries_per_participant = 2
    sent = [contest.submit(address="one@example.org") for _ in range(3)]
    for two in sent[:2]:
        contest.click(two.confirmation_id)
    with pytest.raises(Refused) as no:
        contest.click(sent[2].confirmation_id)
    assert [(objection.key, objection.facts) for objection in no.value.objections] == [
        ("too_many_entries", {"most": 2})
    ]
    assert state(sent[2].entry_id) is EntryState.UNCONFIRMED
    contest.decide(sent[0].entry_id, DecisionKind.REFUSE, reason="not_an_idea")
    assert contest.click(sent[2].confirmation_id).entry is EntryState.PENDING


def test_of_six_confirmed_at_once_no_more_than_the_limit_wait(app: Flask, contest: Contest):
    with transaction() as session:
        session.get_one(Campaign, contest.campaign).entries_per_participant = 3
    sent = [contest.submit(address="six@example.org") for _ in range(6)]
    gate, heard = threading.Barrier(6), []

    def click(confirmation) -> None:
        with app.app_context():
            gate.wait()
            try:
                heard.append(contest.click(confirmation).entry.value)
            except Refused as no:
                heard.append(no.objections[0].key)
            db.session.remove()

    threads = [threading.Thread(target=click, args=(one.confirmation_id,)) for one in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard) == ["pending"] * 3 + ["too_many_entries"] * 3
    assert rows(Entry, Entry.state == EntryState.PENDING) == 3


def test_a_remembered_participant_needs_no_mail(contest: Contest):
    contest.pending(address="known@example.org")
    by = audit.participant(contest.participant("known@example.org"))
    sent = contest.submit(address="", by=by)
    assert (sent.state, sent.confirmation_id) == (EntryState.PENDING, None)
    assert len(queued("mail.confirm_entry")) == 1


def test_under_age_an_idea_waits_for_the_author_and_then_for_the_guardian(contest: Contest):
    young = idea("Sour strings", of_age="")
    with pytest.raises(Refused) as no:
        contest.submit(answers=young)
    assert keys_of(no.value) == [("guardian_missing", "guardian")]
    with pytest.raises(Refused) as no:
        contest.submit(answers=young, address="kid@example.org", guardian="KID+mum@example.org")
    assert keys_of(no.value) == [("guardian_same", "guardian")]
    sent = contest.submit(answers=young, address="kid@example.org", guardian="mum@example.org")
    done = contest.click(sent.confirmation_id)
    assert (done.entry, len(queued("mail.confirm_guardian"))) == (EntryState.UNCONFIRMED, 1)
    contest.click(sent.confirmation_id)
    asked = reading().execute(select(Confirmation.id).where(Confirmation.purpose == ConfirmationPurpose.GUARDIAN))
    yes = contest.click(asked.scalar_one())
    assert (yes.entry, yes.participant_id, yes.session_token) == (EntryState.PENDING, None, None)
    assert rows(Consent, Consent.kind == "guardian") == 1


def test_an_author_edits_while_it_waits_and_each_edit_is_a_version(contest: Contest):
    entry = contest.pending(address="a@example.org")
    by = contest.participant("a@example.org")
    given = {"picture_id": None, "by": by, "now": contest.now}
    edited = idea("Better name")
    assert entries.edit(contest.campaign, entry, answers=edited, seen_version=1, **given) == 2
    assert entries.edit(contest.campaign, entry, answers=edited, seen_version=1, **given) == 2
    with pytest.raises(Refused) as no:
        entries.edit(contest.campaign, entry, answers=idea("Third"), seen_version=1, **given)
    assert keys_of(no.value) == [("version_changed", "")]
    names = reading().scalars(select(Entry.name).where(Entry.id == entry)).all()
    versions = reading().scalars(select(EntryVersion.version).where(EntryVersion.entry_id == entry)).all()
    assert (names, sorted(versions)) == (["Better name"], [1, 2])
    assert verbs(entry) == ["entry.submitted", "entry.confirmed", "entry.edited"]


def test_nobody_edits_or_withdraws_what_is_not_theirs_or_was_decided(contest: Contest):
    mine, other = contest.pending(address="a@example.org"), contest.pending(address="b@example.org")
    by = contest.participant("a@example.org")
    given = {"answers": idea("Mine"), "picture_id": None, "seen_version": 1, "by": by, "now": contest.now}
    contest.decide(mine)
    for entry, key in ((other, "entry_not_yours"), (mine, "entry_not_editable")):
        with pytest.raises(Refused) as no:
            entries.edit(contest.campaign, entry, **given)
        assert keys_of(no.value) == [(key, "")]
    with pytest.raises(Refused) as no:
        entries.withdraw(contest.campaign, other, by=by, now=contest.now)
    assert keys_of(no.value) == [("entry_not_yours", "")]


def test_withdrawing_twice_is_withdrawing_once(contest: Contest):
    entry = contest.published(address="a@example.org")
    by = contest.participant("a@example.org")
    entries.withdraw(contest.campaign, entry, by=by, now=contest.now)
    entries.withdraw(contest.campaign, entry, by=by, now=contest.now)
    assert state(entry) is EntryState.WITHDRAWN
    assert verbs(entry).count("entry.withdrawn") == 1


def test_what_nobody_confirmed_goes_after_seven_days(contest: Contest):
    old, kept = contest.submit().entry_id, contest.pending()
    week = contest.now + timedelta(days=7)
    assert entries.sweep(now=week - HOUR) == 0
    assert entries.sweep(now=week + HOUR) == 1
    assert [row.id for row in reading().execute(select(Entry.id))] == [kept]
    assert rows(Consent, Consent.entry_id == old) == 0


def test_a_draft_survives_and_sending_ends_it(contest: Contest):
    answers = {"name": "Half an", "ingredients": ["nutmeg"], "address": "somebody@example.be", "guardian": ""}
    given = {"picture_id": None, "lang": "fr", "now": contest.now}
    token = drafts.save(contest.campaign, token="", answers=answers, **given)
    assert drafts.save(contest.campaign, token=token, answers=answers | {"name": "Half an idea"}, **given) == token
    kept = draft_queries.by_token(contest.campaign, token)
    assert kept is not None
    assert kept.entry_id is None
    assert drafts.typed(contest.campaign, kept.answers) == answers | {"name": "Half an idea"}
    assert "somebody" not in str(kept.answers)
    assert (draft_queries.by_token(contest.campaign, "guessed"), rows(Draft)) == (None, 1)
    sent = contest.submit(draft=token)
    kept = draft_queries.by_token(contest.campaign, token)
    assert kept is not None
    assert (kept.answers, kept.entry_id) == ({}, sent.entry_id)
    assert drafts.save(contest.campaign, token=token, answers=answers, **given) != token


def test_what_was_typed_cannot_be_read_without_the_campaigns_key(contest: Contest):
    given = {"picture_id": None, "lang": "fr", "now": contest.now}
    token = drafts.save(contest.campaign, token="", answers={"name": "Half an"}, **given)
    kept = draft_queries.by_token(contest.campaign, token)
    assert kept is not None
    assert drafts.typed(make_contest().campaign, kept.answers) == {}
    keys.destroy(contest.campaign, KeyPurpose.SEAL)
    keys.ring.open(keys.ring.master)
    assert drafts.typed(contest.campaign, kept.answers) == {}


def test_drafts_go_after_thirty_days(contest: Contest):
    drafts.save(contest.campaign, token="", answers={"name": "x"}, picture_id=None, lang="fr", now=contest.now)
    assert drafts.sweep(now=contest.now + timedelta(days=30)) == 0
    assert drafts.sweep(now=contest.now + timedelta(days=30, seconds=1)) == 1
    assert rows(Draft) == 0
