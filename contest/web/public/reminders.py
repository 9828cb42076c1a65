""" "Tell me when it opens": one wish, one mail; and the phase as a file for one's calendar."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import announcements
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules.objections import Objection, Refused
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.services import keys, reminders, wishes
from contest.web import access, confirming, errors, form_tokens, lookups, previews
from contest.web.pages import Page, page_of
from contest.words import calendars, dates
from contest.words.calendars import Event
from contest.words.catalogues import N_, gettext

blueprint = Blueprint("reminders", __name__)
PURPOSE = "remind"
PAGES = {PhaseKind.SUBMISSION: "submit", PhaseKind.VOTE: "vote", PhaseKind.ANNOUNCEMENT: "winner"}


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
    _stop(view, token)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    return render_template("public/reminders/stop.html", page=page, action=request.path, stopped=False)


@blueprint.post("/<lang>/<campaign>/stop/<token>")
@access.acting("reminder.stopped", "wish.stopped")
def stop(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """No mail, then. The link itself is the proof, so that a mail program may press the button too (RFC 8058)."""
    view = lookups.campaign(campaign)
    _stop(view, token)()
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


def _stop(view: CampaignView, token: str) -> Callable[[], None]:
    """What ends the wish that a link was mailed for. Errors: 404 for a link that is not ours."""
    now = previews.now(view.id)
    if (reminder := keys.reminder_of(view.id, token)) is not None:
        return partial(reminders.stop, view.id, reminder, now=now)
    wish = keys.wish_of(view.id, token)
    if wish is None:
        abort(404)
    return partial(wishes.stop, view.id, wish, now=now)


def _form(page: Page, phase: PhaseView, refused: Refused | None = None) -> str:
    now = previews.now(page.campaign.id)
    # What is announced has no hour of its own: there is something to wait for until a winner is public.
    waits = announcements.latest(page.campaign.id, previews.results_now(page.campaign.id)) is None
    return render_template(
        "public/reminders/remind.html",
        page=page,
        phase=page.campaign.phase_name(phase.position),
        to_come=moment_of(phase.plan, now) is Moment.TO_COME if phase.kind is not PhaseKind.ANNOUNCEMENT else waits,
        announcing=phase.kind is PhaseKind.ANNOUNCEMENT,
        opens=dates.day_and_time(page.lang, phase.opens, page.campaign.zone),
        there=page.to(PAGES[phase.kind]),
        calendar=page.to("calendar", position=phase.position),
        address=request.form.get("address", ""),
        wrong=errors.sentences(refused.objections, ("address",)) if refused else {},
        token=form_tokens.issue(PURPOSE, page.campaign.id, phase.id.hex),
    )
