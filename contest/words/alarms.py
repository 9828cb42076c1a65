"""What is alarming, in plain words: what is so, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from contest.rules.alarms import Condition
from contest.words.catalogues import N_, gettext, translations

REMEDIES: dict[Condition, str] = {
    Condition.QUEUE_LATE: N_("Open the queue of the campaign and decide on the oldest first."),
    Condition.QUESTIONS_LATE: N_("Open the questions, the latest stand first. Pass on what you cannot answer."),
    Condition.WAVE: N_("Look at it on the page “Fair play”. Nothing is taken off by itself."),
    Condition.MAIL_STUCK: N_(
        "The page “Mail” says what the mail server answers. Tell the operator: meanwhile codes do not arrive."
    ),
    Condition.NOT_DELIVERED: N_("The page “Mail” lists what was given up, and why. Ask the operator to look at it."),
    Condition.JOB_FAILED: N_("A nightly job ended with an error. Tell the operator: `contest doctor` says more."),
    Condition.DISK_LOW: N_("Tell the operator to make room. Pictures are refused before the votes run out of space."),
    Condition.CLOCK_OFF: N_(
        "Tell the operator: a vote closes by the database’s clock. Both machines need a time service."
    ),
}


def said(lang: str, condition: Condition, facts: Mapping[str, Any], campaign: str) -> str:
    """What is so, in one sentence without an end; `campaign` is its name, empty for the house."""
    text = _said(lang, condition, facts)
    return gettext(lang, N_("%(campaign)s: %(text)s"), campaign=campaign, text=text) if campaign else text


def todo(lang: str, condition: Condition) -> str:
    """What to do about it."""
    return gettext(lang, REMEDIES[condition])


def posted(lang: str, condition: Condition, said: str, link: str, *, over: bool) -> str:
    """What stands in a chat: what is so and what to do, or that it is over."""
    if over:
        return gettext(lang, N_("Over: %(said)s. %(link)s"), said=said, link=link)
    return gettext(lang, N_("Alarm: %(said)s. %(todo)s %(link)s"), said=said, todo=todo(lang, condition), link=link)


FAULTS: dict[str, str] = {
    "unreachable": N_("nobody answers there"),
    "private": N_("the address lies in a network of one’s own"),
}


def fault(lang: str, key: str) -> str:
    """Why a post did not arrive; what the other side answered is said as it is."""
    return gettext(lang, FAULTS[key]) if key in FAULTS else gettext(lang, N_("the answer was %(answer)s"), answer=key)


def test(lang: str, name: str) -> str:
    """What stands there when somebody tries whether it arrives."""
    return gettext(lang, N_("%(name)s tries whether alarms of the contest arrive here: they do."), name=name)


def _said(lang: str, condition: Condition, facts: Mapping[str, Any]) -> str:
    num, say = int(facts.get("num", 0)), translations(lang)
    if condition is Condition.QUEUE_LATE:
        return say.ngettext(
            "%(num)s idea waits longer than promised", "%(num)s ideas wait longer than promised", num, num=num
        )
    if condition is Condition.QUESTIONS_LATE:
        return say.ngettext(
            "%(num)s question waits longer than promised", "%(num)s questions wait longer than promised", num, num=num
        )
    if condition is Condition.WAVE:
        return say.ngettext(
            "%(num)s unusual wave of votes needs somebody", "%(num)s unusual waves of votes need somebody", num, num=num
        )
    return _of_house(lang, condition, num)


def _of_house(lang: str, condition: Condition, num: int) -> str:
    say = translations(lang)
    if condition is Condition.MAIL_STUCK:
        return say.ngettext("%(num)s mail does not leave", "%(num)s mails do not leave", num, num=num)
    if condition is Condition.NOT_DELIVERED:
        return say.ngettext("%(num)s delivery was given up", "%(num)s deliveries were given up", num, num=num)
    if condition is Condition.DISK_LOW:
        return say.gettext("only %(num)s GB are left on the disk", num=num)
    if condition is Condition.CLOCK_OFF:
        return say.gettext("the clocks of the site and its database are %(num)s seconds apart", num=num)
    return say.gettext("a nightly job failed")
