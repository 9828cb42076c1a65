"""Public help: a question and its answer that everybody may read, until it is withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from contest.db import insert_into, new_id, transaction
from contest.models import Campaign, HelpItem
from contest.rules import forms
from contest.rules.objections import Objection, Refused
from contest.services import audit

LONGEST_QUESTION, LONGEST_ANSWER = 300, 4000


@dataclass(frozen=True)
class Help:
    """What is to be read, in one language."""

    lang: str
    question: str
    answer: str


def publish_help(
    campaign_id: UUID, wanted: Help, *, question_id: UUID | None, submit_key: str, by: UUID, now: datetime
) -> UUID:
    """Put a question and its answer on the help page of a language; its id. One `submit_key`, one item.

    Errors: Refused with text_missing, answer_too_long (fields `question`, `answer`), language_not_declared.
    """
    wanted = _checked(wanted)
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id)
        if wanted.lang not in campaign.languages:
            raise Refused([Objection("language_not_declared", "lang")])
        item: UUID | None = session.scalar(
            insert_into(session, HelpItem)
            .values(
                campaign_id=campaign_id,
                id=new_id(),
                lang=wanted.lang,
                question=wanted.question,
                answer=wanted.answer,
                question_id=question_id,
                submit_key=submit_key,
                staff_id=by,
                published_at=now,
                changed_at=now,
            )
            .on_conflict_do_nothing()
            .returning(HelpItem.id)
        )
        if item is None:
            same = select(HelpItem.id).where(HelpItem.campaign_id == campaign_id, HelpItem.submit_key == submit_key)
            return session.scalars(same).one()
        _record("help.published", campaign_id, item, by, now)
        return item


def change_help(campaign_id: UUID, item_id: UUID, *, question: str, answer: str, by: UUID, now: datetime) -> None:
    """Write it anew; also one that was withdrawn, which is public again then.

    Errors: LookupError; Refused with text_missing, answer_too_long (fields `question`, `answer`).
    """
    with transaction() as session:
        item = session.get(HelpItem, (campaign_id, item_id), with_for_update=True, populate_existing=True)
        if item is None:
            raise LookupError(item_id)
        wanted = _checked(Help(item.lang, question, answer))
        if (item.question, item.answer, item.withdrawn_at) == (wanted.question, wanted.answer, None):
            return
        item.question, item.answer, item.changed_at, item.withdrawn_at = wanted.question, wanted.answer, now, None
        _record("help.changed", campaign_id, item_id, by, now)


def withdraw_help(campaign_id: UUID, item_id: UUID, *, by: UUID, now: datetime) -> None:
    """Take it off the page; its words stay at the desk. Twice is once. Errors: LookupError."""
    with transaction() as session:
        item = session.get(HelpItem, (campaign_id, item_id), with_for_update=True, populate_existing=True)
        if item is None:
            raise LookupError(item_id)
        if item.withdrawn_at is None:
            item.withdrawn_at = now
            _record("help.withdrawn", campaign_id, item_id, by, now)


def _checked(wanted: Help) -> Help:
    question, answer = forms.clean_lines(wanted.question), forms.clean_lines(wanted.answer)
    found = []
    for field, text, most in (("question", question, LONGEST_QUESTION), ("answer", answer, LONGEST_ANSWER)):
        if not text:
            found.append(Objection("text_missing", field))
        elif len(text) > most:
            found.append(Objection("answer_too_long", field, {"most": most, "length": len(text)}))
    if found:
        raise Refused(found)
    return Help(wanted.lang, question, answer)


def _record(verb: str, campaign_id: UUID, item_id: UUID, by: UUID, now: datetime) -> None:
    audit.record(verb, by=audit.staff(by), now=now, campaign=campaign_id, ref=item_id)
