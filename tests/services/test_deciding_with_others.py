"""Deciding with others: a second person, a department, the author, another idea, many at once; on both databases."""

import threading
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from contest.db import database as db
from contest.db import new_id, reading, transaction
from contest.models import Audit, Campaign, Decision, Entry, EntryVersion, Outbox, Phase, Proposal, Staff, StaffRole
from contest.queries import entries as shown
from contest.queries import moderation as desk
from contest.queries.desk import last_decided
from contest.queries.moderation import Show
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.rules.reasons import Basis, Ground
from contest.rules.roles import Role
from contest.services import digests, entries, mails, moderation
from contest.services.accounts import departments
from contest.services.mails import House, Wanted
from contest.words.letters import Letter
from tests.services.contests import DAY, HOUR, Contest, idea, keys_of, make_contest, queued, rows, verbs

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        made = make_contest()
        with transaction() as session:
            for person in (made.ana, made.bo):
                session.add(StaffRole(staff_id=person, campaign_id=made.campaign, role=Role.MODERATOR))
        yield made


def row(entry: UUID) -> Entry:
    found = select(Entry).where(Entry.id == entry).execution_options(populate_existing=True)
    return reading().execute(found).scalar_one()


def rule(contest: Contest, **settings: object) -> None:
    with transaction() as session:
        session.execute(update(Campaign).where(Campaign.id == contest.campaign).values(**settings))


def counts(contest: Contest, **more: object) -> dict[str, int]:
    given = {"me": contest.bo, "now": contest.now} | more
    return {show.value: count for show, count in desk.counts([contest.campaign], **given).items() if count}


def letters(kind: str, now: datetime) -> list[tuple[str, Letter]]:
    """What waits to leave, written: to whom, and what it says."""
    house = House("https://contest.example", "Contest <post@contest.example>")
    wanted = [Wanted(row.kind, row.campaign_id, row.ids, "en") for row in queued(kind)]
    return [tuple(mails.write(house, one, now=now)) for one in wanted]


def refused(act, *args: object, **given: object) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as no:
        act(*args, **given)
    return keys_of(no.value)


def at_once(app: Flask, *acts) -> list[str]:
    """Each in a thread of its own, all let go together; what each heard."""
    gate, heard = threading.Barrier(len(acts)), []
    # What was read before is not what will be read afterwards.
    reading().rollback()

    def run(act) -> None:
        with app.app_context():
            gate.wait()
            try:
                act()
                heard.append("done")
            except Refused as no:
                heard.append(no.objections[0].key)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(heard)


def test_where_two_are_needed_a_refusal_is_a_proposal_until_somebody_else_agrees(contest: Contest):
    rule(contest, second_person=True)
    entry, basis = contest.pending(), Basis(Ground.LAW, "art. 444 C.P.", "the last line", hinted=True)
    given = {"reason": "insult_or_hate", "words": "Not so.", "basis": basis}
    done = contest.decide(entry, DecisionKind.REFUSE, **given)
    assert (done.decision_id, done.state, rows(Decision), queued("mail.entry_refused")) == (None, "pending", 0, [])
    proposal = desk.proposal(contest.campaign, entry)
    assert (proposal.name, proposal.reason, proposal.law) == ("Ana", "insult_or_hate", "art. 444 C.P.")
    # Who proposed it is not dealt it again, and cannot agree with themselves.
    given = {"by": contest.ana, "now": contest.now}
    assert moderation.claim_next([contest.campaign], **given) is None
    assert refused(moderation.agree, contest.campaign, proposal.id, **given) == [("proposal_own", "")]
    assert counts(contest) == {"waiting": 1, "flagged": 1, "second": 1}
    given["by"] = contest.bo
    agreed = [moderation.agree(contest.campaign, proposal.id, **given) for _ in range(2)]
    assert [one.repeated for one in agreed] == [False, True]
    decision = reading().execute(select(Decision)).scalar_one()
    assert (decision.staff_id, decision.second_id, decision.signed_name) == (contest.ana, contest.bo, "Ana")
    assert (decision.ground, decision.passage, decision.hinted) == ("law", "the last line", True)
    assert (row(entry).state, len(queued("mail.entry_refused"))) == (EntryState.REFUSED, 1)
    # Taken back, it is a proposal again.
    moderation.undo(contest.campaign, decision.id, **given)
    assert desk.proposal(contest.campaign, entry).id == proposal.id
    moderation.disagree(contest.campaign, proposal.id, **given)
    assert desk.proposal(contest.campaign, entry) is None
    assert refused(moderation.agree, contest.campaign, UUID(int=7), **given) == [("proposal_gone", "")]


