"""The ballot paper: several choices, a ranking or stars, filled in on one page and sent with one press."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries import candidates, joinings
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules import gallery, papers
from contest.rules.ballots import Outcome, vote_rules
from contest.rules.objections import Objection, Refused
from contest.rules.papers import MOST_STARS, RANKED, Method, Move, Paper
from contest.rules.phases import Moment, moment_of
from contest.rules.shares import Place
from contest.web import access, cards, errors, form_tokens, lookups, previews, shares
from contest.web.pages import Page, page_of
from contest.web.public import ballots, trips, voters
from contest.words import dates, phrases, voting

blueprint = Blueprint("papers", __name__)


@dataclass(frozen=True)
class Filled:
    """What stands on the page: in which order the ideas do, and the stars of each that is marked, by number.

    Where no stars are given a mark is 1; a ranking's are in its order.
    """

    seed: str
    marks: Mapping[int, int]


@blueprint.get("/<lang>/<campaign>/vote/<int:position>/paper")
@access.acting()
def paper(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The paper, empty or with the idea marked whose page one comes from; or, where one has voted, what one said."""
    view = lookups.campaign(campaign)
    phase = _phase(view, position)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    held = voters.just_cast(view, phase) or ballots.in_place(view, phase)
    if held is not None and not {"again", "other"} & set(request.args):
        return _counted(page, phase, held)
    marked = {choice.number: choice.stars for choice in held.chosen} if held is not None else {}
    number = request.args.get("mark", 0, type=int)
    given = {number: MOST_STARS if _method(phase) is Method.STARS else 1} if number else {}
    return _page(page, phase, Filled(secrets.token_hex(4), marked | given), held=held)


@blueprint.post("/<lang>/<campaign>/vote/<int:position>/paper")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Take the vote; or move an idea within the ranking, where no script does."""
    view = lookups.campaign(campaign)
    phase, filled = _phase(view, position), _typed(request.form.get("seed", ""))
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    if "move" in request.form:
        return _page(page, phase, filled, held=ballots.in_place(view, phase))
    token = form_tokens.read(request.form.get("token", ""), ballots.PURPOSE, view.id, _subject(phase))
    try:
        if token is None:
            raise Refused([Objection("form_expired")])
        if trips.asked(phase):
            return trips.depart(view, phase, _paper(view, phase, filled), token)
        answer = ballots.cast_paper(view, phase, _paper(view, phase, filled), token)
    except Refused as refused:
        return _page(page, phase, filled, refused=refused)
    if answer.outcome is Outcome.ALREADY:
        held = ballot_queries.ballot(view.id, answer.ballot_id)
        return _page(page, phase, filled, held=held, status=409)
    end = ballots.onward(view, phase, answer, page.to("paper", position=position))
    return voters.remember(redirect(end, 303), phase, token)


def _phase(view: CampaignView, position: int) -> PhaseView:
    """The vote at this position, where a paper is filled in. Errors: 404."""
    phase = ballots.vote_phase(view, position)
    if _method(phase) is Method.ONE:
        abort(404)
    return phase


def _method(phase: PhaseView) -> Method:
    return vote_rules(phase.settings).method


def _subject(phase: PhaseView) -> str:
    """What a paper's token is about."""
    return f"{phase.id.hex}:paper"


def _typed(seed: str) -> Filled:
    """What was sent: numbers in their order, or stars by number."""
    marks = dict.fromkeys(request.form.getlist("mark", type=int)[: papers.MOST_STANDING * 2], 1)
    for name, value in list(request.form.items())[: papers.MOST_STANDING * 4]:
        number = name.removeprefix("stars-")
        if name != number and number.isdecimal() and value.isdecimal() and len(number + value) < 12:
            marks[int(number)] = int(value)
    what, _, number = request.form.get("move", "").partition(":")
    if what in list(Move) and number.isdecimal() and len(number) < 12:
        marks = dict.fromkeys(papers.moved(list(marks), Move(what), int(number)), 1)
    return Filled(seed[:16] or secrets.token_hex(4), marks)


def _paper(view: CampaignView, phase: PhaseView, filled: Filled) -> Paper:
    """What is cast. Errors: Refused with what speaks against it."""
    rules = vote_rules(phase.settings)
    known = {entry.number: entry.id for entry in candidates.standing(view.id, phase.id)}
    if filled.marks.keys() - known.keys():
        known |= joinings.numbers(view.id, phase.id)
    if not filled.marks.keys() <= known.keys():
        raise Refused([Objection("entry_not_votable", "paper")])
    return papers.filled(rules.method, rules.choices, [(known[one], stars) for one, stars in filled.marks.items()])


def _page(
    page: Page,
    phase: PhaseView,
    filled: Filled,
    *,
    held: ReceiptFacts | None = None,
    refused: Refused | None = None,
    status: int = 0,
) -> ResponseReturnValue:
    view, rules, now = page.campaign, vote_rules(phase.settings), previews.now(page.campaign.id)
    shut = ballots.SHUT.get(moment_of(phase.plan, now), "")
    standing = candidates.standing(view.id, phase.id)
    html = render_template(
        "public/ballots/paper.html",
        page=page,
        method=rules.method.value,
        question=voting.question(page.lang, rules.method),
        has=voting.has(page.lang, rules),
        lasts=voting.lasts(page.lang, rules, dates.day_and_time(page.lang, phase.last_second, view.zone)),
        most=papers.limit(rules.method, rules.choices),
        stars=range(MOST_STARS + 1),
        action=page.to("paper", position=phase.position),
        token=form_tokens.issue(ballots.PURPOSE, view.id, _subject(phase)),
        share_code=shares.came_by(view),
        seed=filled.seed,
        **_rows(page, rules.method in RANKED, gallery.shuffled(filled.seed, standing), filled.marks),
        held=held,
        asked=status == 409,
        shut=phrases.objection(page.lang, Objection(shut)) if shut else "",
        wrong=errors.sentences(refused.objections, (*voters.FIELDS, "paper")) if refused else {},
        **voters.asking(view, phase, page.lang, now),
        **trips.told(view, phase),
    )
    answer = make_response(html, status or (errors.status_of(refused) if refused else 200))
    return errors.with_wait(answer, refused)


def _rows(page: Page, ranked: bool, standing: Sequence[EntryCard], marks: Mapping[int, int]) -> dict[str, object]:
    """The ideas as they stand on the page: those in the ranking in its order, the others in the visit's."""
    drawn = {entry.number: cards.card(page, entry) for entry in standing}
    order = [number for number in marks if number in drawn] if ranked else []
    return {
        "ranking": [drawn[number] for number in order],
        "cards": [card for number, card in drawn.items() if number not in order],
        "marks": marks,
    }


def _counted(page: Page, phase: PhaseView, held: ReceiptFacts) -> ResponseReturnValue:
    view, rules = page.campaign, vote_rules(phase.settings)
    open_now = moment_of(phase.plan, previews.now(view.id)) is Moment.NOW
    return render_template(
        "public/ballots/paper_counted.html",
        page=page,
        method=rules.method.value,
        held=held,
        amounts=[voting.amount(page.lang, rules.method, one.stars, final=False) for one in held.chosen],
        lasts=voting.lasts(page.lang, rules, dates.day_and_time(page.lang, phase.last_second, view.zone)),
        again=f"{page.to('paper', position=phase.position)}?again=1" if rules.changes and open_now else "",
        receipt_address=page.to("receipt", receipt=held.receipt),
        sharing=shares.sharing(page, view.name, place=Place.PAGE),
    )
