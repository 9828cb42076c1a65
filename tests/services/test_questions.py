"""Questions: taken once, read by one at a time, passed on, answered by name, asked further, forgotten."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from contest.db import new_id, reading
from contest.models import Outbox, Question, QuestionLetter, Staff, Topic
from contest.queries import help_items, questions
from contest.queries.questions import Reader, Show
from contest.rules.objections import Refused
from contest.services import participants
from contest.services import questions as acts
from contest.services.accounts import departments
from contest.services.limits import Limited
from contest.services.questions import Asked, Taken
from contest.services.questions.asking import MOST_OF_ONE
from contest.services.questions.helping import Help
from contest.services.questions.writing import Words
from tests.rules.test_replies import mail
from tests.services import colleagues
from tests.services.contests import HOUR, Contest, keys_of, make_contest, queued, rows, verbs

ELS = Asked(Words("Wie betaalt de chips?", "k1"), "Els@voisins.example", "nl", first_name="Els")


@pytest.fixture
def contest(app: Flask):
    with app.app_context():
        yield make_contest()


def refused(act, *args, **more) -> list[str]:
    with pytest.raises(Refused) as found:
        act(*args, **more)
    return [key for key, _ in keys_of(found.value)]


def show(contest: Contest, show: Show = Show.WAITING, by: UUID | None = None, **more) -> list[UUID]:
    person = reading().get(Staff, by or contest.ana, populate_existing=True)
    reader = Reader(person.id, person.department_id, [contest.campaign], contest.now + more.pop("after", 0 * HOUR))
    return [line.id for line in questions.listed(reader, show, **more).lines]


def test_a_question_is_taken_once_read_by_one_passed_on_and_answered_by_name(contest: Contest):
    here, now = contest.campaign, contest.now
    asked = acts.ask(here, ELS, now=now)
    assert acts.ask(here, ELS, now=now) == asked
    assert (rows(Question), rows(QuestionLetter), rows(Outbox)) == (1, 1, 0), "nobody is mailed for asking"
    assert reading().get(Question, (here, asked)).due_at == now + 48 * HOUR

    acts.claim(here, asked, by=contest.ana, now=now)
    given = {"by": contest.bo, "now": now}
    for act, more in (
        (acts.claim, {}),
        (acts.close, {}),
        (acts.answer, {"text": "Wij.", "submit_key": "k2", "seen": 1}),
        (acts.pass_on, {"department_id": None, "note": "Voor jou", "submit_key": "k3"}),
    ):
        assert refused(act, here, asked, **given, **more) == ["question_claimed"]
    product = departments.add("Product", by=contest.ana, now=now)
    departments.place(contest.bo, product, by=contest.ana, now=now)
    for _ in range(2):
        passing = {"department_id": product, "note": "Weten jullie dat?", "submit_key": "k4"}
        acts.pass_on(here, asked, **passing, by=contest.ana, now=now)
    assert (show(contest, Show.MINE), show(contest, Show.MINE, contest.bo)) == ([], [asked])
    assert (show(contest, department_id=product), show(contest, department_id=new_id())) == ([asked], [])

    writing = {"text": "Wij betalen ze.", "by": contest.bo, "now": now}
    assert refused(acts.answer, here, asked, **writing, submit_key="k5", seen=0) == ["question_changed"]
    for _ in range(2):
        acts.answer(here, asked, **writing, submit_key="k5", seen=1)
    (row,) = queued("mail.question_answered")
    assert (row.lang, row.ids["question"]) == ("nl", asked.hex)
    assert (show(contest), show(contest, Show.ANSWERED)) == ([], [asked])

    acts.ask_again(here, asked, Words("En wie eet ze op?", "k6"), now=now + HOUR)
    thread = questions.one(here, asked, now)
    assert [(one.writer.value, one.signed, one.department) for one in thread.letters] == [
        ("asker", "Els", None),
        ("note", "Ana, reads ideas", "Product"),
        ("staff", "Bo, reads ideas", None),
        ("asker", "Els", None),
    ]
    assert (show(contest), show(contest, Show.LATE), show(contest, Show.LATE, after=49 * HOUR)) == (
        [asked],
        [],
        [asked],
    )
    assert reading().execute(questions.waiting([here], now + 49 * HOUR)).all() == [(here, 1, 1)]
    acts.close(here, asked, by=contest.ana, now=now)
    acts.reopen(here, asked, by=contest.ana, now=now)
    told = ["asked", "claimed", "passed", "answered", "asked", "closed", "reopened"]
    assert sorted(verbs(asked)) == sorted(f"question.{verb}" for verb in told)


def test_sent_ten_times_at_once_it_is_one_question_and_of_two_who_answer_at_once_one_does(app: Flask, contest: Contest):
    here, now, people = contest.campaign, contest.now, (contest.ana, contest.bo)
    assert len(set(colleagues.at_once(app, lambda place: acts.ask(here, ELS, now=now), 8))) == 1
    (asked,) = reading().scalars(select(Question.id))

    def answer(place: int) -> None:
        key, by = f"answer {place % 2}", people[place % 2]
        acts.answer(here, asked, text="Wij.", submit_key=key, seen=1, by=by, now=now)

    found = colleagues.at_once(app, answer, 10)
    assert (found.count(None), found.count(Refused)) == (5, 5)
    reading().rollback()  # what was read before is not what there is now
    assert (rows(Question), rows(QuestionLetter), len(queued("mail.question_answered"))) == (1, 2, 1)


def test_what_is_no_question_is_refused_with_every_reason_and_too_many_wait(contest: Contest):
    wrong = replace(ELS, words=Words(" ", "k"), address="nobody", first_name="x" * 61)
    assert refused(acts.ask, contest.campaign, wrong, now=contest.now) == [
        "address_malformed",
        "text_missing",
        "field_too_long",
    ]
    for number in range(MOST_OF_ONE):
        acts.ask(contest.campaign, replace(ELS, words=Words("?", f"k{number}")), now=contest.now)
    with pytest.raises(Limited):
        acts.ask(contest.campaign, replace(ELS, words=Words("?", "one more")), now=contest.now)
    acts.ask(contest.campaign, replace(ELS, address="bart@voisins.example", words=Words("?", "b")), now=contest.now)
    first = questions.listed(Reader(contest.ana, None, [contest.campaign], contest.now), Show.WAITING, size=4)
    rest = questions.listed(Reader(contest.ana, None, [contest.campaign], contest.now), Show.WAITING, after=first.next)
    assert len({line.id for line in (*first.lines, *rest.lines)}) == MOST_OF_ONE + 1


def take(contest: Contest, message, **more) -> Taken:
    given = {"reply_address": "reply@c.example", "mail_from": "post@c.example", "now": contest.now}
    return acts.take(message.as_bytes(), **given | more)


def test_a_mail_is_a_question_about_what_it_answers_and_one_to_a_campaign_is_one_about_the_contest(contest: Contest):
    contest.pending(address="els@voisins.example", lang="nl")
    (ours,) = queued("mail.confirm_entry")
    answer = mail("Wanneer?", In_Reply_To=f"<{ours.id.hex}@c.example>", To="x@c.example")
    assert [take(contest, answer) for _ in range(2)] == [Taken.QUESTION] * 2
    (question,) = reading().scalars(select(Question))
    assert (question.topic, question.entry_id is not None, question.lang) == (Topic.ENTRY, True, "nl")

    assert take(contest, mail("Hallo", To="Contest@Example.org", Message_ID="<2@z>")) is Taken.QUESTION
    assert take(contest, mail("Hallo", To="somebody@else.example", Message_ID="<3@z>")) is Taken.UNKNOWN
    assert take(contest, mail("Hallo", To="contest@example.org", Precedence="bulk")) is Taken.NOTHING
    assert rows(Question) == 2
    for number in range(10, 10 + MOST_OF_ONE):
        last = take(contest, mail("?", To="contest@example.org", Message_ID=f"<{number}@z>"))
    assert last is Taken.LATER


def test_a_mail_that_cannot_be_read_is_flagged_and_those_behind_it_are_read(contest: Contest, tmp_path, caplog):
    for place in ("cur", "new", "tmp"):
        (tmp_path / "box" / place).mkdir(parents=True)
    to_us = mail("Hallo", To="contest@example.org")
    for number, header in enumerate((b"From: " + b"(" * 3000, b"To: =?utf-8?q?a=00@b.c?=", b"X: y")):
        (tmp_path / "box" / "new" / str(number)).write_bytes(header + b"\n" + to_us.as_bytes())
    (tmp_path / "box" / "new" / "3").mkdir()
    reads = partial(acts.read, reply_address="reply@c.example", mail_from="post@c.example", now=contest.now)
    found = acts.empty(tmp_path / "box", reads)
    assert found == {Taken.UNREADABLE: 1, Taken.UNKNOWN: 1, Taken.QUESTION: 1, Taken.LATER: 1}
    assert sorted(file.name for file in (tmp_path / "box" / "cur").iterdir()) == ["0:2,FS", "1:2,S", "2:2,S"]
    assert acts.empty(tmp_path / "box", reads) == {Taken.LATER: 1}
    assert ["RecursionError" in line for line in caplog.messages] == [True, False, False]
    assert "example" not in caplog.text


def test_what_the_database_refuses_is_over_for_the_next_mail_and_none_is_marked_while_it_is_away(
    contest: Contest, tmp_path
):
    for place in ("cur", "new"):
        (tmp_path / place).mkdir()
    (tmp_path / "new" / "1").write_bytes(b"SELECT nothing(1)")
    (tmp_path / "new" / "2").write_bytes(b"SELECT 1")

    def reads(raw: bytes) -> Taken:
        reading().execute(text(raw.decode()))
        return Taken.NOTHING

    assert acts.empty(tmp_path, reads) == {Taken.UNREADABLE: 1, Taken.NOTHING: 1}

    def away(raw: bytes) -> Taken:
        raise PoolTimeout

    (tmp_path / "new" / "3").write_bytes(b"")
    with pytest.raises(PoolTimeout):
        acts.empty(tmp_path, away)
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["3"]


def test_who_erases_their_data_takes_their_questions_along_and_addresses_go_after_a_time(contest: Contest):
    contest.pending(address="els@voisins.example")
    mine = acts.ask(contest.campaign, ELS, now=contest.now)
    other = acts.ask(contest.campaign, replace(ELS, address="bart@x.example", words=Words("?", "k2")), now=contest.now)
    participants.erase(contest.campaign, contest.participant("els@voisins.example"), now=contest.now)
    assert reading().get(Question, (contest.campaign, mine), populate_existing=True) is None
    later = contest.now + timedelta(days=91)
    assert acts.sweep(now=later) == 0, "it still waits for an answer"
    acts.close(contest.campaign, other, by=contest.ana, now=contest.now)
    assert (acts.sweep(now=later), acts.sweep(now=later)) == (1, 0)
    assert refused(
        acts.answer, contest.campaign, other, text="Te laat", submit_key="k", seen=1, by=contest.ana, now=later
    ) == ["asker_gone"]


def test_public_help_is_published_once_written_anew_and_withdrawn(contest: Contest):
    given = {"by": contest.ana, "now": contest.now}
    wanted = Help("nl", "Wie betaalt?", "Wij.")
    one = acts.publish_help(contest.campaign, wanted, question_id=None, submit_key="k", **given)
    assert acts.publish_help(contest.campaign, wanted, question_id=None, submit_key="k", **given) == one
    assert [item.answer for item in help_items.shown(contest.campaign, "nl")] == ["Wij."]
    assert help_items.shown(contest.campaign, "fr") == []
    acts.change_help(contest.campaign, one, question="Wie betaalt?", answer="Wij, altijd.", **given)
    for _ in range(2):
        acts.withdraw_help(contest.campaign, one, **given)
    assert help_items.shown(contest.campaign, "nl") == []
    assert sorted(verbs(one)) == ["help.changed", "help.published", "help.withdrawn"]
    publish = {"question_id": None, "submit_key": "k2", **given}
    assert refused(acts.publish_help, contest.campaign, Help("nl", "", "x" * 4001), **publish) == [
        "text_missing",
        "answer_too_long",
    ]
    assert refused(acts.publish_help, contest.campaign, Help("de", "Wer?", "Wir"), **publish) == [
        "language_not_declared"
    ]