def test_one_alone_says_why_and_somebody_else_looks_at_it_afterwards(contest: Contest):
    rule(contest, second_person=True)
    entry = contest.published()
    done = contest.decide(entry, DecisionKind.REMOVE, reason="danger", alone="It is night, somebody could be hurt.")
    assert (done.state, counts(contest)["alone"]) == (EntryState.REMOVED, 1)
    given = {"by": contest.ana, "now": contest.now}
    assert refused(moderation.review, contest.campaign, done.decision_id, **given) == [("review_own", "")]
    given["by"] = contest.bo
    for _ in range(2):
        moderation.review(contest.campaign, done.decision_id, **given)
    assert ("alone" in counts(contest), verbs(entry).count("decision.reviewed")) == (False, 1)
    # The other, in words of their own, is the second person too.
    other = contest.published()
    contest.decide(other, DecisionKind.REMOVE, reason="danger")
    assert contest.decide(other, DecisionKind.REMOVE, reason="danger", by=contest.bo).state is EntryState.REMOVED
    assert rows(Proposal, Proposal.agreed.is_(True)) == 1


def test_whoever_agrees_in_words_of_their_own_signs_them_and_is_the_second(contest: Contest):
    rule(contest, second_person=True)
    entry = contest.pending()
    contest.decide(entry, DecisionKind.REFUSE, reason="danger", words="Ana's.")
    later = {"reason": "advertising", "words": "Bo's.", "by": contest.bo, "now": contest.now + 3 * SECOND}
    assert [contest.decide(entry, DecisionKind.REFUSE, **later).repeated for _ in range(2)] == [False, True]
    decision, proposal = (reading().execute(select(table)).scalar_one() for table in (Decision, Proposal))
    assert (decision.staff_id, decision.second_id, decision.signed_name) == (contest.ana, contest.bo, "Bo")
    assert (decision.reason, decision.words) == ("advertising", "Bo's.")
    assert (proposal.staff_id, proposal.settled_by, proposal.agreed) == (contest.ana, contest.bo, True)
    said = reading().execute(select(Audit).where(Audit.verb == "entry.refused")).scalar_one()
    assert (said.actor_id, said.details["proposed_by"]) == (contest.bo, contest.ana.hex)
    # Whoever pressed takes it back; and no face stands beside another one's name.
    of = {"since": contest.now - MINUTE}
    assert last_decided(None, contest.ana, **of) is None
    assert last_decided(None, contest.bo, **of).id == decision.id
    with transaction() as session:
        session.execute(update(Staff).where(Staff.id == contest.ana).values(portrait_id=new_id(), is_seen=True))
    assert shown.verdict(contest.campaign, entry).portrait_id is None


def test_of_two_who_answer_a_proposal_at_once_one_is_heard(app: Flask, contest: Contest):
    rule(contest, second_person=True)
    entry = contest.pending()
    contest.decide(entry, DecisionKind.REFUSE, reason="danger")
    proposal, given = desk.proposal(contest.campaign, entry).id, {"by": contest.bo, "now": contest.now}
    heard = at_once(
        app,
        lambda: moderation.agree(contest.campaign, proposal, **given),
        lambda: contest.decide(entry, by=contest.bo),
    )
    assert heard in (["already_decided", "done"], ["done", "proposal_gone"])
    assert (rows(Decision), rows(Outbox, Outbox.kind.like("mail.entry%"))) == (1, 1)


