"""Proposing an idea: the form with the packet that draws itself, the draft that survives, the sending."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import drafts
from contest.queries import entries as entry_queries
from contest.queries.campaigns import CampaignView
from contest.rules import forms
from contest.rules.forms import FieldKind
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.pictures import MOST_OF_AN_ENTRY, alternative_key
from contest.services import audit, entries, traces
from contest.services import drafts as draft_acts
from contest.web import access, cards, confirming, errors, form_tokens, lookups, mine, previews, shares
from contest.web import enclosed as pictures
from contest.web import pictures as files
from contest.web.enclosed import Enclosed
from contest.web.pages import Page, page_of
from contest.web.public import similar
from contest.words import dates

blueprint = Blueprint("submissions", __name__)
PURPOSE = "entry"
EXTRA = ("alternative", "address", "guardian")
TICKED = "ticked"


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
    answers |= dict.fromkeys(_ticks(view) & set(request.args.getlist(TICKED)), "1")
    return _form(page, answers, draft, _enclosed(view, kept.pictures if kept else (), answers))


@blueprint.post("/<lang>/<campaign>/submit", defaults={"draft": ""})
@blueprint.post("/<lang>/<campaign>/submit/<draft>")
@access.acting("draft.saved", "picture.uploaded", "entry.submitted")
def send(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """Keep everything that was typed; then send it, or show what is missing."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now, noindex=True)
    answers, then = _typed(view), request.form.get("then", "")
    before = _pictures_of(view, drafts.by_token(view.id, draft) if draft else None)
    enclosed = _enclosed(view, before, request.form).after_press(then)
    enclosed, refused = enclosed.with_sent(view.id, audit.VISITOR)
    draft = _saved(page, draft, answers, enclosed)
    if (then == "keep" or pictures.is_pressed(then)) and not refused:
        ticked = [] if then == "keep" else sorted(key for key in _ticks(view) if answers[key])
        return _kept(page, draft, ticked, "#pictures" if enclosed.several and then != "keep" else "")
    try:
        if refused:
            raise Refused([*refused, *_other_reasons(view, answers, enclosed)])
        return _sent(page, answers, draft, enclosed)
    except Refused as no:
        status = errors.status_of(no)
        return _form(page, answers, draft, enclosed, no), status


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


@blueprint.get("/<lang>/<campaign>/submit/<draft>/pictures/<picture>")
@access.acting()
def draft_picture_at(lang: str, campaign: str, draft: str, picture: str) -> ResponseReturnValue:
    """One of a draft's pictures, for whoever holds its link."""
    view = lookups.campaign(campaign)
    kept = drafts.by_token(view.id, draft)
    found = [one for one in kept.pictures if one.hex == picture] if kept else []
    return files.send(view.id, found[0], 320) if found else abort(404)


def _saved(page: Page, draft: str, answers: dict[str, Any], enclosed: Enclosed) -> str:
    """The draft's token, now that what was typed and received is kept."""
    view = page.campaign
    words = {key: answer for key, answer in answers.items() if key not in _ticks(view)} | dict(enclosed.words)
    cover, further = enclosed.cover, enclosed.further
    return draft_acts.save(
        view.id,
        token=draft,
        answers=words,
        picture_id=cover,
        further=further,
        lang=page.lang,
        now=previews.now(view.id),
    )


def _sent(page: Page, answers: dict[str, Any], draft: str, enclosed: Enclosed) -> ResponseReturnValue:
    view = page.campaign
    now = previews.now(view.id)
    token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id)
    if token is None:
        raise Refused([Objection("form_expired")])
    done = entries.submit(
        view.id,
        answers=answers | enclosed.answers,
        address=answers["address"],
        guardian=answers["guardian"],
        lang=page.lang,
        submit_key=token.key,
        picture_id=enclosed.cover,
        further=enclosed.further,
        by=_sender(view, answers),
        now=now,
        draft=draft,
        share_code=shares.came_by(view),
        source=traces.source_of(request.remote_addr or "", request.user_agent.string, now=now),
    )
    if done.confirmation_id is not None:
        return redirect(confirming.address(view, done.confirmation_id), 303)
    return redirect(page.to("my_entry", entry=done.entry_id.hex) + "?new=1", 303)


