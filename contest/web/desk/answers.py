"""What the desk keeps for itself: answers to begin a letter with."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import moderation
from contest.queries.campaigns import CampaignView
from contest.rules.answers import GAPS, LONGEST, LONGEST_NAME
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame
from contest.words.catalogues import N_

blueprint = Blueprint("desk_answers", __name__, url_prefix="/desk/<campaign>/answers")


@blueprint.get("")
@access.staff(Act.MODERATE)
def listed(campaign: str) -> ResponseReturnValue:
    """All that are kept ready, by language, each to be changed in place."""
    return frame.page("answers", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("")
@access.staff(Act.MODERATE, "answer.kept")
def keep(campaign: str) -> ResponseReturnValue:
    """Keep one more, or change one."""
    view = lookups.campaign_for_staff(campaign)
    typed = {name: request.form.get(name, "") for name in ("answer", "lang", "name", "text")}
    known = {one.id.hex: one.id for one in moderation.answers(view.id)}
    try:
        acts.keep_answer(
            view.id,
            known.get(typed["answer"]),
            lang=typed["lang"],
            name=typed["name"],
            text=typed["text"],
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "answers", **_values(view, typed))
    flash(N_("The answer is kept ready."))
    return redirect(url_for("desk_answers.listed", campaign=campaign), 303)


@blueprint.post("/<uuid:answer>/drop")
@access.staff(Act.MODERATE, "answer.dropped")
def drop(campaign: str, answer: UUID) -> ResponseReturnValue:
    """Keep one ready no longer."""
    view = lookups.campaign_for_staff(campaign)
    acts.drop_answer(view.id, answer, by=access.person().id, now=clock.now())
    flash(N_("The answer is gone."))
    return redirect(url_for("desk_answers.listed", campaign=campaign), 303)


def _values(view: CampaignView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    return {
        "section": "queue",
        "campaign": view.slug,
        "view": view,
        "answers": moderation.answers(view.id),
        "typed": typed or {"answer": "", "lang": view.default_language, "name": "", "text": ""},
        "gaps": GAPS,
        "longest": LONGEST,
        "longest_name": LONGEST_NAME,
    }
