"""Side prizes drawn among the voters of one vote: what there is, the list, the draw."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Draw, Visibility
from contest.queries import draws as queries
from contest.queries import results as result_queries
from contest.rules import draws as rules
from contest.rules.eligibility import who_may
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import draws as acts
from contest.web import access, i18n, side_prizes
from contest.web.desk import frame, results
from contest.web.desk.results import Vote
from contest.web.errors import status_of
from contest.words.catalogues import N_

blueprint = Blueprint("desk_draws", __name__, url_prefix="/desk/<campaign>/side-prizes/<int:position>")
FIELDS = ("number", "countries", "source")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """What is drawn, and how far that is."""
    return frame.page("draws/draw", **_values(results.vote(campaign, position)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "draw.set", "draw.dropped")
def change(campaign: str, position: int) -> ResponseReturnValue:
    """Say what is drawn; without a number nothing is."""
    here = results.vote(campaign, position)
    prizes = {lang: request.form.get(f"prize_{lang}", "") for lang in here.campaign.languages}
    typed = {name: request.form.get(name, "") for name in FIELDS}
    typed |= {f"prize_{lang}": text for lang, text in prizes.items()}
    wanted = rules.terms(typed["number"], prizes, typed["countries"], typed["source"]) if typed["number"] else None
    try:
        acts.set_terms(here.campaign.id, here.phase.id, wanted, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return _again(here, refusal, typed)
    flash(N_("It is written down, and told in the campaign’s public history.") if wanted else N_("Nothing is drawn."))
    return _back(campaign, position)


@blueprint.post("/freeze")
@access.staff(Act.CLOSE_RESULT, "draw.frozen")
def freeze(campaign: str, position: int) -> ResponseReturnValue:
    """Freeze the list."""
    here = results.vote(campaign, position)
    try:
        acts.freeze(here.campaign.id, here.phase.id, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return _again(here, refusal)
    flash(N_("The list is frozen, and its fingerprint published."))
    return _back(campaign, position)


@blueprint.post("/draw")
@access.staff(Act.CLOSE_RESULT, "draw.drawn")
def draw(campaign: str, position: int) -> ResponseReturnValue:
    """Draw by the value of the public source."""
    here = results.vote(campaign, position)
    typed = {name: request.form.get(name, "") for name in ("value", "again")}
    try:
        acts.draw(here.campaign.id, here.phase.id, **typed, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return _again(here, refusal, typed)
    flash(N_("It is drawn. A mail is on its way to each winner."))
    return _back(campaign, position)


@blueprint.post("/pass")
@access.staff(Act.CLOSE_RESULT, "draw.passed")
def pass_on(campaign: str, position: int) -> ResponseReturnValue:
    """Pass a prize on to the next who stands ready."""
    here = results.vote(campaign, position)
    place = request.form.get("place", 0, type=int)
    try:
        acts.pass_on(here.campaign.id, here.phase.id, place, by=access.person().id, now=clock.now())
    except LookupError:
        abort(404)
    flash(N_("The prize was passed on."))
    return _back(campaign, position)


def _back(campaign: str, position: int) -> ResponseReturnValue:
    return redirect(url_for("desk_draws.shown", campaign=campaign, position=position), 303)


def _again(here: Vote, refusal: Refused, typed: dict[str, str] | None = None) -> ResponseReturnValue:
    return frame.again(refusal, "draws/draw", status=status_of(refusal), **_values(here, typed))


def _values(here: Vote, typed: dict[str, str] | None = None) -> dict[str, Any]:
    person, view, phase = access.person(), here.campaign, here.phase
    i18n.speak(person.lang)
    found = queries.of(view.id, phase.id)
    return {
        "section": f"results-{phase.position}",
        "campaign": view.slug,
        "vote": here,
        "phase_name": view.phase_name(phase.position),
        "typed": _stored(here, found) | (typed or {}),
        "draw": found,
        "terms": side_prizes.said(person.lang, found) if found else None,
        "begun": phase.opens <= clock.now() and view.visibility is not Visibility.DRAFT,
        "closed": result_queries.result(view.id, phase.id) is not None,
        "by_mail": who_may(phase.settings).asks_address,
        "may_close": person.may(Act.CLOSE_RESULT, view.id),
        "wishes": queries.wishes(view.id, phase.id) if found else 0,
        "places": queries.places(view.id, phase.id) if found and found.drawn_at else [],
        "rules": rules,
    }


def _stored(here: Vote, draw: Draw | None) -> dict[str, str]:
    """The forms as they stand."""
    prizes = draw.prizes if draw else {}
    return {
        "number": str(draw.number) if draw else "",
        "countries": ", ".join(draw.countries) if draw else "",
        "source": draw.source if draw else "",
        **{f"prize_{lang}": prizes.get(lang, "") for lang in here.campaign.languages},
        "value": "",
        "again": "",
    }
