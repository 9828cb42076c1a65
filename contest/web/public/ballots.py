"""Voting: the ballot page, the slip for one entry, the answer."""

import secrets
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries import entries
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules.ballots import Cast, Outcome, vote_rules
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, PhaseKind, bucket_at, moment_of
from contest.rules.receipts import commitment, is_commitment
from contest.rules.shares import Place
from contest.services import ballots
from contest.web import access, cards, confirming, errors, form_tokens, lookups, previews, share_cards, shares
from contest.web.pages import Page, page_of, public_url
from contest.web.public import fragments, voters
from contest.words import dates, phrases

blueprint = Blueprint("ballots", __name__)
PURPOSE = "ballot"
SHUT = {Moment.TO_COME: "vote_not_open", Moment.PAUSED: "vote_paused", Moment.DONE: "vote_closed"}


@blueprint.get("/<lang>/<campaign>/vote")
@access.reading(max_age=30)
def current(lang: str, campaign: str) -> ResponseReturnValue:
    """The vote that is open, else the latest, else the next."""
    view = lookups.campaign(campaign)
    votes = view.of_kind(PhaseKind.VOTE)
    if not votes:
        abort(404)
    now = previews.now(view.id)
    begun = [phase for phase in votes if phase.opens <= now]
    page = page_of(view, lang, now)
    position = (begun[-1] if begun else votes[0]).position
    return redirect(page.to("ballot", position=position) + voters.carried(), 302)


@blueprint.get("/<lang>/<campaign>/vote/<int:position>")
@access.reading(max_age=30)
def ballot(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The ballot: every entry, each one tap from a vote; before and after, when and where to."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    phase = vote_phase(view, position)
    page = page_of(view, lang, now)
    state = moment_of(phase.plan, now)
    if state is not Moment.NOW:
        opens, closed = (dates.day_and_time(lang, moment, view.zone) for moment in (phase.opens, phase.last_second))
        return render_template(
            "public/ballots/not_open.html", page=page, state=state.value, opens=opens, closed=closed, phase=phase
        )
    seed = request.args.get("seed", "")[:16] or secrets.token_hex(4)
    upto = request.args.get("upto", type=int) or entries.published_upto(view.id)
    found = entries.fair_page(view.id, seed, upto, request.args.get("after", 0, type=int))
    more = (
        "" if found.next is None else f"{request.path}?seed={seed}&upto={upto}&after={found.next}{voters.carried('&')}"
    )
    return render_template(
        "public/ballots/ballot.html",
        page=page,
        cards=[
            (cards.card(page, entry), slip_address(view, phase, entry.number) + voters.carried())
            for entry in found.entries
        ],
        rule=voters.rule(lang, phase),
        code=voters.brought(),
        until=dates.day_and_time(lang, phase.last_second, view.zone),
        more=more,
    )


@blueprint.get("/<lang>/<campaign>/vote/<int:position>/<int:number>")
@access.acting()
def slip(lang: str, campaign: str, position: int, number: int) -> ResponseReturnValue:
    """The slip for one entry: an address, or one tap where this browser is remembered."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    phase, entry = vote_phase(view, position), lookups.entry(view, number)
    page = page_of(view, lang, now, noindex=True)
    held = voters.just_cast(view, phase) or _in_place(view, phase)
    if held is not None and held.entry_number == number and "other" not in request.args:
        return _counted(page, phase, entry, held.receipt)
    return _slip(page, phase, entry, held=held)


@blueprint.post("/<lang>/<campaign>/vote/<int:position>/<int:number>")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str, position: int, number: int) -> ResponseReturnValue:
    """Take the vote."""
    # The way of nearly every vote: no page is built, and what is asked is asked in few and narrow statements.
    view = lookups.lately(campaign)
    phase, entry_id = vote_phase(view, position), entries.id_of(view.id, number)
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, subject_of(phase, number))
    try:
        if entry_id is None:
            abort(404)
        if token is None:
            raise Refused([Objection("form_expired")])
        answer = _cast(view, phase, entry_id, token)
    except Refused as refused:
        return _again(lookups.campaign(campaign), position, number, refused=refused)
    if answer.outcome is Outcome.ALREADY:
        held = ballot_queries.ballot(view.id, answer.ballot_id)
        return _again(lookups.campaign(campaign), position, number, held=held)
    return voters.remember(redirect(_onward(view, phase, number, answer), 303), phase, token)


def vote_phase(view: CampaignView, position: int) -> PhaseView:
    """The vote at this position. Errors: 404."""
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    return phase


def slip_address(view: CampaignView, phase: PhaseView, number: int) -> str:
    """Where one votes for an entry."""
    return view.path("slip", position=phase.position, number=number)


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
    phase, entry = vote_phase(view, position), lookups.entry(view, number)
    status = errors.status_of(refused) if refused else 409
    return _slip(page, phase, entry, refused=refused, held=held, status=status, asked=held is not None)


def _onward(view: CampaignView, phase: PhaseView, number: int, answer: Cast) -> str:
    """Where a vote that was taken leads: to the code, or to the end."""
    if answer.outcome is Outcome.PENDING:
        assert answer.confirmation_id is not None
        return confirming.address(view, answer.confirmation_id)
    return slip_address(view, phase, number) + voters.onward(view, phase, answer)


def _cast(view: CampaignView, phase: PhaseView, entry_id: UUID, token: form_tokens.FormToken) -> Cast:
    now = previews.now(view.id)
    said = request.form.get("commitment", "")
    return ballots.cast(
        view.id,
        phase.id,
        entry_id,
        voter=voters.voter_of(view, phase, token, now),
        idempotency_key=token.key,
        # A browser that runs no script makes no nonce: the house does.
        nonce_commitment=said if is_commitment(said) else commitment(secrets.token_hex(16)),
        lang=request.view_args["lang"] if request.view_args else view.default_language,
        trace=voters.trace_of(view, token, now),
        now=now,
        change=request.form.get("change") == "1",
    )


def _in_place(view: CampaignView, phase: PhaseView) -> ballot_queries.ReceiptFacts | None:
    now = previews.now(view.id)
    voter_key = voters.place_of(view, phase, now)
    bucket = bucket_at(phase.plan, now, per_day=vote_rules(phase.settings).per_day, zone=ZoneInfo(view.zone))
    if voter_key is None or bucket is None:
        return None
    return ballot_queries.in_place(view.id, phase.id, voter_key, bucket)


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
    shut = SHUT.get(moment_of(phase.plan, now), "")
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
        shut=phrases.objection(page.lang, Objection(shut)) if shut else "",
        until=dates.day_and_time(page.lang, phase.last_second, view.zone),
        wrong=errors.sentences(refused.objections, voters.FIELDS) if refused else {},
        **voters.asking(view, phase, page.lang, now),
    )
    return errors.with_wait(answer, refused)


def _counted(page: Page, phase: PhaseView, entry: EntryCard, receipt: str) -> ResponseReturnValue:
    card = share_cards.of_voter(page.campaign, entry, public_url())
    return fragments.render(
        "public/ballots/counted",
        page=replace(page, card=card),
        story=card.story,
        card=cards.card(page, entry),
        seal=cards.voted_seal(page),
        receipt=receipt,
        receipt_address=page.to("receipt", receipt=receipt),
        until=dates.day_and_time(page.lang, phase.last_second, page.campaign.zone),
        sharing=shares.sharing(page, entry.name, number=entry.number, place=Place.VOTED, story=card.story),
    )
