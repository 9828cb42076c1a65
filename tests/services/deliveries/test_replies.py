"""A mail leaves through a real server, somebody answers it through one, and the answer is a question at the desk."""

import mailbox
import smtplib
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from contest import cli
from contest.app import create_app
from contest.db import database as db
from contest.db import reading
from contest.models import Question, QuestionLetter, Writer
from contest.services import outbox
from contest.services import questions as acts
from tests.conftest import settings_for
from tests.services.deliveries.scene import AUTHOR, NOW


@pytest.fixture
def app(database, tmp_path, office):
    mail = {"CONTEST_MAIL": f"smtp://127.0.0.1:{office.port}", "CONTEST_REPLY_ADDRESS": "reply@contest.example"}
    app = create_app(settings_for(database, tmp_path / "data", **mail))
    cli.init_app(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def replied(office, to: EmailMessage, text: str, sender: str = AUTHOR, **headers: str) -> bytes:
    """Somebody presses "reply" and their mail program hands it over; the bytes that arrive."""
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = sender, to["Reply-To"], f"Re: {to['Subject']}"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    answer.set_content(
        f"{text}\n\nOp di 24 nov 2026 om 10:00 schreef Patatras:\n> {to.get_body().get_content()[:60]}\n"
    )
    answer.add_attachment(b"GIF89a", maintype="image", subtype="gif", filename="chips.gif")
    with smtplib.SMTP("127.0.0.1", office.port) as smtp:
        smtp.send_message(answer, sender, [answer["To"]])
    return office.taken[-1][2]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_reply_to_any_mail_becomes_a_question_its_answer_leaves_and_the_next_reply_continues(
    app, scene, office, work, tmp_path
):
    decision = scene.message()
    scene.queue("mail.message", message=decision, entry=scene.entry, lane=outbox.Lane.PEOPLE)
    work()
    (ours,) = office.mails
    assert ours["Reply-To"].startswith("reply+")
    assert len(ours["Reply-To"].partition("@")[0]) <= 64
    box = mailbox.Maildir(tmp_path / "box")
    box.add(replied(office, ours, "Mag ik de naam nog veranderen?"))
    box.add(replied(office, ours, "Ik ben er niet.", Auto_Submitted="auto-replied"))
    run = app.test_cli_runner()
    told = [run.invoke(args=["mail", "questions", str(tmp_path / "box")]).output for _ in range(2)]
    assert "messages: 2, questions: 1, by machines or without words: 1, to nobody here: 0" in told[0]
    assert "messages: 0," in told[1]
    (question,) = reading().scalars(select(Question))
    (letter,) = reading().scalars(select(QuestionLetter))
    assert (question.entry_id, question.lang) == (scene.entry, "nl")
    assert (letter.text, letter.dropped, letter.by_mail) == ("Mag ik de naam nog veranderen?", 1, True)

    acts.answer(scene.campaign, question.id, text="Dat mag.", submit_key="k", seen=1, by=scene.staff, now=NOW)
    work()
    answered = office.mails[-1]
    assert "Dat mag." in answered.get_body(("plain",)).get_content()
    assert "> Mag ik de naam nog veranderen?" in answered.get_body(("plain",)).get_content()
    raw = replied(office, answered, "Bedankt, en de foto?", sender="wout@elsewhere.example")
    for _ in range(2):
        assert "questions: 1" in run.invoke(args=["mail", "questions"], input=raw).output
    thread = [
        (one.writer, one.text, one.elsewhere)
        for one in reading().scalars(select(QuestionLetter).order_by(QuestionLetter.id))
    ]
    assert thread[1:] == [(Writer.STAFF, "Dat mag.", False), (Writer.ASKER, "Bedankt, en de foto?", True)]
