"""Answers kept ready at the desk, by language."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from contest.db import new_id, transaction
from contest.models import Campaign, SavedAnswer
from contest.rules import answers as rules
from contest.rules import forms
from contest.rules.objections import Objection, Refused
from contest.services import audit


def keep(
    campaign_id: UUID, answer_id: UUID | None, *, lang: str, name: str, text: str, by: UUID, now: datetime
) -> UUID:
    """Keep a text ready in one language, or (`answer_id`) change one that is. The same again is the same one.

    Errors: Refused with what rules/answers.py says, language_not_declared (`lang`), answer_name_taken (`name`); else
    with answer_gone.
    """
    name, text = forms.clean_line(name), forms.clean_lines(text)
    found = rules.objections(name, text)
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True)
        if lang not in campaign.languages:
            found.append(Objection("language_not_declared", "lang"))
        same = session.scalar(
            select(SavedAnswer).where(
                SavedAnswer.campaign_id == campaign_id, SavedAnswer.lang == lang, SavedAnswer.name == name
            )
        )
        if same is not None and answer_id is None and same.text == text:
            return same.id
        if same is not None and same.id != answer_id:
            found.append(Objection("answer_name_taken", "name"))
        if found:
            raise Refused(found)
        kept = SavedAnswer(campaign_id=campaign_id, id=new_id()) if answer_id is None else None
        kept = kept or session.get(SavedAnswer, (campaign_id, answer_id))
        if kept is None:
            raise Refused([Objection("answer_gone")])
        kept.lang, kept.name, kept.text, kept.changed_by, kept.changed_at = lang, name, text, by, now
        session.add(kept)
        details = {"name": name, "lang": lang}
        audit.record("answer.kept", by=audit.staff(by), now=now, campaign=campaign_id, ref=kept.id, details=details)
        return kept.id


def drop(campaign_id: UUID, answer_id: UUID, *, by: UUID, now: datetime) -> None:
    """Keep it ready no longer. Twice is once."""
    with transaction() as session:
        name = session.scalar(
            delete(SavedAnswer)
            .where(SavedAnswer.campaign_id == campaign_id, SavedAnswer.id == answer_id)
            .returning(SavedAnswer.name)
        )
        if name is not None:
            details = {"name": name}
            audit.record(
                "answer.dropped", by=audit.staff(by), now=now, campaign=campaign_id, ref=answer_id, details=details
            )
