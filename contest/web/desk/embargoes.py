"""Links under embargo, made and taken back beside the announcement they show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Announcement
from contest.queries import announcements, embargoes
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.embargoes import Opened
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import embargoes as acts
from contest.services import keys
from contest.web import access, i18n, lookups
from contest.web.desk import frame, moments
from contest.web.pages import public_url
from contest.words.catalogues import N_

blueprint = Blueprint("desk_embargoes", __name__, url_prefix="/desk/<campaign>/embargoes/<int:position>")
FIELDS = ("name", "medium", "ends")


@dataclass(frozen=True)
class Links:
    """What stands beside an announcement: how many links there are, how many still lead there."""

    number: int
    working: int


def links(campaign: CampaignView, phase: PhaseView, row: Announcement | None, now: datetime) -> Links | None:
    """The links to an announcement in numbers; None for one that nobody can be shown yet."""
    if row is None:
        return None
    found = embargoes.of(campaign.id, phase.id)
    return Links(len(found), sum(acts.works(one.embargo, now) for one in found))


@blueprint.get("")
@access.staff(Act.ANNOUNCE)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """Who may look before the moment, and who has."""
    return frame.page("announcements/embargoes", **_values(*_about(campaign, position)))


@blueprint.post("")
@access.staff(Act.ANNOUNCE, "embargo.made")
def make(campaign: str, position: int) -> ResponseReturnValue:
    """One more link."""
    view, phase = _about(campaign, position)
    typed = {name: request.form.get(name, "") for name in FIELDS}
    try:
        ends = moments.read(typed["ends"], view.zone, "ends")
        acts.make(
            view.id,
            phase.id,
            name=typed["name"],
            medium=typed["medium"],
            ends=ends,
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return frame.again(refusal, "announcements/embargoes", **_values(view, phase, typed))
    flash(N_("The link is made. Send it to this one person."))
    return redirect(url_for("desk_embargoes.shown", campaign=campaign, position=position), 303)


@blueprint.post("/<uuid:embargo>/revoke")
@access.staff(Act.ANNOUNCE, "embargo.revoked")
def revoke(campaign: str, position: int, embargo: UUID) -> ResponseReturnValue:
    """This link leads nowhere any more."""
    view, phase = _about(campaign, position)
    try:
        acts.revoke(view.id, phase.id, embargo, by=access.person().id, now=clock.now())
    except LookupError:
        abort(404)
    flash(N_("The link is taken back."))
    return redirect(url_for("desk_embargoes.shown", campaign=campaign, position=position), 303)


def _about(campaign: str, position: int) -> tuple[CampaignView, PhaseView]:
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    if phase is None or announcements.written(view.id, phase.id) is None:
        abort(404)
    return view, phase


def _values(view: CampaignView, phase: PhaseView, typed: Mapping[str, str] | None = None) -> dict[str, Any]:
    now = clock.now()
    i18n.speak(access.person().lang)
    row = announcements.written(view.id, phase.id)
    opens = moments.typed(row.opens, view.zone) if row is not None else ""
    return {
        "section": f"announcement-{phase.position}",
        "campaign": view.slug,
        "phase": phase,
        "row": row,
        "waits": acts.waits(view.id, phase.id, now),
        "zone": view.zone,
        "longest": acts.LONGEST,
        "links": [(one, _address(view, one), acts.works(one.embargo, now)) for one in embargoes.of(view.id, phase.id)],
        "typed": {"name": "", "medium": "", "ends": opens} | dict(typed or {}),
    }


def _address(view: CampaignView, one: Opened) -> str:
    """The link as it is sent: in the campaign's first language, with the others one click away."""
    token = keys.embargo_token(view.id, one.embargo.id)
    return public_url() + view.path("embargo", token=token)
