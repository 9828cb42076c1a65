"""Voting for one idea within a frame: all of them, the slip of one, and that the vote is in."""

from flask import Blueprint, Response, abort, redirect
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries import entries
from contest.queries.ballots import ReceiptFacts
from contest.queries.campaigns import PhaseView
from contest.queries.entries import EntryCard
from contest.rules import papers
from contest.rules.ballots import Outcome
from contest.rules.objections import Refused
from contest.rules.papers import Method
from contest.rules.shares import Place
from contest.web import access, cards, errors, shares, voters, votes
from contest.web.embed import casting, within
from contest.web.framing import Frame
from contest.web.shares import Sharing
from contest.words import voting

blueprint = Blueprint("framed_votes", __name__, url_prefix="/embed/<lang>/<campaign>")


@blueprint.get("/vote")
@access.reading(max_age=30)
def choices(lang: str, campaign: str) -> ResponseReturnValue:
    """Every idea, each one tap from a vote; or the way to the contest's page, where one votes there."""
    frame, phase = casting.vote_of(campaign)
    return casting.instead(frame, phase) or _choices(frame, phase)


@blueprint.get("/vote/again")
@access.acting()
def again(lang: str, campaign: str) -> ResponseReturnValue:
    """The same for whoever has voted in this frame and wants to change that."""
    frame, phase = casting.vote_of(campaign)
    return casting.instead(frame, phase) or _choices(frame, phase, voter=within.given())


@blueprint.get("/vote/<int:number>")
@access.acting()
def slip(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """The slip for one idea: an address, or one tap where this frame knows who confirmed a vote in it."""
    frame, phase = casting.vote_of(campaign)
    entry, voter = _entry(frame, number), within.given()
    if (instead := casting.instead(frame, phase)) is not None:
        return instead
    if phase.rules.method is not Method.ONE:
        return redirect(within.address(frame, "widget_paper", voter=voter, mark=entry.number), 302)
    held = casting.held(frame, phase)
    if held is not None and held.entry_number == entry.number:
        return redirect(casting.end(frame, phase, held.ballot_id, voter=voter), 302)
    return _slip(frame, phase, entry, held=held)


@blueprint.post("/vote/<int:number>")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """Take the vote."""
    frame, phase = casting.vote_of(campaign)
    entry = _entry(frame, number)
    if not casting.is_here(frame, phase) or phase.rules.method is not Method.ONE:
        return casting.elsewhere(frame, phase, 409)
    try:
        answer = casting.cast(frame, phase, papers.one(entry.id), str(number))
    except Refused as refused:
        return _slip(frame, phase, entry, held=casting.held(frame, phase), refused=refused)
    if answer.outcome is Outcome.ALREADY:
        held = ballot_queries.ballot(frame.page.campaign.id, answer.ballot_id)
        return _slip(frame, phase, entry, held=held, status=409)
    return redirect(casting.onward(frame, phase, answer), 303)


@blueprint.get("/voted/<int:position>")
@access.acting()
def voted(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The vote is in: what one said, the receipt, and the way back while one may change it."""
    frame, _ = casting.vote_of(campaign)
    phase = votes.at(frame.page.campaign, position)
    held = casting.held(frame, phase) or voters.just_cast(frame.page.campaign, phase)
    if held is None:
        return redirect(within.address(frame, "widget_vote"), 302)
    method = phase.rules.method
    return within.shown(
        frame,
        "votes/voted",
        held=held,
        method=method.value,
        amounts=[voting.amount(frame.lang, method, one.stars, final=False) for one in held.chosen],
        again=casting.changes(frame, phase),
        receipt_address=frame.page.to("receipt", receipt=held.receipt),
        sharing=_sharing(frame, phase, held),
        **votes.terms(frame.page, phase),
    )


def _entry(frame: Frame, number: int) -> EntryCard:
    """The published idea of this number, or the one it was joined with. Errors: 404, said in the frame."""
    of = frame.page.campaign.id
    found = entries.one_card(of, number) or entries.one_card(of, entries.kept_number(of, number) or 0)
    return found or abort(within.shown(frame, "gone", 404))


def _choices(frame: Frame, phase: PhaseView, voter: str = "") -> Response:
    found, more = votes.shelf(frame.page.campaign, phase)
    drawn = [cards.card(frame.page, entry) for entry in found]
    paper = within.address(frame, "widget_paper", voter=voter) if phase.rules.method is not Method.ONE else ""
    return within.shown(
        frame,
        "votes/choices",
        question=voting.question(frame.lang, phase.rules.method),
        cards=[(one, paper or within.address(frame, "widget_slip", number=one.number, voter=voter)) for one in drawn],
        paper=paper,
        more=more and within.with_query(frame, more, voter=voter),
        **votes.terms(frame.page, phase),
    )


def _slip(
    frame: Frame,
    phase: PhaseView,
    entry: EntryCard,
    *,
    held: ReceiptFacts | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> Response:
    number = str(entry.number)
    answer = within.shown(
        frame,
        "votes/slip",
        errors.status_of(refused) if refused else status,
        card=cards.card(frame.page, entry),
        action=within.address(frame, "widget_slip", number=number),
        back=within.address(frame, "widget_again", voter=within.given()),
        held=held,
        **casting.asking(frame, phase, number, refused),
    )
    return errors.with_wait(answer, refused)


def _sharing(frame: Frame, phase: PhaseView, held: ReceiptFacts) -> Sharing:
    if phase.rules.method is Method.ONE:
        return shares.sharing(frame.page, held.names, number=held.entry_number, place=Place.VOTED)
    return shares.sharing(frame.page, frame.page.campaign.name, place=Place.PAGE)
