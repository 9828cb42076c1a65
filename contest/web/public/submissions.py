"""Proposing an idea: the form with the packet that draws itself, the draft that survives, the sending."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import campaigns, drafts
from contest.queries import entries as entry_queries
from contest.queries.campaigns import CampaignView
from contest.rules import forms
from contest.rules.forms import FieldKind
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.services import audit, entries
from contest.services import drafts as draft_acts
from contest.web import access, cards, confirming, errors, form_tokens, lookups, mine, previews, shares
from contest.web import pictures as files
from contest.web.pages import Page, page_of
from contest.web.public import similar
from contest.words import dates

blueprint = Blueprint("submissions", __name__)
PURPOSE = "entry"
EXTRA = ("alternative", "address", "guardian")


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
    answers = draft_acts.typed(view.id, kept.answers) if kept else {}
    return _form(page, answers, draft, kept.picture_id if kept else None)


@blueprint.post("/<lang>/<campaign>/submit", defaults={"draft": ""})
@blueprint.post("/<lang>/<campaign>/submit/<draft>")
@access.acting("draft.saved", "picture.uploaded", "entry.submitted")
def send(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """Keep everything that was typed; then send it, or show what is missing."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    answers = _typed(view)
    refused: list[Objection] = []
    before = drafts.by_token(view.id, draft) if draft else None
    picture = _picture_of(view, before) if request.form.get("then") != "drop" else None
    try:
        picture = files.received(view.id, audit.VISITOR) or picture
    except Refused as no:
        refused = list(no.objections)
    words = {key: answer for key, answer in answers.items() if key not in _ticks(view)}
    draft = draft_acts.save(view.id, token=draft, answers=words, picture_id=picture, lang=lang, now=now)
    if request.form.get("then") in {"keep", "drop"} and not refused:
        return _kept(page, draft)
    try:
        if refused:
            raise Refused([*refused, *_other_reasons(view, answers, picture)])
        return _sent(page, answers, draft, picture)
    except Refused as no:
        status = errors.status_of(no)
        return _form(page, answers, draft, picture, no), status


@blueprint.get("/<lang>/<campaign>/submit/packet")
@access.acting()
def packet(lang: str, campaign: str) -> ResponseReturnValue:
    """The packet so far, for the module that redraws it; only for a form of ours, so that nobody hotlinks a joke."""
    view = lookups.campaign(campaign)
    if form_tokens.read(request.args.get("token", ""), PURPOSE, view.id) is None:
        abort(403)
    name = forms.clean_line(request.args.get("name", ""))[:40]
    drawn = cards.drawing_of(view, name, lang, None, photo=request.args.get("photo") == "1")
    return Response(str(drawn), mimetype="image/svg+xml")


@blueprint.get("/<lang>/<campaign>/submit/<draft>/picture")
@access.acting()
def draft_picture(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """The picture of a draft, for whoever holds its link."""
    view = lookups.campaign(campaign)
    kept = drafts.by_token(view.id, draft)
    if kept is None or kept.picture_id is None:
        abort(404)
    return files.send(view.id, kept.picture_id, 320)


def _sent(page: Page, answers: dict[str, Any], draft: str, picture: Any) -> ResponseReturnValue:
    view = page.campaign
    now = previews.now(view.id)
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id)
    if token is None:
        raise Refused([Objection("form_expired")])
    done = entries.submit(
        view.id,
        answers=answers,
        address=answers["address"],
        guardian=answers["guardian"],
        lang=page.lang,
        submit_key=token.key,
        picture_id=picture,
        by=_sender(view, answers),
        now=now,
        draft=draft,
        share_code=shares.came_by(view),
    )
    if done.confirmation_id is not None:
        return redirect(confirming.address(page, done.confirmation_id), 303)
    return redirect(page.to("my_entry", entry=done.entry_id.hex) + "?new=1", 303)


