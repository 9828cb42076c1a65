""" "Tell me when it opens": one wish, one mail; and the phase as a file for one's calendar."""

from uuid import UUID

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.services import keys, reminders
from contest.web import access, confirming, errors, form_tokens, lookups, previews
from contest.web.pages import Page, page_of
from contest.words import calendars, dates
from contest.words.calendars import Event
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("reminders", __name__)
PURPOSE = "remind"
PAGES = {PhaseKind.SUBMISSION: "submit", PhaseKind.VOTE: "vote"}


@blueprint.get("/<lang>/<campaign>/remind/<int:position>")
@access.acting()
def form(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Where to, please?"""
    view = lookups.campaign(campaign)
    return _form(page_of(view, lang, previews.now(view.id), noindex=True), _phase(view, position))


@blueprint.post("/<lang>/<campaign>/remind/<int:position>")
@access.acting("reminder.asked")
def ask(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Note the wish; it counts once the address has answered."""
    view = lookups.campaign(campaign)
    page, phase = page_of(view, lang, previews.now(view.id), noindex=True), _phase(view, position)
    address = request.form.get("address", "")
    try:
        if form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, phase.id.hex) is None:
            raise Refused([Objection("form_expired")])
        confirmation = reminders.ask(view.id, phase.id, address=address, lang=lang, now=previews.now(view.id))
    except Refused as refused:
        return _form(page, phase, refused), errors.status_of(refused)
    return redirect(confirming.address(view, confirmation), 303)


@blueprint.get("/<lang>/<campaign>/stop/<token>")
@access.acting()
def stopping(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """The link of our mail: one button, for a scanner may have opened it."""
    view = lookups.campaign(campaign)
    _wish(view, token)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    return render_template("public/reminders/stop.html", page=page, action=request.path, stopped=False)


@blueprint.post("/<lang>/<campaign>/stop/<token>")
@access.acting("reminder.stopped")
def stop(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """No mail, then. The link itself is the proof, so that a mail program may press the button too (RFC 8058)."""
    view = lookups.campaign(campaign)
    reminders.stop(view.id, _wish(view, token), now=previews.now(view.id))
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    return render_template("public/reminders/stop.html", page=page, action=request.path, stopped=True)


@blueprint.get("/<lang>/<campaign>/calendar/<int:position>.ics")
@access.reading(max_age=300)
def calendar(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """When it opens and when it closes, for one's own calendar."""
    view = lookups.campaign(campaign)
    phase = _phase(view, position)
    page = page_of(view, lang, previews.now(view.id))
    said = {"phase": view.phase_name(position), "contest": view.name}
    titles = (
        (phase.opens, gettext(lang, N_("%(phase)s opens: %(contest)s"), **said)),
        (phase.last_second, gettext(lang, N_("%(phase)s closes: %(contest)s"), **said)),
    )
    address = page.absolute(PAGES[phase.kind])
    events = [Event(f"{phase.id.hex}-{place}", at, title, address) for place, (at, title) in enumerate(titles)]
    file = calendars.calendar(events, made_at=phase.opens, product=view.brand)
    headers = {"Content-Disposition": f'attachment; filename="{view.slug}-{position}.ics"'}
    return Response(file, mimetype="text/calendar", headers=headers)


def _phase(view: CampaignView, position: int) -> PhaseView:
    phase = view.at(position)
    if phase is None or phase.kind not in PAGES:
        abort(404)
    return phase


def _wish(view: CampaignView, token: str) -> UUID:
    known = keys.reminder_of(view.id, token)
    if known is None:
        abort(404)
    return known


def _form(page: Page, phase: PhaseView, refused: Refused | None = None) -> str:
    now = previews.now(page.campaign.id)
    return render_template(
        "public/reminders/remind.html",
        page=page,
        phase=page.campaign.phase_name(phase.position),
        to_come=moment_of(phase.plan, now) is Moment.TO_COME,
        opens=dates.day_and_time(page.lang, phase.opens, page.campaign.zone),
        there=page.to(PAGES[phase.kind]),
        calendar=page.to("calendar", position=phase.position),
        address=request.form.get("address", ""),
        wrong=errors.sentences(refused.objections, ("address",)) if refused else {},
        token=form_tokens.issue(PURPOSE, page.campaign.id, phase.id.hex),
    )
