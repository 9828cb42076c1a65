"""Proposing an idea within a frame: its form, the draft that the frame's address holds, and that it has arrived."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, current_app, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from contest.queries import drafts, entries
from contest.queries.campaigns import CampaignView
from contest.rules.entries import EntryState
from contest.rules.objections import Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.widgets import Kind
from contest.services import audit
from contest.web import access, cards, confirming, enclosed, errors, form_tokens, lookups, previews, proposing
from contest.web.embed import within
from contest.web.enclosed import Enclosed
from contest.web.framing import Frame, frame_of, led_on
from contest.words import dates

blueprint = Blueprint("framed_ideas", __name__, url_prefix="/embed/<lang>/<campaign>")
# A token of the page is none here, and the other way round.
PURPOSE = "framed entry"
# So long its address says that an idea has arrived.
SHOWN_SECONDS = 3600


@blueprint.get("/submit", defaults={"draft": ""})
@blueprint.get("/submit/<draft>")
@access.acting()
def form(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """The form, empty or as it was left; or the way to the contest's page."""
    frame = _frame(campaign)
    if (instead := _instead(frame)) is not None:
        return instead
    view = frame.page.campaign
    kept = drafts.by_token(view.id, draft) if draft else None
    if draft and kept is None:
        abort(404)
    if kept is not None and kept.entry_id is not None:
        return redirect(within.address(frame, "widget_submit"), 303)
    answers, pictures = proposing.left(view, kept)
    answers |= dict.fromkeys(proposing.ticks(view) & set(request.args.getlist(proposing.TICKED)), "1")
    return _form(frame, answers, draft, pictures)


@blueprint.post("/submit", defaults={"draft": ""})
@blueprint.post("/submit/<draft>")
@access.acting("draft.saved", "picture.uploaded", "entry.submitted")
def send(lang: str, campaign: str, draft: str) -> ResponseReturnValue:
    """Keep everything that was typed; then send it, or show what is missing."""
    frame = _frame(campaign)
    view = frame.page.campaign
    if view.widgets_lead_on:
        return _elsewhere(frame, 409)
    answers, then = proposing.typed(view), request.form.get("then", "")
    pictures, refused = proposing.received(view, draft, then).with_sent(view.id, audit.VISITOR)
    draft = proposing.saved(frame.page, draft, answers, pictures)
    if (then == "keep" or enclosed.is_pressed(then)) and not refused:
        return _kept(frame, draft, answers, then)
    try:
        if refused:
            raise Refused([*refused, *proposing.other_reasons(view, answers, pictures, audit.VISITOR)])
        token = form_tokens.read(request.form.get("token", ""), PURPOSE, view.id)
        done = proposing.send(frame.page, token, answers, draft, pictures, audit.VISITOR)
    except Refused as no:
        return _form(frame, answers, draft, pictures, no)
    if done.confirmation_id is None:
        return redirect(end(frame, done.entry_id), 303)
    signed = confirming.sign(view.id, done.confirmation_id)
    return redirect(within.address(frame, "widget_check", signed=signed, did="submit"), 303)


@blueprint.get("/submit/packet")
@access.acting()
def packet(lang: str, campaign: str) -> ResponseReturnValue:
    """The packet so far, for the module that redraws it."""
    return proposing.drawn(_frame(campaign).page, PURPOSE)


@blueprint.get("/submit/similar")
@access.acting()
def similar(lang: str, campaign: str) -> ResponseReturnValue:
    """The ideas like the one being typed, for the module that asks; their links lead out of the frame."""
    frame = _frame(campaign)
    found = proposing.like_it(frame.page, PURPOSE)
    answer = make_response(led_on(frame, render_template("embed/ideas/similar.html", page=frame.page, similar=found)))
    answer.headers["X-Fragment"] = "1"
    return answer


