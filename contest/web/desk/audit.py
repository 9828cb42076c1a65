"""The record, to be read: what was done, by whom, to what."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from contest.queries import audit, campaigns
from contest.rules.roles import Act
from contest.web import access, cursors, lookups
from contest.web.desk import frame
from contest.words import deeds, reasons

blueprint = Blueprint("desk_audit", __name__, url_prefix="/desk")


@blueprint.get("/audit")
@access.staff(Act.SEE_AUDIT)
def house() -> ResponseReturnValue:
    """Of the whole house."""
    return _page("", None)


@blueprint.get("/<campaign>/audit")
@access.staff(Act.SEE_AUDIT)
def of_campaign(campaign: str) -> ResponseReturnValue:
    """Of one campaign."""
    return _page(campaign, lookups.campaign_for_staff(campaign).id)


def _page(slug: str, campaign_id: UUID | None) -> str:
    cursor = request.args.get("before", "")
    found = audit.page(campaign_id, before=cursors.read(cursor) if cursor else None)
    lang, own = access.person().lang, campaigns.own_reasons()
    return frame.page(
        "audit/list",
        section="audit",
        campaign=slug,
        acts=found.acts,
        older=cursors.written(*found.before) if found.before else "",
        first=not cursor,
        deed=lambda verb: deeds.deed(lang, verb),
        reason_words=lambda reason: reasons.label(lang, reason, own),
        role_name=lambda value: deeds.role(lang, value),
    )
