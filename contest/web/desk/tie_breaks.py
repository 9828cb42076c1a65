"""The tie-break question: asked in the form, and answered before a result is closed."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import tie_breaks as queries
from contest.queries.campaigns import CampaignView
from contest.rules import tie_breaks as rules
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import tie_breaks as acts
from contest.web import access, errors, i18n, lookups
from contest.web.desk import frame, results
from contest.words.catalogues import N_

blueprint = Blueprint("desk_tie_breaks", __name__, url_prefix="/desk/<campaign>")


@blueprint.get("/tie-break")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """The question, in every language."""
    return frame.page("tie_break", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("/tie-break")
@access.staff(Act.EDIT_CAMPAIGN, "tie_break.asked")
def ask(campaign: str) -> ResponseReturnValue:
    """Have the form ask it, or ask it no more."""
    view = lookups.campaign_for_staff(campaign)
    typed = {lang: request.form.get(f"question_{lang}", "") for lang in view.languages}
    try:
        acts.ask(view.id, typed, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "tie_break", **_values(view, typed))
    asked = any(text.strip() for text in typed.values())
    flash(N_("The form asks this question now.") if asked else N_("The form asks no such question."))
    return redirect(url_for("desk_tie_breaks.shown", campaign=campaign), 303)


@blueprint.post("/results/<int:position>/tie-break")
@access.staff(Act.CLOSE_RESULT, "tie_break.answered")
def answer(campaign: str, position: int) -> ResponseReturnValue:
    """Say the right answer."""
    here = results.vote(campaign, position)
    typed, now = request.form.get("answer", ""), clock.now()
    try:
        acts.answer(here.campaign.id, here.phase.id, typed, by=access.person().id, now=now)
    except Refused as refusal:
        status = errors.status_of(refusal)
        return frame.again(refusal, "results/result", status=status, **results.values(here, now, right=typed))
    flash(N_("The right answer is written down, and told in the campaign’s public history."))
    return redirect(url_for("desk_results.shown", campaign=campaign, position=position), 303)


def _values(view: CampaignView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    asked = queries.question(view.id)
    stands = asked["label"] if asked else {}
    return {
        "section": "dates",
        "campaign": view.slug,
        "view": view,
        "typed": typed or {lang: stands.get(lang, "") for lang in view.languages},
        "is_asked": asked is not None,
        "sent": queries.sent(view.id),
        "longest": rules.LONGEST_QUESTION,
    }
