"""The demo's widgets may stand in the demo's shop, wherever that is at this start."""

from collections.abc import Iterable
from datetime import datetime

from contest.queries import campaigns
from contest.rules.objections import Refused
from contest.services import audit, widgets

SLUGS = ("le-gout-d-apres", "la-chips-de-ma-rue")


def let_stand(origins: Iterable[str], *, now: datetime) -> None:
    """List the shop's origins for the demo's campaigns, as far as these are there."""
    for slug in SLUGS:
        found = campaigns.id_of(slug)
        for origin in origins:
            if found is None:
                continue
            try:
                widgets.list_origin(found, origin, by=audit.SYSTEM, now=now)
            except Refused:
                # The list is full: somebody tries out other things.
                return
