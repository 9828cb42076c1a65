"""A journalist's link under embargo: a promise first, then the announcement as it will be; every opening is noted."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Embargo
from contest.queries import announcements, crises, embargoes
from contest.queries.campaigns import CampaignView
from contest.rules.objections import Objection, Refused
from contest.services import embargoes as acts
from contest.services import keys
from contest.web import access, errors, form_tokens, lookups
from contest.web.pages import Page, page_of
from contest.web.public.announcements import told
from contest.words import dates

blueprint = Blueprint("embargoes", __name__)
PURPOSE = "embargo"


@blueprint.get("/<lang>/<campaign>/embargo/<token>")
@access.acting()
def promised(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """What this is, and the promise; nothing of the announcement yet, for a mail scanner may have opened it."""
    view, row = _link(campaign, token)
    if announcements.is_shown(view.id, row.phase_id, clock.now()):
        return redirect(_public(view, lang, row), 303)
    return _promise(view, lang, row, token)


@blueprint.post("/<lang>/<campaign>/embargo/<token>")
@access.acting("embargo.opened")
def opened(lang: str, campaign: str, token: str) -> ResponseReturnValue:
    """The promise is given: note that, and lead on."""
    view, row = _link(campaign, token)
    if announcements.is_shown(view.id, row.phase_id, clock.now()):
        return redirect(_public(view, lang, row), 303)
    try:
        if form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, token) is None:
            raise Refused([Objection("form_expired")])
        opening = acts.open_link(view.id, row.id, now=clock.now())
    except Refused as refused:
        return _promise(view, lang, row, token, refused), errors.status_of(refused)
    return redirect(view.path("embargoed", token=token, opening=str(opening)), 303)


@blueprint.get("/<lang>/<campaign>/embargo/<token>/<uuid:opening>")
@access.acting()
def seen(lang: str, campaign: str, token: str, opening: UUID) -> ResponseReturnValue:
    """The announcement as it will be, for an hour after the promise."""
    view, row = _link(campaign, token)
    now = clock.now()
    if announcements.is_shown(view.id, row.phase_id, now):
        return redirect(_public(view, lang, row), 303)
    if not acts.is_open(row, opening, now) or crises.of(view.id).results:
        return redirect(view.path("embargo", token=token), 303)
    shown = announcements.preview(view.id, row.phase_id)
    phase = next((phase for phase in view.phases if phase.id == row.phase_id), None)
    if shown is None or phase is None:
        abort(404)
    until = dates.whole(lang, shown.opens, view.zone)
    return told(replace(_page(view, lang), embargo=until), phase, shown)


def _link(campaign: str, token: str) -> tuple[CampaignView, Embargo]:
    """The campaign and the link; nothing of it is kept anywhere. Errors: 404."""
    g.uncached = True
    view = lookups.campaign(campaign)
    known = keys.embargo_of(view.id, token)
    row = embargoes.one(view.id, known) if known else None
    if row is None:
        abort(404)
    return view, row


def _page(view: CampaignView, lang: str) -> Page:
    return page_of(view, lang, clock.now(), noindex=True)


def _public(view: CampaignView, lang: str, row: Embargo) -> str:
    position = next(phase.position for phase in view.phases if phase.id == row.phase_id)
    return view.path("announcement", position=position)


def _promise(view: CampaignView, lang: str, row: Embargo, token: str, refused: Refused | None = None) -> str:
    now = clock.now()
    written = announcements.written(view.id, row.phase_id)
    works = written is not None and acts.works(row, now) and acts.waits(view.id, row.phase_id, now)
    return render_template(
        "public/embargoes/promise.html",
        page=_page(view, lang),
        row=row,
        works=works and not crises.of(view.id).results,
        until=dates.whole(lang, written.opens, view.zone) if written and works else "",
        ends=dates.day_and_time(lang, row.ends, view.zone),
        token=form_tokens.issue(PURPOSE, view.id, token),
        wrong=errors.sentences(refused.objections).get("", []) if refused else [],
    )
