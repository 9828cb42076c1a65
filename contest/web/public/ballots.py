"""Voting: the ballot page, the slip for one entry, the answer."""

import secrets
from dataclasses import replace

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules import papers
from contest.rules.ballots import Cast, Outcome, vote_rules
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Method, Paper
from contest.rules.phases import Moment, moment_of
from contest.rules.receipts import commitment, is_commitment
from contest.rules.shares import Place
from contest.services import ballots
from contest.web import (
    access,
    cards,
    confirming,
    errors,
    form_tokens,
    lookups,
    previews,
    share_cards,
    shares,
    voters,
    votes,
)
from contest.web.pages import Page, page_of, public_url
from contest.web.public import fragments, trips
from contest.words import dates, voting

blueprint = Blueprint("ballots", __name__)
PURPOSE = "ballot"


@blueprint.get("/<lang>/<campaign>/vote")
@access.reading(max_age=30)
def current(lang: str, campaign: str) -> ResponseReturnValue:
    """The vote that is open, else the latest, else the next."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page, phase = page_of(view, lang, now), votes.current(view, now)
    return redirect(page.to("ballot", position=phase.position) + voters.carried(), 302)


@blueprint.get("/<lang>/<campaign>/vote/<int:position>")
@access.reading(max_age=30)
def ballot(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The ballot: every entry, each one tap from a vote; before and after, when and where to."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    phase = votes.at(view, position)
    page = page_of(view, lang, now)
    state = moment_of(phase.plan, now)
    if state is not Moment.NOW:
        opens, closed = (dates.day_and_time(lang, moment, view.zone) for moment in (phase.opens, phase.last_second))
        return render_template(
            "public/ballots/not_open.html", page=page, state=state.value, opens=opens, closed=closed, phase=phase
        )
    rules = vote_rules(phase.settings)
    shown, more = votes.shelf(view, phase)
    return render_template(
        "public/ballots/ballot.html",
        page=page,
        question=voting.question(lang, rules.method),
        cards=[
            (cards.card(page, entry), slip_address(view, phase, entry.number) + voters.carried()) for entry in shown
        ],
        rule=voters.rule(lang, phase),
        code=voters.brought(),
        has=voting.has(lang, rules),
        lasts=voting.lasts(lang, rules, dates.day_and_time(lang, phase.last_second, view.zone)),
        paper="" if rules.method is Method.ONE else page.to("paper", position=position) + voters.carried(),
        more=more,
    )


@blueprint.get("/<lang>/<campaign>/vote/<int:position>/<int:number>")
@access.acting()
def slip(lang: str, campaign: str, position: int, number: int) -> ResponseReturnValue:
    """The slip for one entry: an address, or one tap where this browser is remembered."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    phase, entry = votes.at(view, position), lookups.entry_or_kept(view, number)
    page = page_of(view, lang, now, noindex=True)
    if entry.number != number:
        carried = f"?{request.query_string.decode()}" if request.query_string else ""
        return redirect(slip_address(view, phase, entry.number) + carried, 302)
    if vote_rules(phase.settings).method is not Method.ONE:
        return redirect(f"{page.to('paper', position=position)}?mark={number}{voters.carried('&')}", 302)
    held = voters.just_cast(view, phase) or in_place(view, phase)
    if held is not None and held.entry_number == number and "other" not in request.args:
        return _counted(page, phase, entry, held)
    return _slip(page, phase, entry, held=held)


@blueprint.post("/<lang>/<campaign>/vote/<int:position>/<int:number>")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str, position: int, number: int) -> ResponseReturnValue:
    """Take the vote."""
    # The way of nearly every vote: no page is built, and what is asked is asked in few and narrow statements.
    view = lookups.lately(campaign)
    phase, entry_id = votes.at(view, position), lookups.entry_id(view, number)
    if phase.rules.method is not Method.ONE:
        abort(404)
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, subject_of(phase, number))
    try:
        if token is None:
            raise Refused([Objection("form_expired")])
        if trips.asked(phase):
            return trips.depart(view, phase, papers.one(entry_id), token)
        answer = cast_paper(view, phase, papers.one(entry_id), token)
    except Refused as refused:
        return _again(lookups.campaign(campaign), position, number, refused=refused)
    if answer.outcome is Outcome.ALREADY:
        held = ballot_queries.ballot(view.id, answer.ballot_id)
        return _again(lookups.campaign(campaign), position, number, held=held)
    # Back to the slip, at the same address. Without a page that says so, as `redirect` writes one: nobody reads it.
    return voters.remember(Response("", 303, {"Location": onward(view, phase, answer, request.path)}), phase, token)