def _other_reasons(view: CampaignView, answers: dict[str, Any], picture: UUID | None) -> list[Objection]:
    """What else is wrong beside a picture that was refused."""
    found = entries.objections(
        view.id,
        answers=answers,
        address=answers["address"],
        guardian=answers["guardian"],
        picture_id=picture,
        by=_sender(view, answers),
    )
    return [objection for objection in found if objection.field != "picture"]


def _sender(view: CampaignView, answers: dict[str, Any]) -> audit.Actor:
    """Who sends: a participant this browser remembers and who typed no other address, or somebody."""
    participant = mine.participant(view.id, previews.now(view.id)) if not answers["address"] else None
    return audit.participant(participant.id) if participant else audit.VISITOR


def _kept(page: Page, draft: str) -> ResponseReturnValue:
    address = page.to("draft", token=draft)
    if request.headers.get("Accept") == "application/json":
        return jsonify(address=address)
    came_by = shares.came_by(page.campaign)
    return redirect(f"{address}?kept=1" + (f"&{shares.PARAMETER}={came_by}" if came_by else ""), 303)


def _picture_of(view: CampaignView, draft: drafts.DraftView | None) -> UUID | None:
    """A draft's picture; of one that was sent, its idea's: the same form sent again is the same idea."""
    if draft is None or draft.entry_id is None:
        return draft.picture_id if draft else None
    known = entry_queries.sent(view.id, draft.entry_id)
    return known.picture_id if known else None


def _typed(view: CampaignView) -> dict[str, Any]:
    keys = [field.key for field in _fields(view) if field.kind is not FieldKind.PICTURE]
    return {key: request.form.get(key, "") for key in (*keys, *EXTRA)}


def _ticks(view: CampaignView) -> set[str]:
    """What is agreed to when sending, and not before."""
    return {field.key for field in _fields(view) if field.kind in (FieldKind.AGE, FieldKind.CONSENT)}


def _fields(view: CampaignView) -> tuple[forms.Field, ...]:
    row = campaigns.form(view.id)
    if row is None:
        abort(404)
    return forms.fields(row.definition)


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
        position=first.position,
        opens=dates.day_and_time(page.lang, first.opens, page.campaign.zone),
        closed=dates.day_and_time(page.lang, last.last_second, page.campaign.zone),
    )


def _form(page: Page, answers: dict[str, Any], draft: str, picture: Any, refused: Refused | None = None) -> str:
    view = page.campaign
    now = previews.now(view.id)
    phase = view.open_phase(PhaseKind.SUBMISSION, now)
    wrong = errors.sentences(refused.objections) if refused else {}
    return render_template(
        "public/submissions/form.html",
        page=page,
        fields=_fields(view),
        answers={key: answers.get(key, "") for key in (*[field.key for field in _fields(view)], *EXTRA)},
        wrong=wrong,
        first_wrong=_first_wrong(view, wrong),
        token=form_tokens.issue(PURPOSE, view.id),
        share_code=shares.came_by(view),
        action=page.to("draft", token=draft) if draft else page.to("submit"),
        packet=cards.drawing_of(view, answers.get("name", ""), page.lang, None, photo=picture is not None),
        similar=similar.shown(page, answers.get("name", "")),
        picture=page.to("draft_picture", token=draft) if picture is not None else "",
        remembered=mine.participant(view.id, now) is not None,
        age=view.minimum_age,
        kept="kept" in request.args,
        draft_address=page.absolute("draft", token=draft) if draft else "",
        until=dates.day_and_time(page.lang, phase.last_second, view.zone) if phase else "",
    )


def _first_wrong(view: CampaignView, wrong: dict[str, list[str]]) -> str:
    """The first field, from the top of the page, against which something was said: the focus leads there."""
    below = (FieldKind.AGE, FieldKind.CONSENT)
    typed = [field.key for field in _fields(view) if field.kind not in below]
    ticks = [field.key for field in _fields(view) if field.kind in below]
    return next((key for key in (*typed, "alternative", "address", *ticks, "guardian") if key in wrong), "")
