"""What a result is made of: the formula, the figures of jury and sales, and what the public can still change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Visibility
from contest.queries import blends, candidates, results
from contest.queries.campaigns import CampaignView, PhaseView
from contest.rules import blend as rules
from contest.rules import outlook
from contest.rules.ballots import vote_rules
from contest.rules.blend import BROUGHT, Blend, Part, Points, Term
from contest.rules.imports import Fault
from contest.rules.objections import Refused
from contest.rules.papers import MOST_STANDING
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.rules.sealed import COLUMNS, MOST_LETTERS
from contest.rules.spreadsheets import written
from contest.services import blends as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame
from contest.web.errors import status_of
from contest.words import blending, phrases
from contest.words.catalogues import N_

blueprint = Blueprint("desk_blend", __name__, url_prefix="/desk/<campaign>/blend/<int:position>")
WEIGHT = re.compile(r"\d{1,3}")
# The weights of the public vote that the simulator tries.
TRIED = (90, 80, 70, 60, 50, 40, 30, 20, 10)
# So many lines of a sheet are said to be wrong at a time.
MOST_FAULTS = 50


@dataclass(frozen=True)
class Vote:
    """The vote a page is about, and what is set for it."""

    campaign: CampaignView
    phase: PhaseView
    blend: Blend | None


def _vote(campaign: str, position: int) -> Vote:
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    return Vote(view, phase, vote_rules(phase.settings).blend)


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """The formula and what follows from it."""
    return frame.page("blend/blend", **_values(_vote(campaign, position)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "blend.changed")
def change(campaign: str, position: int) -> ResponseReturnValue:
    """Say what the result is made of."""
    here = _vote(campaign, position)
    typed = {name: request.form.get(name, "") for name in _stored(here)}
    if typed["first"] not in list(Part) or any(typed[f"points_{part}"] not in list(Points) for part in Part):
        abort(404)
    try:
        acts.set_formula(
            here.campaign.id,
            here.phase.id,
            _wanted(typed),
            reason=typed["blend_reason"],
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "blend/blend", status=status_of(refusal), **_values(here, typed))
    flash(N_("What the result is made of is written down."))
    return redirect(url_for("desk_blend.shown", campaign=campaign, position=position), 303)


@blueprint.post("/figures")
@access.staff(Act.EDIT_CAMPAIGN, "blend.brought")
def bring(campaign: str, position: int) -> ResponseReturnValue:
    """Take in a sheet of figures, whole or not at all."""
    here, part = _vote(campaign, position), request.form.get("part", "")
    if part not in BROUGHT:
        abort(404)
    sheet = request.files.get("sheet")
    data = sheet.read(4 * MOST_LETTERS + 1) if sheet else b""
    try:
        person = access.person().id
        faults = acts.bring(here.campaign.id, here.phase.id, Part(part), data, by=person, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "blend/blend", status=409, **_values(here))
    if faults:
        page = frame.page("blend/blend", **_values(here, faults=(Part(part), faults)))
        return Response(page, 422)
    flash(N_("The figures are in, and sealed."))
    return redirect(url_for("desk_blend.shown", campaign=campaign, position=position), 303)


@blueprint.get("/sheet.csv")
@access.staff(Act.EDIT_CAMPAIGN)
def sheet(campaign: str, position: int) -> ResponseReturnValue:
    """An empty sheet with a line for each idea that stands."""
    here = _vote(campaign, position)
    standing = candidates.standing(here.campaign.id, here.phase.id)
    rows = [("number", "name", "figure"), *((str(card.number), card.name, "") for card in standing)]
    headers = {"Content-Disposition": f'attachment; filename="{here.campaign.slug}-figures.csv"'}
    return Response(written(rows), mimetype="text/csv", headers=headers)


def _wanted(typed: dict[str, str]) -> Blend | None:
    """The formula that was typed; none where the public vote has all the weight, or nothing was said of it."""
    weights = {part: int(said) if WEIGHT.fullmatch(said := typed[f"weight_{part}"].strip()) else 0 for part in Part}
    if not any(weights[part] for part in BROUGHT) and weights[Part.PUBLIC] in {0, 100}:
        return None
    terms = (Term(part, weights[part], Points(typed[f"points_{part}"])) for part in Part if weights[part])
    return Blend(tuple(terms), Part(typed["first"]))


def _stored(here: Vote) -> dict[str, str]:
    """The form as it stands."""
    terms = {term.part: term for term in here.blend.terms} if here.blend else {}
    weights = {part: terms[part].weight if part in terms else 0 for part in Part}
    found = {f"weight_{part}": str(weights[part] or "") for part in Part}
    if here.blend is None:
        found["weight_public"] = "100"
    found |= {f"points_{part}": (terms[part].points if part in terms else Points.SHARE).value for part in Part}
    return found | {"first": (here.blend.first if here.blend else Part.PUBLIC).value, "blend_reason": ""}


def _values(
    here: Vote, typed: dict[str, str] | None = None, faults: tuple[Part, Sequence[Fault]] | None = None
) -> dict[str, Any]:
    person, now, view, phase = access.person(), clock.now(), here.campaign, here.phase
    i18n.speak(person.lang)
    is_draft = view.visibility is Visibility.DRAFT
    files, parts = blends.brought(view.id, phase.id), here.blend.brought if here.blend else ()
    return {
        "section": f"results-{phase.position}",
        "campaign": view.slug,
        "vote": here,
        "phase_name": view.texts[f"phase_{phase.position}_name"],
        "typed": _stored(here) | (typed or {}),
        "parts": [(part.value, blending.part(person.lang, part, head=True)) for part in Part],
        "ways": blending.ways(person.lang),
        "formula": here.blend and blending.parts(person.lang, here.blend),
        "brought": [(part.value, blending.part(person.lang, part, head=True), files.get(part)) for part in parts],
        "columns": ", ".join(COLUMNS),
        "faults": _faults(person.lang, faults),
        "is_draft": is_draft,
        "begun": phase.opens <= now and not is_draft,
        "closed": results.result(view.id, phase.id) is not None,
        "always": here.blend is not None and outlook.always_public(here.blend),
        **_simulated(here, files, person.lang),
    }


def _faults(lang: str, found: tuple[Part, Sequence[Fault]] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    part, faults = found
    lines = [(one.row, one.objection.field, phrases.objection(lang, one.objection)) for one in faults[:MOST_FAULTS]]
    return {"part": part.value, "lines": lines, "more": len(faults) - len(lines)}


def _simulated(here: Vote, files: dict[Part, blends.Brought], lang: str) -> dict[str, Any]:
    """What the public can still change, as it stands and with other weights; nothing while figures are missing."""
    view, phase = here.campaign, here.phase
    nothing: dict[str, Any] = {"outlook": "", "tried": ()}
    cards = {card.id: card.name for card in candidates.standing(view.id, phase.id)}
    if here.blend is None or not 0 < len(cards) <= MOST_STANDING:
        return nothing
    if results.result(view.id, phase.id) is not None or blends.missing(view.id, phase.id, phase.settings):
        return nothing
    method, figures = vote_rules(phase.settings).method, blends.figures(files)
    public = results.standing_so_far(view.id, phase.id, list(cards))

    def said(formula: Blend) -> str:
        return blending.outlook(lang, outlook.outlook(formula, method, public, figures), cards)

    tried = [(rules.proportioned(here.blend, weight), weight) for weight in TRIED]
    return {
        "outlook": said(here.blend),
        "tried": [
            (blending.parts(lang, formula), said(formula))
            for formula, _ in tried
            if all(term.weight for term in formula.terms)
        ],
    }
