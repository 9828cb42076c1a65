"""Proposing an idea: the form with the packet that draws itself, the draft that survives, the sending."""

from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import drafts
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.services import audit
from contest.web import (
    access,
    cards,
    confirming,
    enclosed,
    errors,
    form_tokens,
    lookups,
    mine,
    previews,
    proposing,
    shares,
)
from contest.web import pictures as files
from contest.web.enclosed import Enclosed
from contest.web.pages import Page, page_of
from contest.words import dates

blueprint = Blueprint("submissions", __name__)
PURPOSE = "entry"


@blueprint.get("/<lang>/<campaign>/submit", defaults={"draft": ""})
@blueprint.get("/<lang>/<campaign>/submit/<draft>")
@access.acting()
def form(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """The form, empty or as it was left."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    if view.open_phase(PhaseKind.SUBMISSION, now) is None:
        return _not_open(page)
    kept = drafts.by_token(view.id, draft) if draft else None
    if draft and kept is None:
        abort(404)
    if kept is not None and kept.entry_id is not None:
        return redirect(page.to("submit"), 303)
    answers, pictures = proposing.left(view, kept)
    answers |= dict.fromkeys(proposing.ticks(view) & set(request.args.getlist(proposing.TICKED)), "1")
    return _form(page, answers, draft, pictures)


@blueprint.post("/<lang>/<campaign>/submit", defaults={"draft": ""})
@blueprint.post("/<lang>/<campaign>/submit/<draft>")
@access.acting("draft.saved", "picture.uploaded", "entry.submitted")
def send(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """Keep everything that was typed; then send it, or show what is missing."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    answers, then = proposing.typed(view), request.form.get("then", "")
    pictures, refused = proposing.received(view, draft, then).with_sent(view.id, audit.VISITOR)
    draft = proposing.saved(page, draft, answers, pictures)
    if (then == "keep" or enclosed.is_pressed(then)) and not refused:
        ticked = [] if then == "keep" else proposing.ticked(view, answers)
        return _kept(page, draft, ticked, "#pictures" if pictures.several and then != "keep" else "")
    try:
        if refused:
            raise Refused([*refused, *proposing.other_reasons(view, answers, pictures, _sender(view, answers))])
        return _sent(page, answers, draft, pictures)
    except Refused as no:
        status = errors.status_of(no)
        return _form(page, answers, draft, pictures, no), status


@blueprint.get("/<lang>/<campaign>/submit/packet")
@access.acting()
def packet(lang: str, campaign: str) -> ResponseReturnValue:
    """The packet so far, for the module that redraws it."""
    view = lookups.campaign(campaign)
    return proposing.drawn(page_of(view, lang, previews.now(view.id), noindex=True), PURPOSE)


@blueprint.get("/<lang>/<campaign>/submit/<draft>/picture")
@access.acting()
def draft_picture(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """The picture of a draft, for whoever holds its link."""
    view = lookups.campaign(campaign)
    kept = drafts.by_token(view.id, draft)
    if kept is None or kept.picture_id is None:
        abort(404)
    return files.send(view.id, kept.picture_id, 320)


@blueprint.get("/<lang>/<campaign>/submit/<draft>/pictures/<picture>")
@access.acting()
def draft_picture_at(lang: str, campaign: str, draft: str, picture: str) -> ResponseReturnValue:
    """One of a draft's pictures, for whoever holds its link."""
    view = lookups.campaign(campaign)
    kept = drafts.by_token(view.id, draft)
    found = [one for one in kept.pictures if one.hex == picture] if kept else []
    return files.send(view.id, found[0], 320) if found else abort(404)


def _sent(page: Page, answers: dict[str, Any], draft: str, pictures: Enclosed) -> ResponseReturnValue:
    view = page.campaign
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id)
    done = proposing.send(page, token, answers, draft, pictures, _sender(view, answers))
    if done.confirmation_id is not None:
        return redirect(confirming.address(view, done.confirmation_id), 303)
    return redirect(page.to("my_entry", entry=done.entry_id.hex) + "?new=1", 303)


def _sender(view: CampaignView, answers: dict[str, Any]) -> audit.Actor:
    """Who sends: a participant this browser remembers and who typed no other address, or somebody."""
    participant = mine.participant(view.id, previews.now(view.id)) if not answers["address"] else None
    return audit.participant(participant.id) if participant else audit.VISITOR


def _kept(page: Page, draft: str, ticked: list[str], where: str) -> ResponseReturnValue:
    """To the form again; what was ticked goes along in the address, for nobody has agreed to anything yet."""
    address = page.to("draft", token=draft)
    if request.headers.get("Accept") == "application/json":
        return jsonify(address=address)
    came_by = shares.came_by(page.campaign)
    said = "" if where else "kept=1"
    known = [f"{shares.PARAMETER}={came_by}"] if came_by else []
    query = "&".join(filter(None, [said, *known, *(f"{proposing.TICKED}={key}" for key in ticked)]))
    return redirect(address + (f"?{query}" if query else "") + where, 303)


def _not_open(page: Page) -> ResponseReturnValue:
    phases = page.campaign.of_kind(PhaseKind.SUBMISSION)
    if not phases:
        abort(404)
    first, last = phases[0], phases[-1]
    now = previews.now(page.campaign.id)
    return render_template(
        "public/submissions/not_open.html",
        page=page,
        to_come=now < first.opens,
        is_paused=any(moment_of(phase.plan, now) is Moment.PAUSED for phase in phases),
        position=first.position,
        opens=dates.day_and_time(page.lang, first.opens, page.campaign.zone),
        closed=dates.day_and_time(page.lang, last.last_second, page.campaign.zone),
    )


def _form(page: Page, answers: dict[str, Any], draft: str, pictures: Enclosed, refused: Refused | None = None) -> str:
    view = page.campaign
    name, photo = answers.get("name", ""), pictures.cover is not None
    return render_template(
        "public/submissions/form.html",
        page=page,
        action=page.to("draft", token=draft) if draft else page.to("submit"),
        packet=cards.drawing_of(view, name, page.lang, None, photo=photo),
        packet_address=page.to("packet"),
        similar_address=page.to("similar"),
        draft_kept="kept",
        remembered=mine.participant(view.id, previews.now(view.id)) is not None,
        **proposing.shown(page, PURPOSE, answers, draft, pictures, refused),
    )
