"""Asking: on a page, once or again. Nobody is mailed for it: the answer goes to the address that was given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contest.db import new_id, reading, transaction
from contest.models import Question, Topic, Writer
from contest.rules import forms, mailboxes
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys, limits
from contest.services.questions import writing
from contest.services.questions.writing import LONGEST, Words

LONGEST_NAME = 60
HOUR = 3600
# So many questions from one address in six hours, and so many in a campaign in one hour, are still read.
MOST_OF_ONE, MOST_OF_ALL = 8, 600


@dataclass(frozen=True)
class Asked:
    """A question as somebody outside sends it; `entry_id` is the idea it is about, where it names one."""

    words: Words
    address: str
    lang: str
    topic: Topic = Topic.CONTEST
    entry_id: UUID | None = None
    first_name: str = ""


def ask(campaign_id: UUID, asked: Asked, *, now: datetime) -> UUID:
    """Take a question; its id. One `submit_key`, one question.

    Errors: Refused with text_missing, answer_too_long, address_missing, address_malformed, field_too_long, by field;
    limits.Limited.
    """
    if found := _against(asked):
        raise Refused(found)
    before = writing.written_before(reading(), campaign_id, asked.words.submit_key)
    if before is not None:
        return before
    asker = keys.asker_key(campaign_id, mailboxes.canonical(asked.address))
    require_room(campaign_id, asker, now)
    with transaction() as session:
        question = Question(
            campaign_id=campaign_id,
            id=new_id(),
            lang=asked.lang,
            topic=asked.topic,
            entry_id=asked.entry_id,
            first_name=forms.clean_line(asked.first_name),
            address_sealed=keys.seal_address(campaign_id, mailboxes.tidy(asked.address)),
            asker_key=asker,
            asked_at=now,
            changed_at=now,
        )
        writing.wait(session, question, now)
        session.add(question)
        session.flush()
        words = replace(asked.words, text=forms.clean_lines(asked.words.text))
        if writing.write(session, question, Writer.ASKER, words, now) is None:
            # Sent twice at once: the other one is the question.
            session.delete(question)
            session.flush()
            return writing.written_before(session, campaign_id, words.submit_key) or question.id
        record("question.asked", question, audit.VISITOR, now)
        return question.id


def ask_again(campaign_id: UUID, question_id: UUID, words: Words, *, now: datetime) -> None:
    """Whoever asked writes again: it waits again, with a promise of its own. One `submit_key`, one letter.

    Errors: Refused with text_missing, answer_too_long, question_gone; limits.Limited.
    """
    words = replace(words, text=writing.checked(words.text))
    found = reading().get(Question, (campaign_id, question_id))
    if found is None:
        raise Refused([Objection("question_gone")])
    if writing.written_before(reading(), campaign_id, words.submit_key) is not None:
        return
    require_room(campaign_id, found.asker_key, now)
    with transaction() as session:
        question = writing.held(session, campaign_id, question_id)
        if writing.write(session, question, Writer.ASKER, words, now) is not None:
            writing.wait(session, question, now)
            record("question.asked", question, audit.VISITOR, now)


def require_room(campaign_id: UUID, asker: str, now: datetime) -> None:
    """Errors: limits.Limited where one address, or all together, send more than anybody can read."""
    limits.require(["question", campaign_id.hex, asker], limit=MOST_OF_ONE, seconds=6 * HOUR, now=now)
    limits.require(["questions", campaign_id.hex], limit=MOST_OF_ALL, seconds=HOUR, now=now)


def record(verb: str, question: Question, by: audit.Actor, now: datetime, **details: str) -> None:
    """Write an act on a question down."""
    audit.record(verb, by=by, now=now, campaign=question.campaign_id, ref=question.id, details=details)


def _against(asked: Asked) -> Sequence[Objection]:
    text = forms.clean_lines(asked.words.text)
    found = list(mailboxes.objections(asked.address))
    if not text:
        found.append(Objection("text_missing", "text"))
    if len(text) > LONGEST:
        found.append(Objection("answer_too_long", "text", {"most": LONGEST, "length": len(text)}))
    if len(forms.clean_line(asked.first_name)) > LONGEST_NAME:
        found.append(Objection("field_too_long", "first_name", {"longest": LONGEST_NAME}))
    return found