def _other_reasons(view: CampaignView, answers: dict[str, Any], enclosed: Enclosed) -> list[Objection]:
    """What else is wrong beside a picture that was refused."""
    found = entries.objections(
        view.id,
        answers=answers | enclosed.answers,
        address=answers["address"],
        guardian=answers["guardian"],
        picture_id=enclosed.cover,
        further=enclosed.further,
        by=_sender(view, answers),
    )
    return [objection for objection in found if objection.field != "picture"]


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
    query = "&".join(filter(None, [said, *known, *(f"{TICKED}={key}" for key in ticked)]))
    return redirect(address + (f"?{query}" if query else "") + where, 303)


def _pictures_of(view: CampaignView, draft: drafts.DraftView | None) -> tuple[UUID, ...]:
    """A draft's pictures; of one that was sent, its idea's: the same form sent again is the same idea."""
    if draft is None or draft.entry_id is None:
        return draft.pictures if draft else ()
    known = entry_queries.sent(view.id, draft.entry_id)
    return known.pictures if known else ()


def _enclosed(view: CampaignView, received: tuple[UUID, ...], answers: Mapping[str, Any]) -> Enclosed:
    return Enclosed(received, pictures.typed(answers), max((field.most for field in _asked(view)), default=0))


def _asked(view: CampaignView) -> list[forms.Field]:
    """The form's question for pictures, if it has one."""
    return [field for field in _fields(view) if field.kind is FieldKind.PICTURE]


def _typed(view: CampaignView) -> dict[str, Any]:
    keys = [field.key for field in _fields(view) if field.kind is not FieldKind.PICTURE]
    return {key: request.form.get(key, "") for key in (*keys, *EXTRA)}


def _ticks(view: CampaignView) -> set[str]:
    """What is agreed to when sending, and not before."""
    return {field.key for field in _fields(view) if field.kind in (FieldKind.AGE, FieldKind.CONSENT)}


def _fields(view: CampaignView) -> tuple[forms.Field, ...]:
    return forms.fields(lookups.form(view))


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


def _form(page: Page, answers: dict[str, Any], draft: str, enclosed: Enclosed, refused: Refused | None = None) -> str:
    view = page.campaign
    now = previews.now(view.id)
    phase = view.open_phase(PhaseKind.SUBMISSION, now)
    wrong = errors.sentences(refused.objections) if refused else {}
    return render_template(
        "public/submissions/form.html",
        page=page,
        title=forms.title_in(lookups.form(view), page.lang),
        fields=_fields(view),
        answers={key: answers.get(key, "") for key in (*[field.key for field in _fields(view)], *EXTRA)},
        wrong=wrong,
        first_wrong=_first_wrong(view, wrong),
        token=form_tokens.issue(PURPOSE, view.id),
        share_code=shares.came_by(view),
        action=page.to("draft", token=draft) if draft else page.to("submit"),
        packet=cards.drawing_of(view, answers.get("name", ""), page.lang, None, photo=enclosed.cover is not None),
        similar=similar.shown(page, answers.get("name", "")),
        picture=page.to("draft_picture", token=draft) if enclosed.cover is not None else "",
        pictures=enclosed.shown(
            [page.to("draft_picture_at", token=draft, picture=picture.hex) for picture in enclosed.pictures]
        ),
        several=enclosed.several,
        next_alternative=enclosed.words.get(pictures.NEXT, ""),
        remembered=mine.participant(view.id, now) is not None,
        age=view.minimum_age,
        kept="kept" in request.args,
        draft_address=page.absolute("draft", token=draft) if draft else "",
        until=dates.day_and_time(page.lang, phase.last_second, view.zone) if phase else "",
    )


def _first_wrong(view: CampaignView, wrong: dict[str, list[str]]) -> str:
    """The first field, from the top of the page, against which something was said: the focus leads there."""
    below = (FieldKind.AGE, FieldKind.CONSENT)
    told = [alternative_key(place) for place in range(1, MOST_OF_AN_ENTRY + 1)]
    typed = [
        key
        for field in _fields(view)
        if field.kind not in below
        for key in ((field.key, *told) if field.kind is FieldKind.PICTURE else (field.key,))
    ]
    ticks = [field.key for field in _fields(view) if field.kind in below]
    return next((key for key in (*typed, "address", *ticks, "guardian") if key in wrong), "")
