"""The letters to who asked a question, and to who is on duty."""

from datetime import datetime
from uuid import UUID

from contest.db import reading
from contest.models import Alarm, Question, Staff
from contest.queries import campaigns, questions
from contest.services import keys
from contest.services.mails.heads import Addressed, House, Needless, Wanted, campaign_of, house_head, opened
from contest.words import alarms as words
from contest.words import letters
from contest.words.letters import Signature


def answered(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """A colleague answers who asked."""
    campaign, head = campaign_of(house, wanted)
    question = reading().get(Question, (campaign.id, UUID(wanted.ids["question"])))
    letter = questions.letter(campaign.id, UUID(wanted.ids["letter"]))
    if question is None or letter is None:
        raise Needless("the question is gone")
    name, _, role = letter.signed.partition(", ")
    written = letters.question_answered(
        head,
        first_name=question.first_name,
        asked=questions.asked_before(letter),
        text=letter.text,
        token=keys.question_token(campaign.id, question.id),
        signed=Signature(name, role),
    )
    return Addressed(opened(campaign.id, question.address_sealed), written)


def alarm(house: House, wanted: Wanted, now: datetime) -> Addressed:
    """Something needs whoever is on duty, or no longer does."""
    found = reading().get(Alarm, UUID(wanted.ids["alarm"]), populate_existing=True)
    colleague = reading().get(Staff, UUID(wanted.ids["staff"]), populate_existing=True)
    over = wanted.ids["over"] == "yes"
    if found is None or colleague is None or colleague.left_at is not None:
        raise Needless("the alarm is gone, or the colleague")
    if not over and found.ended_at is not None:
        raise Needless("it is over")
    campaign = campaigns.by_id(found.campaign_id, wanted.lang) if found.campaign_id else None
    letter = letters.alarm(
        house_head(house, wanted.lang),
        first_name=colleague.first_name,
        said=words.said(wanted.lang, found.condition, found.facts, campaign.name if campaign else ""),
        todo=words.todo(wanted.lang, found.condition),
        since=found.since,
        over=over,
    )
    return Addressed(colleague.address, letter)
