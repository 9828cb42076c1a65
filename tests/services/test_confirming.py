"""One door for codes and links: ideas, votes, the way back; and who is remembered, and forgotten."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import reading, transaction
from contest.models import (
    Ballot,
    Confirmation,
    Consent,
    Entry,
    EntryVersion,
    Outbox,
    Participant,
    ParticipantSession,
    Picture,
    PictureState,
)
from contest.rules import papers
from contest.rules.ballots import Outcome, UnconfirmedVoter
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.services import audit, confirm, confirmations, entries, keys, participants
from tests.services.contests import Contest, idea, keys_of, make_contest, queued, rows, verbs
from tests.services.polls import clock, make_poll

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def test_a_right_code_finishes_and_remembers_this_browser(contest: Contest):
    sent = contest.submit(address="a@example.org")
    code = contest.code(sent.confirmation_id)
    typed = f" {code[:3]} {code[3:]} "
    done = confirm.finish(contest.campaign, confirmation_id=sent.confirmation_id, code=typed, now=contest.now)
    assert (done.subject_id, done.entry, done.lang) == (sent.entry_id, EntryState.PENDING, "fr")
    person = participants.by_token(contest.campaign, done.session_token, now=contest.now)
    assert person is not None
    assert person.id == done.participant_id


def test_five_tries_are_all_and_each_counts(contest: Contest):
    sent = contest.submit()
    code = contest.code(sent.confirmation_id)
    wrong = str((int(code) + 1) % 10**6).zfill(6)

    def type_in(digits: str) -> list:
        with pytest.raises(Refused) as no:
            confirm.finish(contest.campaign, confirmation_id=sent.confirmation_id, code=digits, now=contest.now)
        return keys_of(no.value)

    assert [type_in(wrong) for _ in range(5)] == [[("mail_code_wrong", "code")]] * 5
    assert type_in(code) == [("code_too_many_tries", "code")]
    assert contest.click(sent.confirmation_id).entry is EntryState.PENDING


@pytest.mark.parametrize(("later", "counts"), [(DAY - timedelta(seconds=1), True), (DAY, False)])
def test_a_code_counts_for_a_day(contest: Contest, later, counts):
    sent = contest.submit()
    given = {"confirmation_id": sent.confirmation_id, "code": contest.code(sent.confirmation_id)}
    if counts:
        assert confirm.finish(contest.campaign, now=contest.now + later, **given).repeated is False
        return
    with pytest.raises(Refused) as no:
        confirm.finish(contest.campaign, now=contest.now + later, **given)
    assert keys_of(no.value) == [("mail_code_expired", "code")]


def test_a_link_counts_for_seven_days_and_a_forged_one_never(contest: Contest):
    sent = contest.submit()
    link = contest.link(sent.confirmation_id)
    for token, now in ((link, contest.now + 7 * DAY), (link[:-1] + "x", contest.now), ("x", contest.now)):
        with pytest.raises(Refused) as no:
            confirm.finish(contest.campaign, token=token, now=now)
        assert keys_of(no.value) == [("link_invalid", "")]
    last = contest.now + 7 * DAY - timedelta(seconds=1)
    assert contest.click(sent.confirmation_id, now=last).entry is EntryState.PENDING


def test_answering_again_changes_nothing_and_only_a_second_click_is_remembered_again(contest: Contest):
    sent = contest.submit()
    first = contest.click(sent.confirmation_id)
    second = contest.click(sent.confirmation_id, now=contest.now + timedelta(minutes=9))
    later = contest.click(sent.confirmation_id, now=contest.now + HOUR)
    assert [(done.repeated, done.entry, done.participant_id) for done in (first, second, later)] == [
        (False, EntryState.PENDING, first.participant_id),
        (True, EntryState.PENDING, first.participant_id),
        (True, EntryState.PENDING, first.participant_id),
    ]
    assert [bool(done.session_token) for done in (first, second, later)] == [True, True, False]
    assert verbs(sent.entry_id).count("entry.confirmed") == 1


def test_one_address_gets_three_mails_in_six_hours(contest: Contest):
    for _ in range(5):
        contest.submit(address="same@example.org")
    assert (rows(Confirmation), len(queued("mail.confirm_entry"))) == (5, 3)
    contest.submit(address="other@example.org")
    contest.submit(address="same@example.org", now=contest.now + 6 * HOUR)
    assert len(queued("mail.confirm_entry")) == 5


def test_sending_again_is_the_same_code_while_it_counts_and_a_double_click_is_one_mail(contest: Contest):
    asked = contest.submit().confirmation_id
    minutes = [confirmations.resend(contest.campaign, asked, now=contest.now + timedelta(minutes=2))] * 2
    assert minutes == [asked, asked]
    # The second click of a double one, in whatever minute it falls.
    confirmations.resend(contest.campaign, asked, now=contest.now + timedelta(seconds=179))
    assert len(queued("mail.confirm_entry")) == 2
    fresh = confirmations.resend(contest.campaign, asked, now=contest.now + 2 * DAY)
    assert fresh != asked
    assert contest.click(fresh, now=contest.now + 2 * DAY).entry is EntryState.PENDING


def test_the_link_again_answers_alike_and_mails_only_to_those_we_know(contest: Contest):
    contest.pending(address="known@example.org")
    answers = [
        participants.send_link(contest.campaign, address=address, lang="nl", now=contest.now)
        for address in ("Known@example.org", "unknown@example.org")
    ]
    assert [mail.ids for mail in queued("mail.sign_in")] == [{"confirmation": answers[0].hex}]
    assert contest.click(answers[0]).participant_id == contest.participant("known@example.org")
    with pytest.raises(Refused) as no:
        confirm.finish(contest.campaign, confirmation_id=answers[1], code=contest.code(answers[1]), now=contest.now)
    assert keys_of(no.value) == [("mail_code_wrong", "code")]
    assert rows(Participant) == 1
    with pytest.raises(Refused) as no:
        participants.send_link(contest.campaign, address="nobody", lang="nl", now=contest.now)
    assert keys_of(no.value) == [("address_malformed", "address")]


def test_the_link_again_confirms_the_ideas_that_waited_for_it(contest: Contest):
    sent = contest.submit(address="lost@example.org")
    again = participants.send_link(contest.campaign, address="lost@example.org", lang="fr", now=contest.now)
    contest.click(again)
    assert reading().execute(select(Entry.state).where(Entry.id == sent.entry_id)).scalar_one() == "pending"


def test_a_vote_is_confirmed_through_the_same_door(app: Flask):
    with app.app_context():
        poll = make_poll("one", "two")
        address = "voter@example.org"
        voter_key = keys.voter_key(poll.campaign, address)
        voter = UnconfirmedVoter(voter_key, keys.seal_address(poll.campaign, address))
        now = clock()
        one, two = poll.cast(voter, "one"), poll.cast(voter, "two")
        contest = Contest(poll.campaign, poll.staff, poll.staff, now)
        with pytest.raises(Refused) as no:
            confirm.change(poll.campaign, two.confirmation_id, now=now)
        assert keys_of(no.value) == [("confirm_first", "")]
        assert contest.click(one.confirmation_id).cast.outcome is Outcome.COUNTED
        taken = contest.click(two.confirmation_id)
        assert (taken.cast.outcome, taken.cast.paper) == (Outcome.TAKEN, papers.one(poll.entries["one"]))
        changed = confirm.change(poll.campaign, two.confirmation_id, now=now)
        assert (changed.outcome, changed.paper) == (Outcome.COUNTED, papers.one(poll.entries["two"]))


def test_a_browser_is_remembered_until_a_week_after_the_campaign(contest: Contest):
    token = contest.click(contest.submit().confirmation_id).session_token
    ends = contest.now + DAY + 7 * DAY
    assert participants.by_token(contest.campaign, token, now=ends - timedelta(seconds=1)) is not None
    assert participants.by_token(contest.campaign, token, now=ends) is None
    assert participants.by_token(contest.campaign, "guessed", now=contest.now) is None


def test_signing_out_forgets_this_browser_only(contest: Contest):
    one = contest.click(contest.submit(address="a@example.org").confirmation_id).session_token
    other = contest.click(contest.submit(address="a@example.org").confirmation_id).session_token
    for _ in range(2):
        participants.sign_out(contest.campaign, one, now=contest.now)
    assert participants.by_token(contest.campaign, one, now=contest.now) is None
    assert participants.by_token(contest.campaign, other, now=contest.now) is not None
    assert verbs(contest.participant("a@example.org")).count("participant.signed_out") == 1


def test_erasing_leaves_nothing_of_a_person(contest: Contest, tmp_path):
    picture = contest.picture(tmp_path)
    answers = idea("Shown", alternative="A plate of chicory")
    shown = contest.published(address="gone@example.org", picture_id=picture, answers=answers)
    waiting = contest.pending(address="gone@example.org", answers=idea("Waiting"))
    unconfirmed = contest.submit(address="gone@example.org").entry_id
    stays = contest.published(address="stays@example.org")
    token = contest.click(contest.submit(address="gone@example.org").confirmation_id).session_token
    person = contest.participant("gone@example.org")
    for _ in range(2):
        participants.erase(contest.campaign, person, now=contest.now)
    left = reading().execute(
        select(Entry.id, Entry.state, Entry.number, Entry.name, Entry.shown_author, Entry.folded).where(
            Entry.id != stays
        )
    )
    assert [tuple(row) for row in left] == [(shown, EntryState.WITHDRAWN, 1, "", "", "")]
    assert {waiting, unconfirmed}.isdisjoint(reading().scalars(select(Entry.id)))
    assert reading().execute(
        select(EntryVersion.answers, EntryVersion.picture_id).where(EntryVersion.entry_id == shown)
    ).one() == ({}, None)
    row = reading().execute(select(Participant).where(Participant.id == person)).scalar_one()
    assert (row.voter_key, row.address_sealed, row.first_name, row.town) == (None, None, "", "")
    assert rows(Confirmation, Confirmation.voter_key == keys.voter_key(contest.campaign, "gone@example.org")) == 0
    assert rows(Consent, Consent.entry_id == shown) == 0
    assert rows(ParticipantSession, ParticipantSession.participant_id == person) == 0
    assert participants.by_token(contest.campaign, token, now=contest.now) is None
    assert reading().execute(select(Picture.state)).scalar_one() is PictureState.ERASED
    assert rows(Outbox, Outbox.kind == "picture.erase") == 1
    assert verbs(person).count("participant.erased") == 1


@pytest.mark.parametrize("more", [{}, {"guardian": "parent@example.org", "answers": idea("Late", of_age="")}])
def test_a_form_that_arrives_as_its_sender_is_erased_is_refused(contest: Contest, more):
    contest.published(address="gone@example.org")
    person = contest.participant("gone@example.org")
    participants.erase(contest.campaign, person, now=contest.now)
    ideas = rows(Entry)
    with pytest.raises(Refused) as no:
        contest.submit(by=audit.participant(person), address="", **more)
    assert (keys_of(no.value), rows(Entry)) == ([("entry_gone", "")], ideas)
    left = select(Participant.first_name, Participant.town).where(Participant.id == person)
    assert reading().execute(left).one() == ("", "")


def test_an_idea_whose_author_is_erased_before_their_guardian_answers_is_gone(contest: Contest):
    sent = contest.submit(address="gone@example.org", guardian="parent@example.org", answers=idea("Late", of_age=""))
    contest.click(sent.confirmation_id)
    person = contest.participant("gone@example.org")
    given = {"address_sealed": keys.seal_address(contest.campaign, "parent@example.org"), "lang": "fr"}
    with transaction() as session:
        session.get_one(Participant, (contest.campaign, person)).erased_at = contest.now
    with pytest.raises(Refused) as no:
        entries.confirm_guardian(contest.campaign, sent.entry_id, **given, now=contest.now)
    assert keys_of(no.value) == [("entry_gone", "")]


def test_erasing_withdraws_an_open_vote(app: Flask):
    with app.app_context():
        poll = make_poll("one")
        voter = poll.participant()
        poll.cast(voter, "one")
        participants.erase(poll.campaign, voter.participant_id, now=clock())
        row = reading().execute(select(Ballot.state)).scalar_one()
        assert row == "withdrawn"