def test_a_department_is_asked_mailed_and_answers(contest: Contest):
    entry, legal = contest.pending(), departments.add("Legal", by=contest.ana, now=contest.now)
    with transaction() as session:
        session.get_one(Staff, contest.bo).department_id = legal
    given = {"department": legal, "note": "May we name him?", "by": contest.ana, "now": contest.now}
    for _ in range(2):
        moderation.escalate(contest.campaign, entry, **given)
    assert refused(moderation.escalate, contest.campaign, entry, **given | {"note": "?"}) == [("escalated_already", "")]
    assert [mail.ids["staff"] for mail in queued("mail.escalated")] == [contest.bo.hex]
    ((to, asking),) = letters("mail.escalated", contest.now)
    assert to == f"{contest.bo.hex}@example.org"
    assert "> May we name him?" in asking.plain
    take = {"by": contest.ana, "now": contest.now}
    assert moderation.claim_next([contest.campaign], **take) is None
    assert counts(contest, department=legal)["escalated"] == 1
    assert dict(digests.waits(contest.bo, legal, contest.now))["escalated"] == 1
    # Decided meanwhile nobody needs to answer; taken back, the question stands again.
    done = contest.decide(entry, by=contest.ana)
    assert (row(entry).department_id, desk.advice(contest.campaign, entry)[0].answered_at) == (None, contest.now)
    moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now)
    assert (row(entry).department_id, desk.advice(contest.campaign, entry)[0].answered_at) == (legal, None)
    for key, text in (("text_missing", " "), ("answer_too_long", "x" * 2001)):
        answer = {"text": text, "by": contest.bo, "now": contest.now}
        assert refused(moderation.advise, contest.campaign, entry, **answer) == [(key, "answer")]
    moderation.advise(contest.campaign, entry, text="By first name.", by=contest.bo, now=contest.now)
    (asked,) = desk.advice(contest.campaign, entry)
    assert (asked.department, asked.note, asked.answer, asked.answered_by) == (
        "Legal",
        "May we name him?",
        "By first name.",
        "Bo",
    )
    assert moderation.claim_next([contest.campaign], **take) == (contest.campaign, entry)
    answer = {"text": "And?", "by": contest.bo, "now": contest.now}
    assert refused(moderation.advise, contest.campaign, entry, **answer) == [("escalation_gone", "")]


def test_a_small_correction_goes_online_when_its_author_accepts_it(contest: Contest):
    entry = contest.pending(answers=idea("Chicon"), address="a@example.org")
    me, now = contest.participant("a@example.org"), contest.now
    given = {"version": 1, "by": contest.ana, "now": now}
    same = {"name": "Chicon", "town": "Elsewhere"}
    assert refused(moderation.propose, contest.campaign, entry, answers=same, **given) == [("correction_same", "name")]
    accept = {"by": me, "now": now}
    assert refused(entries.accept_correction, contest.campaign, entry, **accept) == [("correction_gone", "")]
    for _ in range(2):
        moderation.propose(contest.campaign, entry, answers={"name": "Chicons", "town": "Elsewhere"}, **given)
    assert desk.correction(contest.campaign, entry).after == {"name": "Chicons"}
    assert (row(entry).state, len(queued("mail.entry_corrected"))) == (EntryState.CHANGES_REQUESTED, 1)
    assert [entries.accept_correction(contest.campaign, entry, **accept) for _ in range(2)] == ["published"] * 2
    found = row(entry)
    assert (found.state, found.version, found.name, found.number) == (EntryState.PUBLISHED, 2, "Chicons", 1)
    assert reading().get(EntryVersion, (contest.campaign, entry, 2)).answers["town"] == "Seraing"
    assert verbs(entry)[-3:] == ["entry.corrected", "entry.accepted", "entry.published"]


def test_an_author_who_changes_it_during_review_is_not_overruled(app: Flask, contest: Contest):
    entry = contest.pending(answers=idea("Chicon"), address="a@example.org")
    me = contest.participant("a@example.org")
    edit = {"answers": idea("Mine"), "picture_id": None, "seen_version": 1, "by": me, "now": contest.now}
    heard = at_once(
        app, lambda: entries.edit(contest.campaign, entry, **edit), lambda: contest.decide(entry, by=contest.bo)
    )
    assert heard in (["done", "version_changed"], ["done", "entry_not_editable"])
    assert (row(entry).state, row(entry).name) in {
        (EntryState.PENDING, "Mine"),
        (EntryState.PUBLISHED, "Chicon"),
    }
    assert rows(Decision) == (row(entry).state is EntryState.PUBLISHED)


