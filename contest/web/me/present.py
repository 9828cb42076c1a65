"""Whose private page it is: the participant this browser remembers, or the way to be sent one's link again."""

from uuid import UUID

from flask import abort, redirect

from contest import clock
from contest.models import Participant
from contest.web import lookups, mine
from contest.web.pages import Page, page_of


def who(lang: str, campaign: str) -> tuple[Page, Participant | None]:
    """The page's frame, and the participant if this browser remembers one."""
    view = lookups.campaign(campaign)
    now = clock.now()
    return page_of(view, lang, now, noindex=True), mine.participant(view.id, now)


def present(lang: str, campaign: str) -> tuple[Page, Participant]:
    """The same where there must be one; anybody else is led to "send me my link again"."""
    page, participant = who(lang, campaign)
    if participant is None:
        abort(redirect(page.to("link_again"), 303))
    return page, participant


def identified(entry: str) -> UUID:
    """The idea an address names. Errors: 404."""
    try:
        return UUID(hex=entry)
    except ValueError:
        abort(404)
