"""The checks of a campaign: which are on, its own words, how often each was right; and "was this right?"."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import findings as queries
from contest.queries.campaigns import CampaignView
from contest.queries.findings import Precision
from contest.rules.findings import Rule
from contest.rules.findings import settings as rules
from contest.rules.findings.settings import LISTS, Settings
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import audit, findings
from contest.web import access, lookups
from contest.web.desk import frame, listing
from contest.words import findings as words
from contest.words.catalogues import N_

blueprint = Blueprint("desk_findings", __name__, url_prefix="/desk/<campaign>/findings")


@blueprint.get("")
@access.staff(Act.MODERATE)
def shown(campaign: str) -> ResponseReturnValue:
    """As they are set, and how they fare."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("findings/checks", **_values(view, queries.settings_of(view.id)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "checks.changed")
def change(campaign: str) -> ResponseReturnValue:
    """Set them, all or none."""
    view = lookups.campaign_for_staff(campaign)
    typed = request.form.get("hide_after", "").strip()
    lists = {name: rules.words(request.form.get(name, "")) for name in LISTS}
    off = frozenset(rule.value for rule in Rule) - set(request.form.getlist("on"))
    wanted = Settings(off=off, hide_after=_number(typed), **lists)
    try:
        changed = findings.set_checks(view.id, wanted, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "findings/checks", **_values(view, wanted))
    if changed:
        flash(N_("The checks are kept. What waits is looked at again."))
    return redirect(url_for("desk_findings.shown", campaign=campaign), 303)


@blueprint.post("/<uuid:finding>/judge")
@access.staff(Act.MODERATE, "finding.judged")
def judge(campaign: str, finding: UUID) -> ResponseReturnValue:
    """Was this right?"""
    view = lookups.campaign_for_staff(campaign)
    said = request.form.get("right", "")
    if said not in {"yes", "no"}:
        abort(400)
    try:
        entry = findings.judge(view.id, finding, is_right=said == "yes", by=access.person().id, now=clock.now())
    except LookupError:
        abort(404)
    there = url_for("desk_queue.shown", campaign=campaign, entry=entry, **listing.kept())
    return redirect(f"{there}#noticed", 303)


def _number(typed: str) -> int:
    """A small whole number, 0 for nothing; what is none is refused like one out of bounds."""
    said = typed or "0"
    return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else -1


def _values(view: CampaignView, set_to: Settings) -> dict[str, Any]:
    lang, known = access.person().lang, queries.precision(view.id)
    nothing = Precision(0, 0)
    return {
        "section": "findings",
        "campaign": view.slug,
        "checks": [
            (rule.value, words.label(lang, rule), rule not in set_to.off, _fares(lang, known.get(rule, nothing)))
            for rule in Rule
        ],
        "typed": {name: "\n".join(getattr(set_to, name)) for name in LISTS},
        "hide_after": set_to.hide_after if set_to.hide_after > 0 else "",
        "fewest": rules.FEWEST_TO_HIDE,
        "may_change": access.person().may(Act.EDIT_CAMPAIGN, view.id),
    }


def _fares(lang: str, found: Precision) -> str:
    return words.precision(lang, found.right, found.judged)