def test_equal_ideas_become_one_by_the_first_and_lead_to_it(contest: Contest):
    first, second = contest.published(), contest.published(now=contest.now)
    third = contest.pending()
    with transaction() as session:
        for number, entry in enumerate((first, second, third)):
            session.get_one(Entry, (contest.campaign, entry)).received_at = contest.now + number * MINUTE
    given = {"version": 1, "by": contest.ana, "now": contest.now}
    assert refused(moderation.merge, contest.campaign, first, into=2, **given) == [("merge_is_first", "")]
    assert refused(moderation.merge, contest.campaign, first, into=1, **given) == [("merge_itself", "")]
    assert refused(moderation.merge, contest.campaign, third, into=9, **given) == [("merge_into_missing", "into")]
    done = [moderation.merge(contest.campaign, second, into=1, **given) for _ in range(2)]
    assert [one.repeated for one in done] == [False, True]
    assert (row(second).state, shown.kept_number(contest.campaign, 2)) == (EntryState.MERGED, 1)
    assert [(one.number, one.share) for one in desk.joined(contest.campaign, first)] == [(2, None)]
    assert shown.joined_authors(contest.campaign, first) == ["Nadia, Seraing"]
    assert (len(queued("mail.entry_merged")), queued("mail.entry_joined")) == (1, [])
    # A waiting one gets a number of its own, so that it has an address; taken back, all is as it was.
    late = moderation.merge(contest.campaign, third, into=1, **given)
    assert (late.number, desk.kept(contest.campaign, third).id) == (3, first)
    moderation.undo(contest.campaign, late.decision_id, by=contest.bo, now=contest.now)
    assert (row(third).state, row(third).merged_into, len(queued("mail.entry_merged"))) == ("pending", None, 1)
    assert shown.kept_number(contest.campaign, 3) is None


def test_by_a_share_both_are_told_and_a_share_is_given_once(contest: Contest):
    rule(contest, merge_effect="share")
    kept = contest.published(address="a@example.org")
    others = [contest.published(address=address) for address in ("b@example.org", "c@example.org")]
    given = {"into": 1, "version": 1, "by": contest.ana, "now": contest.now}
    done = moderation.merge(contest.campaign, others[0], share=60, **given)
    assert refused(moderation.merge, contest.campaign, others[1], share=40, **given) == [("share_wrong", "share")]
    assert [(one.number, one.share) for one in desk.joined(contest.campaign, kept)] == [(2, 60)]
    ((theirs, one),) = letters("mail.entry_merged", contest.now)
    ((ours, other),) = letters("mail.entry_joined", contest.now)
    assert (theirs, ours) == ("b@example.org", "a@example.org")
    assert "your share of the prize is 60%" in one.plain
    assert "the other inventor’s share of the prize is 60%" in other.plain
    assert "/entries/1" in one.plain
    moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now)
    assert [len(queued(f"mail.entry_{kind}")) for kind in ("merged", "joined")] == [0, 0]
    moderation.merge(contest.campaign, others[1], share=40, **given)


def test_joining_what_people_vote_on_is_owed_a_reason_that_everybody_reads(contest: Contest):
    contest.published()
    second, third = contest.published(), contest.pending()
    given = {"into": 1, "version": 1, "by": contest.ana, "now": contest.now}
    with transaction() as session:
        session.execute(update(Phase).where(Phase.campaign_id == contest.campaign).values(kind=PhaseKind.VOTE))
    assert refused(moderation.merge, contest.campaign, second, **given) == [("merge_needs_reason", "told")]
    # What nobody could vote for has no votes to lose.
    assert moderation.merge(contest.campaign, third, **given).state is EntryState.MERGED


def test_many_at_once_are_decided_each_by_the_same_gate_and_taken_back_together(app: Flask, contest: Contest):
    waiting = [contest.pending() for _ in range(5)]
    moderation.claim(contest.campaign, waiting[1], by=contest.bo, now=contest.now)
    with transaction() as session:
        session.get_one(Entry, (contest.campaign, waiting[2])).version = 2
        session.get_one(Entry, (contest.campaign, waiting[4])).attention = 1
    given = {"by": contest.ana, "now": contest.now}
    wanted = [(entry, 1) for entry in waiting]
    sent = {"kind": DecisionKind.PUBLISH, "submit_key": "k" * 22, **given}
    done, again = (moderation.decide_all(contest.campaign, wanted, **sent) for _ in range(2))
    assert (again.bulk_id, again.done) == (done.bulk_id, 2)
    assert moderation.decide_all(contest.campaign, wanted, **sent | {"submit_key": "l" * 22}).bulk_id != done.bulk_id
    assert (done.done, [(one.entry_id, one.objections[0].key) for one in done.left_out]) == (
        2,
        [(waiting[1], "claimed_by_other"), (waiting[2], "version_changed"), (waiting[4], "noticed_meanwhile")],
    )
    for some, key in (([], "bulk_empty"), ([(new_id(), 1)] * 49, "bulk_too_many")):
        assert refused(moderation.decide_all, contest.campaign, some, kind=DecisionKind.PUBLISH, **given) == [(key, "")]
    refuse = {"kind": DecisionKind.REFUSE, **given}
    assert refused(moderation.decide_all, contest.campaign, wanted, **refuse) == [("reason_missing", "reason")]
    # One mail has left: that one stays.
    with transaction() as session:
        session.scalars(select(Outbox).where(Outbox.kind == "mail.entry_published")).first().leased_until = contest.now
    later = {"by": contest.ana, "now": contest.now + 59 * SECOND}
    assert moderation.undo_all(contest.campaign, done.bulk_id, **later) == (1, 1)
    assert sorted(row(entry).state for entry in (waiting[0], waiting[3])) == ["pending", "published"]


