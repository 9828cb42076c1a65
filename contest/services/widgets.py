"""Widgets: on whose pages they may stand, and whether one votes and proposes in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from contest.db import transaction
from contest.models import Campaign, WidgetOrigin
from contest.rules.objections import Objection, Refused
from contest.rules.widgets import MOST_ORIGINS, origin_of
from contest.services import audit
from contest.services.audit import Actor


def list_origin(campaign_id: UUID, typed: str, *, by: Actor, now: datetime) -> str:
    """Let widgets of this campaign stand on the pages of an origin, named by the address of any of its pages.

    Returns the origin as browsers write it; listed already is listed. Errors: Refused with origin_missing,
    origin_malformed, too_many_origins (`origin`).
    """
    if not typed.strip():
        raise Refused([Objection("origin_missing", "origin")])
    try:
        origin = origin_of(typed)
    except ValueError:
        raise Refused([Objection("origin_malformed", "origin")]) from None
    with transaction() as session:
        session.get_one(Campaign, campaign_id, with_for_update=True)
        if session.get(WidgetOrigin, (campaign_id, origin)) is not None:
            return origin
        count = select(func.count()).where(WidgetOrigin.campaign_id == campaign_id)
        if session.execute(count).scalar_one() >= MOST_ORIGINS:
            raise Refused([Objection("too_many_origins", "origin", {"most": MOST_ORIGINS})])
        session.add(WidgetOrigin(campaign_id=campaign_id, origin=origin, listed_at=now))
        _record("widgets.origin_listed", campaign_id, by, now, origin=origin)
        return origin


def remove_origin(campaign_id: UUID, origin: str, *, by: Actor, now: datetime) -> None:
    """Let them stand there no more; gone already is gone."""
    with transaction() as session:
        row = session.get(WidgetOrigin, (campaign_id, origin), with_for_update=True)
        if row is not None:
            session.delete(row)
            _record("widgets.origin_removed", campaign_id, by, now, origin=origin)


def lead_on(campaign_id: UUID, lead: bool, *, by: Actor, now: datetime) -> None:
    """Whether widgets lead to the contest's own page instead of taking votes and ideas themselves. Twice is once."""
    with transaction() as session:
        campaign = session.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)
        if campaign.widgets_lead_on != lead:
            campaign.widgets_lead_on = lead
            _record("widgets.changed", campaign_id, by, now, lead_on=lead)


def _record(verb: str, campaign_id: UUID, by: Actor, now: datetime, **details: str | bool) -> None:
    audit.record(verb, by=by, now=now, campaign=campaign_id, ref=campaign_id, details=dict(details))
