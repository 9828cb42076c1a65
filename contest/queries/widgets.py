"""Widgets: on whose pages they may stand."""

from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import WidgetOrigin
from contest.rules.widgets import MOST_ORIGINS


def origins(campaign_id: UUID) -> tuple[str, ...]:
    """The origins on which widgets of a campaign may be framed, in the order they were listed."""
    rows = (
        select(WidgetOrigin.origin)
        .where(WidgetOrigin.campaign_id == campaign_id)
        .order_by(WidgetOrigin.listed_at, WidgetOrigin.origin)
        .limit(MOST_ORIGINS)
    )
    return tuple(reading().scalars(rows))
