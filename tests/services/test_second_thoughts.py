"""Second thoughts: changes asked for and sent back, appeals answered by somebody else, reports; on both databases."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from contest.db import new_id, reading, transaction
from contest.models import (
    Appeal,
    Campaign,
    Correction,
    Entry,
    Escalation,
    Outbox,
    Proposal,
    Report,
    Staff,
    StaffRole,
)
from contest.queries import entries as entry_queries
from contest.queries import moderation as desk
from contest.queries.moderation import Show
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Refused
from contest.rules.roles import Role
from contest.services import entries, moderation, participants, sweep
from contest.services.accounts import departments
from contest.services.moderation import Complaint
from contest.services.moderation.appeals import WITHIN
from contest.services.moderation.reports import MOST
from tests.services.contests import Contest, keys_of, make_contest, queued, rows, verbs

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def row(entry) -> Entry:
    found = select(Entry).where(Entry.id == entry).execution_options(populate_existing=True)
    return reading().execute(found).scalar_one()


def author(entry):
    return row(entry).participant_id


def colleague(contest: Contest, name: str = "Bo"):
    """Somebody else who may moderate."""
    with transaction() as session:
        person = Staff(id=new_id(), address=f"{name}@brand.example", first_name=name, lang="nl", created_at=contest.now)
        session.add(person)
        session.flush()
        session.add(StaffRole(staff_id=person.id, campaign_id=contest.campaign, role=Role.MODERATOR))
    return person.id


def ask(contest: Contest, entry, words: str = "Leave the shop out."):
    return contest.decide(entry, DecisionKind.REQUEST_CHANGES, words=words)


def send_back(contest: Contest, entry, **changed):
    now = contest.now + 5 * MINUTE
    one = entry_queries.one_own(contest.campaign, author(entry), entry)
    answers = {**one.answers, "ingredients": ", ".join(one.answers["ingredients"])} | changed
    given = {"picture_id": one.picture_id, "seen_version": one.version, "by": author(entry), "now": now}
    return entries.edit(contest.campaign, entry, answers=answers, **given)


def refusal(act, *arguments, **more) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        act(*arguments, **more)
    return list(keys_of(refused.value))


def appeal(contest: Contest, entry, text: str = "It is not an advertisement.", *, by=None, after=DAY) -> None:
    moderation.appeal(contest.campaign, entry, text=text, by=by or author(entry), now=contest.now + after)


def report(contest: Contest, entry, **more) -> None:
    given = {"lang": "nl", "submit_key": new_id().hex, "now": contest.now}
    given |= {name: more.pop(name) for name in list(more) if name in given}
    moderation.report(contest.campaign, entry, Complaint(**{"reason": "danger", **more}), **given)


def test_a_change_is_asked_for_by_mail_and_the_idea_leaves_the_queue(contest: Contest):
    entry = contest.pending()
    done = ask(contest, entry)
    assert (done.state, row(entry).state) == (EntryState.CHANGES_REQUESTED,) * 2
    (mail,) = queued("mail.entry_changes")
    assert (mail.not_before, mail.ids["entry"]) == (contest.now + MINUTE, entry.hex)
    assert verbs(entry)[-1] == "entry.changes_requested"
    assert desk.queue([contest.campaign], me=contest.ana, now=contest.now).lines == ()
    (line,) = desk.queue([contest.campaign], me=contest.ana, now=contest.now, show=Show.ASKED).lines
    assert line.id == entry
    verdict = entry_queries.verdict(contest.campaign, entry)
    assert (verdict.kind, verdict.words, verdict.signed_name) == (
        DecisionKind.REQUEST_CHANGES,
        "Leave the shop out.",
        "Ana",
    )


def test_a_change_needs_words(contest: Contest):
    assert refusal(ask, contest, contest.pending(), " ") == [("words_missing", "words")]


@pytest.mark.parametrize(("changed", "version"), [({"name": "Without the shop"}, 2), ({}, 1)])
def test_sent_back_it_waits_again_as_one_that_arrives_now_changed_or_not(contest: Contest, changed, version):
    entry = contest.pending()
    ask(contest, entry)
    assert send_back(contest, entry, **changed) == version
    assert (row(entry).state, row(entry).waiting_since) == (EntryState.PENDING, contest.now + 5 * MINUTE)
    assert send_back(contest, entry, **changed) == version
    assert verbs(entry).count("entry.edited") == 1


def test_a_decision_taken_back_leads_to_where_the_idea_was_before_it(contest: Contest):
    entry = contest.pending()
    ask(contest, entry)
    send_back(contest, entry, name="Another")
    done = contest.decide(entry, version=2)
    assert moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now) is EntryState.PENDING
    again = contest.decide(entry, DecisionKind.REQUEST_CHANGES, words="And this.", version=2)
    undone = moderation.undo(contest.campaign, again.decision_id, by=contest.ana, now=contest.now)
    assert undone is EntryState.PENDING


def test_an_appeal_waits_in_the_queue_and_somebody_else_answers_it(contest: Contest):
    entry, other = contest.pending(), colleague(contest)
    contest.decide(entry, DecisionKind.REFUSE, reason="advertising")
    appeal(contest, entry)
    now = contest.now + 2 * DAY
    assert (row(entry).state, verbs(entry)[-1]) == (EntryState.PENDING, "entry.appealed")
    (line,) = desk.queue([contest.campaign], me=other, now=now).lines
    assert (line.appealed, line.since) == (True, contest.now + DAY)
    given = {"version": 1, "kind": DecisionKind.PUBLISH, "now": now}
    mine = refusal(moderation.decide, contest.campaign, entry, by=contest.ana, **given)
    assert mine == [("appeal_needs_another", "")]
    assert moderation.claim_next([contest.campaign], by=contest.ana, now=now) is None
    assert moderation.claim_next([contest.campaign], by=other, now=now) == (contest.campaign, entry)
    done = moderation.decide(contest.campaign, entry, by=other, **given)
    assert done.state is EntryState.PUBLISHED
    assert desk.one(contest.campaign, entry, now=now).appeal is None
    moderation.undo(contest.campaign, done.decision_id, by=other, now=now)
    assert desk.one(contest.campaign, entry, now=now).appeal.signed_name
    assert row(entry).state is EntryState.PENDING


def test_who_works_alone_answers_appeals_too(contest: Contest):
    entry = contest.pending()
    contest.decide(entry, DecisionKind.REFUSE, reason="advertising")
    appeal(contest, entry)
    assert contest.decide(entry).state is EntryState.PUBLISHED


def test_what_was_taken_offline_can_be_appealed_and_keeps_its_number(contest: Contest):
    entry = contest.published()
    contest.decide(entry, DecisionKind.REMOVE, reason="danger")
    appeal(contest, entry)
    assert (row(entry).state, row(entry).number) == (EntryState.PENDING, 1)
    assert contest.decide(entry).number == 1


def test_an_appeal_is_made_once_by_its_author_in_time_and_against_something(contest: Contest):
    entry = contest.pending()
    assert refusal(appeal, contest, entry) == [("appeal_not_possible", "")]
    contest.decide(entry, DecisionKind.REFUSE, reason="advertising")
    assert refusal(appeal, contest, entry, " ") == [("text_missing", "appeal")]
    assert refusal(appeal, contest, entry, "x" * 2001) == [("answer_too_long", "appeal")]
    assert refusal(appeal, contest, entry, by=new_id()) == [("entry_not_yours", "")]
    assert refusal(appeal, contest, entry, after=WITHIN + MINUTE) == [("appeal_not_possible", "")]
    appeal(contest, entry)
    appeal(contest, entry)
    assert rows(Appeal) == 1
    contest.decide(entry, DecisionKind.REFUSE, reason="advertising")
    assert refusal(appeal, contest, entry) == [("appeal_not_possible", "")]


def test_a_report_is_shown_at_the_desk_and_answered_by_keeping_the_idea(contest: Contest):
    entry, quiet = contest.published(), contest.published()
    report(
        contest,
        entry,
        reason="illegal",
        words="Article 443 bis.",
        address=" Els@Example.org ",
        name="Els",
        good_faith=True,
    )
    report(contest, entry)
    (line,) = desk.queue([contest.campaign], me=contest.ana, now=contest.now, show=Show.REPORTED).lines
    assert (line.id, line.reports) == (entry, 2)
    assert [one.reason for one in desk.one(contest.campaign, entry, now=contest.now).reports] == ["illegal", "danger"]
    for _ in range(2):
        moderation.keep(contest.campaign, entry, version=1, by=contest.ana, now=contest.now)
    (mail,) = queued("mail.report_answered")
    assert (mail.lang, mail.not_before) == ("nl", contest.now)
    assert verbs(entry).count("entry.kept") == 1
    assert desk.counts([contest.campaign], me=contest.ana, now=contest.now)[Show.REPORTED] == 0
    moderation.keep(contest.campaign, quiet, version=1, by=contest.ana, now=contest.now)
    assert "entry.kept" not in verbs(quiet)


def test_taking_it_offline_answers_the_reports_when_that_can_no_longer_be_taken_back(contest: Contest):
    entry = contest.published()
    report(contest, entry, address="els@example.org")
    done = contest.decide(entry, DecisionKind.REMOVE, reason="danger")
    (mail,) = queued("mail.report_answered")
    assert mail.not_before == contest.now + MINUTE
    moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now)
    cancelled = select(Outbox.cancelled).where(Outbox.id == mail.id).execution_options(populate_existing=True)
    assert reading().execute(cancelled).scalar_one() is True
    assert desk.counts([contest.campaign], me=contest.ana, now=contest.now)[Show.REPORTED] == 1


def test_a_report_says_what_is_wrong_with_it_and_once(contest: Contest):
    entry, key = contest.published(), new_id().hex
    assert refusal(report, contest, entry, reason="taste") == [("reason_missing", "reason")]
    assert refusal(report, contest, entry, reason="other") == [("words_missing", "words")]
    wrong = refusal(report, contest, entry, words="x" * 1001, address="nobody")
    assert wrong == [("answer_too_long", "words"), ("address_malformed", "address")]
    for _ in range(2):
        report(contest, entry, submit_key=key)
    assert rows(Report) == 1
    assert refusal(report, contest, contest.pending()) == [("entry_gone", "")]


def test_of_one_idea_only_so_many_open_reports_are_kept(contest: Contest):
    entry = contest.published()
    for _ in range(MOST + 1):
        report(contest, entry)
    assert rows(Report) == MOST


def test_the_address_of_a_report_goes_days_after_its_answer(contest: Contest):
    entry = contest.published()
    report(contest, entry, address="els@example.org")
    sweep.run(contest.now + 9 * DAY)
    assert rows(Report, Report.address_sealed.is_not(None)) == 1
    moderation.keep(contest.campaign, entry, version=1, by=contest.ana, now=contest.now)
    sweep.run(contest.now + 3 * DAY)
    assert rows(Report, Report.address_sealed.is_(None)) == 1


def test_an_appeals_words_go_with_their_author(contest: Contest):
    entry = contest.published()
    contest.decide(entry, DecisionKind.REMOVE, reason="danger")
    appeal(contest, entry)
    participants.erase(contest.campaign, author(entry), now=contest.now)
    assert rows(Appeal) == 0


def test_with_its_author_all_goes_that_is_open_about_an_idea_and_what_it_would_have_said(contest: Contest):
    entry, given = contest.pending(), {"by": colleague(contest), "now": contest.now}
    moderation.propose(contest.campaign, entry, version=1, answers={"name": "Chicons"}, **given)
    entries.accept_correction(contest.campaign, entry, by=author(entry), now=contest.now)
    with transaction() as session:
        session.get_one(Campaign, contest.campaign).second_person = True
    contest.decide(entry, DecisionKind.REMOVE, version=2, reason="danger", **given)
    legal = departments.add("Legal", by=contest.ana, now=contest.now)
    moderation.escalate(contest.campaign, entry, department=legal, note="May we?", **given)
    waits = {"now": contest.now, "me": contest.bo, "show": Show.ESCALATED}
    assert (len(desk.queue([contest.campaign], **waits).lines), rows(Correction)) == (1, 1)
    participants.erase(contest.campaign, author(entry), now=contest.now)
    assert (desk.queue([contest.campaign], **waits).lines, rows(Correction)) == ((), 0)
    assert rows(Proposal, Proposal.settled_at.is_(None)) == rows(Escalation, Escalation.answered_at.is_(None)) == 0


def test_who_reported_what_its_author_takes_back_is_told_too(contest: Contest):
    taken, erased = contest.published(), contest.published(address="b@example.org")
    for entry in (taken, erased):
        report(contest, entry, address="els@example.org")
    entries.withdraw(contest.campaign, taken, by=author(taken), now=contest.now)
    participants.erase(contest.campaign, author(erased), now=contest.now)
    assert len(queued("mail.report_answered")) == 2
    assert rows(Report, Report.kept.is_(False), Report.answered_by.is_(None)) == 2
