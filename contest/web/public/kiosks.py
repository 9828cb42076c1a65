"""The kiosk: a screen in a shop or at a fair, for one voter after another.

It reads no cookie and sets none, keeps nothing in its browser, never asks for a mail's code (that is answered on the
voter's own phone), and clears after each voter: by a header, so that it does without JavaScript too.
"""

import secrets
from uuid import UUID

import segno
from flask import Blueprint, Response, abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules import papers
from contest.rules.ballots import Outcome, vote_rules
from contest.rules.objections import Objection, Refused
from contest.rules.papers import Method
from contest.rules.receipts import commitment
from contest.services import ballots
from contest.web import access, cards, errors, form_tokens, lookups, previews, voters, votes
from contest.web.pages import Page, page_of, public_url
from contest.web.public import trips
from contest.words.readiness import TONGUES

blueprint = Blueprint("kiosks", __name__, url_prefix="/<lang>/<campaign>/kiosk")
PURPOSE = "kiosk"
# Seconds after which a page of somebody's gives way to the next one's, and the ideas are shuffled anew.
SLIP_CLEARS, DONE_CLEARS, START_TURNS = 120, 20, 600


@blueprint.get("/<int:position>")
@access.acting()
def start(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Every idea, each one tap from a vote; or, a moment after one, that it is in."""
    view, phase = _vote(campaign, position)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    cast = voters.just_cast(view, phase, seconds=DONE_CLEARS)
    if cast is not None:
        html = render_template("public/kiosks/done.html", page=page, cast=cast, start=_start(view, phase))
        return _clearing(page, phase, DONE_CLEARS, html)
    shown, more = votes.shelf(view, phase)
    html = render_template(
        "public/kiosks/start.html",
        page=page,
        cards=[(cards.card(page, entry), _slip_address(view, phase, entry.number)) for entry in shown],
        rule=voters.rule(lang, phase),
        shut=votes.shut(page, phase),
        tongues=[(one, TONGUES[one], _start(view, phase, one)) for one in view.languages],
        qr=_qr(public_url() + page.to("ballot", position=phase.position)),
        more=more,
    )
    return _clearing(page, phase, START_TURNS, html)


@blueprint.get("/<int:position>/<int:number>")
@access.acting()
def slip(lang: str, campaign: str, position: int, number: int) -> ResponseReturnValue:
    """The slip for one idea."""
    view, phase = _vote(campaign, position)
    entry = lookups.entry_or_kept(view, number)
    return _slip(page_of(view, lang, previews.now(view.id), noindex=True), phase, entry)


@blueprint.post("/<int:position>/<int:number>")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def cast(lang: str, campaign: str, position: int, number: int) -> ResponseReturnValue:
    """Take the vote."""
    view, phase = _vote(campaign, position)
    entry = lookups.entry_or_kept(view, number)
    try:
        ballot = _cast(view, phase, entry, number, lang)
    except Refused as refused:
        page = page_of(view, lang, previews.now(view.id), noindex=True)
        return errors.with_wait(_slip(page, phase, entry, refused), refused)
    return redirect(f"{_start(view, phase)}?in={voters.signed(view, ballot)}", 303)


def _cast(view: CampaignView, phase: PhaseView, entry: EntryCard, number: int, lang: str) -> UUID:
    """The ballot that was taken, from the slip of this number; the idea may have been joined with another since.

    One that is in place already is changed on its voter's own phone.
    """
    now = previews.now(view.id)
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, _subject(phase, number))
    if token is None:
        raise Refused([Objection("form_expired")])
    answer = ballots.cast(
        view.id,
        phase.id,
        papers.one(entry.id),
        voter=voters.voter_of(view, phase, token, now, shared=True),
        idempotency_key=token.key,
        # What this browser kept of it would be the next one's to find.
        nonce_commitment=commitment(secrets.token_hex(16)),
        lang=lang,
        trace=voters.trace_of(view, token, now),
        now=now,
    )
    if answer.outcome is Outcome.ALREADY:
        raise Refused([Objection("vote_elsewhere")])
    return answer.ballot_id


def _vote(campaign: str, position: int) -> tuple[CampaignView, PhaseView]:
    """The vote at this position, where one idea is chosen: a ballot that is filled in takes too long for a queue.

    Where one signs on there is none: the next voter would find the account of the one before.
    """
    view = lookups.campaign(campaign)
    phase = votes.at(view, position)
    if vote_rules(phase.settings).method is not Method.ONE or trips.asked(phase):
        abort(404)
    return view, phase


def _slip(page: Page, phase: PhaseView, entry: EntryCard, refused: Refused | None = None) -> Response:
    view = page.campaign
    html = render_template(
        "public/kiosks/slip.html",
        page=page,
        card=cards.card(page, entry),
        action=_slip_address(view, phase, entry.number),
        start=_start(view, phase),
        token=form_tokens.issue(PURPOSE, view.id, _subject(phase, entry.number)),
        shut=votes.shut(page, phase),
        wrong=errors.sentences(refused.objections, voters.FIELDS) if refused else {},
        **voters.asking(view, phase, page.lang, previews.now(view.id), shared=True),
    )
    return _clearing(page, phase, SLIP_CLEARS, html, errors.status_of(refused) if refused else 200)


def _clearing(page: Page, phase: PhaseView, seconds: int, html: str, status: int = 200) -> Response:
    """A page that gives way by itself, and that going back does not bring again."""
    answer = make_response(html, status)
    answer.headers["Refresh"] = f"{seconds}; url={_start(page.campaign, phase)}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _start(view: CampaignView, phase: PhaseView, lang: str = "") -> str:
    there = view.path("kiosk", position=phase.position)
    return there if not lang else f"/{lang}/{there.split('/', 2)[2]}"


def _slip_address(view: CampaignView, phase: PhaseView, number: int) -> str:
    return view.path("kiosk_slip", position=phase.position, number=number)


def _subject(phase: PhaseView, number: int) -> str:
    return f"{phase.id.hex}:{number}"


def _qr(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False)
    picture = drawn.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=4, light="#fff")
    return Markup(picture)  # noqa: S704 - drawn by the library from letters and digits
