"""The demo's questions, one past its promised time, one answered and made public: rows, no mail."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contest.db import new_id, transaction
from contest.demo.rows import Signature
from contest.models import HelpItem, Question, QuestionLetter, Topic, Writer
from contest.rules import mailboxes
from contest.services import keys

PROMISED = timedelta(hours=48)


@dataclass(frozen=True)
class Asked:
    """A question: from whom, how many hours ago, what was answered."""

    first_name: str
    lang: str
    topic: Topic
    hours: float
    text: str
    answer: str = ""


# Invented, as everybody here is.
SAID = (
    Asked(
        "Yasmine",
        "fr",
        Topic.CONTEST,
        51,
        "Bonjour, ma fille de 12 ans a une idée de goût. Peut-elle participer si je donne mon accord ?",
    ),
    Asked(
        "Bart",
        "nl",
        Topic.VOTE,
        20,
        "Ik heb gestemd op mijn werk, maar de mail met de code is nooit aangekomen. Telt mijn stem nu?",
    ),
    Asked(
        "Chloé",
        "fr",
        Topic.CONTEST,
        4,
        "Est-ce que les chips seront aussi vendues en France, ou seulement en Belgique ?",
    ),
    Asked("Tom", "en", Topic.CONTEST, 1.5, "Can two of us send one idea together, and both be named?"),
    Asked(
        "Lies",
        "nl",
        Topic.CONTEST,
        70,
        "Zit er in alle smaken selder? Ik ben er allergisch voor.",
        "Dag Lies,\n\nNeen. Elke smaak die we maken, krijgt een eigen lijst van allergenen, op de zak en op deze site, "
        "nog voor hij in de winkel ligt.",
    ),
)


def write(campaign_id: UUID, signed: Signature, now: datetime) -> None:
    """Write them, as if people had asked over the last days."""
    with transaction() as session:
        for said in SAID:
            asked_at = now - timedelta(hours=said.hours)
            question = _question(campaign_id, said, asked_at)
            session.add(question)
            session.flush()
            session.add(_letter(question, Writer.ASKER, said.first_name, said.text, asked_at))
            if said.answer:
                name = f"{signed.name}, {signed.role}"
                answered_at = asked_at + timedelta(hours=3)
                answer = _letter(question, Writer.STAFF, name, said.answer, answered_at)
                answer.staff_id, question.changed_at = signed.staff_id, answered_at
                session.add(answer)
                session.add(_help(question, said, signed.staff_id, answered_at))


def _question(campaign_id: UUID, said: Asked, at: datetime) -> Question:
    address = f"{said.first_name.lower()}@voisins.example".replace("é", "e")
    waits = not said.answer
    return Question(
        campaign_id=campaign_id,
        id=new_id(),
        lang=said.lang,
        topic=said.topic,
        first_name=said.first_name,
        address_sealed=keys.seal_address(campaign_id, address),
        asker_key=keys.asker_key(campaign_id, mailboxes.canonical(address)),
        waiting_since=at if waits else None,
        due_at=at + PROMISED if waits else None,
        asked_at=at,
        changed_at=at,
    )


def _letter(question: Question, writer: Writer, signed: str, text: str, at: datetime) -> QuestionLetter:
    return QuestionLetter(
        campaign_id=question.campaign_id,
        id=new_id(),
        question_id=question.id,
        writer=writer,
        submit_key=new_id().hex,
        signed=signed,
        text=text,
        at=at,
    )


def _help(question: Question, said: Asked, staff_id: UUID, at: datetime) -> HelpItem:
    return HelpItem(
        campaign_id=question.campaign_id,
        id=new_id(),
        lang=said.lang,
        question=said.text.partition("? ")[0].rstrip("?") + "?",
        answer=said.answer.partition("\n\n")[2],
        question_id=question.id,
        submit_key=new_id().hex,
        staff_id=staff_id,
        published_at=at,
        changed_at=at,
    )
