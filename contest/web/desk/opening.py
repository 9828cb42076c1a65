"""Going live: what a campaign lacks, how it differs from its preset, and the act itself."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Visibility
from contest.queries import readiness
from contest.queries.campaigns import CampaignView
from contest.rules import addresses
from contest.rules.objections import Objection, Refused
from contest.rules.readiness import Lack, Room, lacks
from contest.rules.roles import Act
from contest.services import audit
from contest.services import campaigns as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame, labels
from contest.words import readiness as words
from contest.words.catalogues import N_

blueprint = Blueprint("desk_opening", __name__, url_prefix="/desk/<campaign>/opening")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """What is missing, each with the way to where it is mended."""
    return frame.page("opening", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "campaign.published", "campaign.visibility_changed")
def publish(campaign: str) -> ResponseReturnValue:
    """Show it to the public, in the list of all or to those who know its address."""
    view = lookups.campaign_for_staff(campaign)
    wanted = Visibility.UNLISTED if request.form.get("visibility") == "unlisted" else Visibility.PUBLIC
    try:
        acts.publish(view.id, visibility=wanted, by=audit.staff(access.person().id), now=clock.now())
    except Refused:
        # What blocks stands on the page, each with its way: one sentence says why nothing happened.
        return frame.again(Refused([Objection("campaign_not_ready")]), "opening", status=409, **_values(view))
    flash(N_("The campaign is shown. Look at it as your public does."))
    return redirect(url_for("desk_opening.shown", campaign=campaign), 303)


def _values(view: CampaignView) -> dict[str, Any]:
    lang = access.person().lang
    i18n.speak(lang)
    found = lacks(readiness.facts(view.id, clock.now()))
    key, differs = readiness.differing(view.id)
    return {
        "section": "opening",
        "campaign": view.slug,
        "view": view,
        "public": addresses.path("campaign", lang=view.default_language, campaign=view.slug),
        "is_draft": view.visibility is Visibility.DRAFT,
        "is_unlisted": view.visibility is Visibility.UNLISTED,
        "blocking": [_row(view, lack, lang) for lack in found if lack.blocks],
        "worth": [_row(view, lack, lang) for lack in found if not lack.blocks],
        "preset": words.preset(lang, key),
        "differs": [words.setting(lang, name) for name in differs],
    }


def _row(view: CampaignView, lack: Lack, lang: str) -> tuple[str, str]:
    """One thing in words, and where it is mended."""
    names = [view.phase_name(position) for position in lack.numbers] if lack.room is Room.DATES else lack.numbers
    label = labels.label(lang, lack.name) if lack.room is Room.TEXTS else words.document(lang, lack.name)
    said = words.lack(lang, lack.key, label=label, tongue=lack.lang, names=[str(name) for name in names])
    return said, _address(view, lack)


def _address(view: CampaignView, lack: Lack) -> str:
    """Where it is mended."""
    match lack.room:
        case Room.TEXTS:
            return url_for("desk_campaign.shown", campaign=view.slug, _anchor=f"{lack.name}_{lack.lang}")
        case Room.DOCUMENTS:
            return url_for("desk_documents.shown", campaign=view.slug, kind=lack.name)
        case Room.DATES:
            return url_for("desk_dates.shown", campaign=view.slug)
        case Room.QUEUE:
            return url_for("desk_queue.listed", campaign=view.slug)
