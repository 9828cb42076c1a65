"""What the author of a winning idea is asked in private. Before they are asked, these addresses lead nowhere."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Participant
from contest.queries import acceptances, announcements, campaigns, entries, prizes
from contest.queries.acceptances import Mine
from contest.queries.entries import OwnEntry
from contest.rules import acceptances as rules
from contest.rules.acceptances import LONGEST, PRIZE_AGE, TICKS
from contest.rules.objections import Refused
from contest.services import acceptances as acts
from contest.web import access, cards, errors
from contest.web.me.present import identified, present
from contest.web.pages import Page
from contest.words import dates
from contest.words import prizes as words

blueprint = Blueprint("my_acceptances", __name__)


@blueprint.get("/<lang>/<campaign>/me/entries/<entry>/acceptance")
@access.mine()
def shown(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """The question, or what was answered and what comes next."""
    page, participant = present(lang, campaign)
    return _page(page, *_asked(page, participant, entry))


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/acceptance")
@access.mine("acceptance.accepted")
def accept(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """I accept."""
    page, participant = present(lang, campaign)
    own, mine = _asked(page, participant, entry)
    typed = {field: request.form.get(field, "") for field in (*LONGEST, *TICKS)}
    version = request.form.get("rules_version", 0, type=int)
    try:
        acts.accept(
            page.campaign.id, own.id, typed=typed, rules_version=version, lang=lang, by=participant.id, now=clock.now()
        )
    except Refused as refused:
        return _page(page, own, mine, typed, refused)
    return redirect(page.to("acceptance", entry=entry), 303)


@blueprint.post("/<lang>/<campaign>/me/entries/<entry>/acceptance/decline")
@access.mine("acceptance.declined")
def decline(lang: str, campaign: str, entry: str) -> ResponseReturnValue:
    """I do not."""
    page, participant = present(lang, campaign)
    own, mine = _asked(page, participant, entry)
    words = request.form.get("why", "")
    try:
        acts.decline(page.campaign.id, own.id, words=words, by=participant.id, now=clock.now())
    except Refused as refused:
        return _page(page, own, mine, {"why": words}, refused)
    return redirect(page.to("acceptance", entry=entry), 303)


def _asked(page: Page, participant: Participant, entry: str) -> tuple[OwnEntry, Mine]:
    own = entries.one_own(page.campaign.id, participant.id, identified(entry))
    mine = acceptances.one_mine(page.campaign.id, participant.id, own.id) if own else None
    if own is None or mine is None:
        abort(404)
    return own, mine


def _page(
    page: Page, own: OwnEntry, mine: Mine, typed: dict[str, Any] | None = None, refused: Refused | None = None
) -> ResponseReturnValue:
    zone, lang, row = page.campaign.zone, page.lang, mine.acceptance
    now = clock.now()
    standing = rules.standing(row.answer, answer_by=row.answer_by, known=True, now=now)
    announcement = announcements.written(page.campaign.id, row.phase_id)
    stands = announcement is not None and announcement.withdrawn_at is None
    vote = next(phase for phase in page.campaign.phases if phase.id == row.phase_id)
    wrong = errors.sentences(refused.objections) if refused else {}
    html = render_template(
        "me/acceptance.html",
        page=page,
        own=own,
        card=cards.own_card(page, own),
        standing=standing.value if mine.picked else "passed",
        row=row,
        answer_by=dates.day_and_time(lang, row.answer_by, zone),
        answered=dates.day_and_time(lang, row.answered_at, zone) if row.answered_at else "",
        opens=dates.day_and_time(lang, announcement.opens, zone) if announcement and stands else "",
        public=announcements.is_shown(page.campaign.id, row.phase_id, now),
        announcement=page.to("announcement", position=vote.position),
        prize=[
            (words.step(lang, one.step), dates.day_and_time(lang, one.at, zone), one)
            for one in prizes.steps(page.campaign.id, row.phase_id, own.id)
        ],
        typed=dict.fromkeys((*LONGEST, *TICKS, "why"), "") | {"shown_name": own.shown_author} | (typed or {}),
        declining="why" in (typed or {}),
        wrong=wrong,
        first_wrong=next((field for field in wrong if field), ""),
        longest=LONGEST,
        age=PRIZE_AGE,
        rules_version=campaigns.document_version(page.campaign.id, "rules"),
    )
    return html, errors.status_of(refused) if refused else 200