def slip_address(view: CampaignView, phase: PhaseView, number: int) -> str:
    """Where one votes for an entry."""
    return view.path("slip", position=phase.position, number=number)


def end_of(page: Page, ballot: ballot_queries.ReceiptFacts) -> str:
    """Where one sees what one has said."""
    phase = page.campaign.at(ballot.phase_position)
    if phase is None or vote_rules(phase.settings).method is Method.ONE:
        return page.to("slip", position=ballot.phase_position, number=ballot.entry_number)
    return page.to("paper", position=ballot.phase_position)


def subject_of(phase: PhaseView, number: int) -> str:
    """What a slip's token is about."""
    return f"{phase.id.hex}:{number}"


def _again(
    view: CampaignView,
    position: int,
    number: int,
    *,
    refused: Refused | None = None,
    held: ballot_queries.ReceiptFacts | None = None,
) -> ResponseReturnValue:
    """The slip again: with what speaks against the vote, or the question whether to move the one there is."""
    page = page_of(view, view.lang, previews.now(view.id), noindex=True)
    phase, entry = votes.at(view, position), lookups.entry_or_kept(view, number)
    status = errors.status_of(refused) if refused else 409
    return _slip(page, phase, entry, refused=refused, held=held, status=status, asked=held is not None)


def onward(view: CampaignView, phase: PhaseView, answer: Cast, end: str) -> str:
    """Where a vote that was taken leads: to the code, or to its end."""
    if answer.outcome is Outcome.PENDING:
        assert answer.confirmation_id is not None
        return confirming.address(view, answer.confirmation_id)
    return end + voters.onward(view, phase, answer)


def cast_paper(view: CampaignView, phase: PhaseView, paper: Paper, token: form_tokens.FormToken) -> Cast:
    """Take a vote as it was sent. Errors: Refused."""
    now = previews.now(view.id)
    said = request.form.get("commitment", "")
    # A browser that runs no script makes no nonce: the house does.
    nonce = said if is_commitment(said) else commitment(secrets.token_hex(16))
    lang = request.view_args["lang"] if request.view_args else view.default_language
    trace, vote = voters.trace_of(view, token, now), (view.id, phase.id, paper)
    if cookie := voters.known_by(phase, paper):
        counted = ballots.cast_remembered(
            *vote, token_hash=cookie, idempotency_key=token.key, nonce_commitment=nonce, lang=lang, trace=trace
        )
        if counted is not None:
            return counted
    return ballots.cast(
        *vote,
        voter=voters.voter_of(view, phase, token, now),
        idempotency_key=token.key,
        nonce_commitment=nonce,
        lang=lang,
        trace=trace,
        now=now,
        change=request.form.get("change") == "1",
    )


def in_place(view: CampaignView, phase: PhaseView) -> ballot_queries.ReceiptFacts | None:
    """The ballot by which whoever this browser remembers has voted here, today where one votes daily."""
    now = previews.now(view.id)
    voter_key = voters.place_of(view, phase, now)
    return None if voter_key is None else votes.in_place(view, phase, voter_key, now)


def _slip(
    page: Page,
    phase: PhaseView,
    entry: EntryCard,
    *,
    held: ballot_queries.ReceiptFacts | None = None,
    refused: Refused | None = None,
    status: int = 200,
    asked: bool = False,
) -> ResponseReturnValue:
    view = page.campaign
    now = previews.now(view.id)
    answer = fragments.render(
        "public/ballots/slip",
        status,
        page=page,
        card=cards.card(page, entry),
        action=slip_address(view, phase, entry.number),
        token=form_tokens.issue(PURPOSE, view.id, subject_of(phase, entry.number)),
        share_code=shares.came_by(view),
        held=held,
        asked=asked,
        shut=votes.shut(page, phase),
        **votes.terms(page, phase),
        wrong=errors.sentences(refused.objections, voters.FIELDS) if refused else {},
        **voters.asking(view, phase, page.lang, now),
        **trips.told(view, phase),
    )
    return errors.with_wait(answer, refused)


def _counted(page: Page, phase: PhaseView, entry: EntryCard, held: ballot_queries.ReceiptFacts) -> ResponseReturnValue:
    card = share_cards.of_voter(page.campaign, entry, public_url())
    return fragments.render(
        "public/ballots/counted",
        page=replace(page, card=card),
        story=card.story,
        card=cards.card(page, entry),
        seal=cards.voted_seal(page),
        held=held,
        receipt=held.receipt,
        receipt_address=page.to("receipt", receipt=held.receipt),
        **votes.terms(page, phase),
        sharing=shares.sharing(page, entry.name, number=entry.number, place=Place.VOTED, story=card.story),
    )