@blueprint.get("/sent/<signed>")
@access.acting()
def sent(lang: str, campaign: str, signed: str) -> ResponseReturnValue:
    """The idea has arrived: what happens next, and in whose hands it is."""
    frame = _frame(campaign)
    idea = entries.sent(frame.page.campaign.id, _read(frame.page.campaign, signed))
    if idea is None:
        abort(404)
    waits = idea.state is EntryState.UNCONFIRMED
    return within.shown(frame, "ideas/sent", idea=idea, waits=waits, another=within.address(frame, "widget_submit"))


def end(frame: Frame, entry_id: UUID, did: str = "") -> str:
    """Where one sees that an idea has arrived."""
    return within.address(frame, "widget_sent", signed=_serializer(frame.page.campaign).dumps(entry_id.hex), did=did)


def _read(view: CampaignView, signed: str) -> UUID:
    try:
        return UUID(hex=_serializer(view).loads(signed, max_age=SHOWN_SECONDS))
    except (BadSignature, ValueError):
        abort(404)


def _frame(campaign: str) -> Frame:
    view = lookups.campaign(campaign)
    return frame_of(view, Kind.SUBMIT, previews.now(view.id))


def _instead(frame: Frame) -> Response | None:
    """What is shown where no idea is taken: at the moment, or in a frame at all. Errors: 404 where none ever is."""
    view, now = frame.page.campaign, previews.now(frame.page.campaign.id)
    phases = view.of_kind(PhaseKind.SUBMISSION)
    if not phases:
        abort(404)
    if view.crisis.sharing:
        return within.shown(frame, "paused")
    if view.open_phase(PhaseKind.SUBMISSION, now) is None:
        paused = any(moment_of(phase.plan, now) is Moment.PAUSED for phase in phases)
        state = Moment.PAUSED if paused else Moment.TO_COME if now < phases[0].opens else Moment.DONE
        opens = dates.day_and_time(frame.lang, phases[0].opens, view.zone)
        closed = dates.day_and_time(frame.lang, phases[-1].last_second, view.zone)
        return within.shown(frame, "ideas/shut", state=state.value, opens=opens, closed=closed)
    return _elsewhere(frame) if view.widgets_lead_on else None


def _elsewhere(frame: Frame, status: int = 200) -> Response:
    return within.shown(frame, "ideas/elsewhere", status, there=frame.page.to("submit"))


def _kept(frame: Frame, draft: str, answers: dict[str, Any], then: str) -> ResponseReturnValue:
    """To the form again; what was ticked goes along in the address, for nobody has agreed to anything yet."""
    draft_path = within.path(frame, "widget_draft", token=draft)
    if request.headers.get("Accept") == "application/json":
        return jsonify(address=draft_path)
    if then == "keep":
        return redirect(within.with_query(frame, draft_path, kept="1"), 303)
    ticked = proposing.ticked(frame.page.campaign, answers)
    return redirect(within.with_query(frame, draft_path, **{proposing.TICKED: ticked}), 303)


def _form(
    frame: Frame, answers: dict[str, Any], draft: str, pictures: Enclosed, refused: Refused | None = None
) -> Response:
    view = frame.page.campaign
    name, parts = ("widget_draft", {"token": draft}) if draft else ("widget_submit", {})
    return within.shown(
        frame,
        "ideas/form",
        errors.status_of(refused) if refused else 200,
        action=within.address(frame, name, **parts),
        # Without the form's module nothing would follow what is typed; at the desk it is seen as it will be.
        packet=cards.drawing_of(view, "", frame.lang, None, photo=False) if frame.page.preview else "",
        packet_address=within.path(frame, "widget_packet"),
        similar_address=within.path(frame, "widget_similar"),
        draft_kept="",
        remembered=False,
        **proposing.shown(frame.page, PURPOSE, answers, draft, pictures, refused),
    )


def _serializer(view: CampaignView) -> URLSafeTimedSerializer:
    settings = current_app.config["SETTINGS"]
    return URLSafeTimedSerializer([*settings.secret_key_fallbacks, settings.secret_key], salt=f"idea {view.id}")