def test_taking_back_and_sending_at_once_agree(app: Flask, contest: Contest):
    entry = contest.pending()
    done = contest.decide(entry)

    def leases() -> None:
        with transaction() as session:
            session.execute(
                update(Outbox)
                .where(Outbox.dedupe_key == f"decision:{done.decision_id.hex}", Outbox.done_at.is_(None))
                .values(leased_until=contest.now + MINUTE)
            )

    at_once(app, lambda: moderation.undo(contest.campaign, done.decision_id, by=contest.ana, now=contest.now), leases)
    mail = (
        reading()
        .execute(select(Outbox).where(Outbox.kind == "mail.entry_published").execution_options(populate_existing=True))
        .scalar_one()
    )
    taken_back = row(entry).state is EntryState.PENDING
    assert (mail.cancelled, mail.leased_until is None) == (taken_back, taken_back)


def test_the_desk_keeps_answers_a_note_and_a_log_without_names(contest: Contest):
    given = {"by": contest.ana, "now": contest.now}
    answer = {"lang": "fr", "name": "Magasin", "text": "Bonjour {name}", **given}
    kept = {moderation.keep_answer(contest.campaign, None, **answer) for _ in range(2)}
    changed = answer | {"text": "Cher {name}"}
    assert refused(moderation.keep_answer, contest.campaign, None, **changed) == [("answer_name_taken", "name")]
    assert moderation.keep_answer(contest.campaign, *kept, **changed) in kept
    wrong = answer | {"lang": "de", "text": "{x}"}
    assert refused(moderation.keep_answer, contest.campaign, None, **wrong) == [
        ("gap_unknown", "text"),
        ("language_not_declared", "lang"),
    ]
    assert [one.text for one in desk.answers(contest.campaign, "fr")] == ["Cher {name}"]
    for _ in range(2):
        moderation.drop_answer(contest.campaign, *kept, **given)
    assert (desk.answers(contest.campaign), refused(moderation.keep_answer, contest.campaign, *kept, **answer)) == (
        [],
        [("answer_gone", "")],
    )
    for reason in ("danger", "advertising"):
        contest.decide(contest.pending(), DecisionKind.REFUSE, reason=reason, now=contest.now)
    contest.published()
    page, further = desk.public_log(contest.campaign, until=contest.now)
    assert (sorted(one.reason for one in page), further) == (["advertising", "danger"], None)
    assert desk.public_log(contest.campaign, until=contest.now - SECOND) == ([], None)


def test_the_morning_s_mail_goes_once_to_whoever_moderates_and_wants_it(contest: Contest):
    contest.pending()
    digests.choose(contest.bo, wanted=False, now=contest.now)
    morning = contest.now.replace(hour=7)
    for moment in (contest.now.replace(hour=3), morning, morning + MINUTE, morning + DAY):
        digests.queue_due(moment)
    assert [mail.ids["staff"] for mail in queued("mail.digest")] == [contest.ana.hex] * 2
    assert dict(digests.waits(contest.ana, None, contest.now))["waiting"] == 1
    assert "Ideas to decide: 1\n" in letters("mail.digest", contest.now)[0][1].plain


def test_how_we_do_against_what_was_promised(contest: Contest):
    assert desk.promise([contest.campaign], contest.now) is None
    for late in (HOUR, 30 * HOUR, 2 * HOUR):
        entry = contest.pending()
        with transaction() as session:
            session.get_one(Entry, (contest.campaign, entry)).waiting_since = contest.now - late
        contest.decide(entry)
    found = desk.promise(None, contest.now)
    assert (found.answered, found.in_time, found.median) == (3, 2, 2 * HOUR)
    assert Show.ALONE in desk.counts(None, me=contest.ana, now=contest.now)
