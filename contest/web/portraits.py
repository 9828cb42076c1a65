"""Cut-paper portraits of the people of the house, as a campaign's look names them."""

from contest.queries.campaigns import CampaignView
from contest.web.assets import asset

DRAWN = frozenset({"lotte", "amine", "greet", "nadia", *(f"person-{number}" for number in range(1, 7))})


def address(campaign: CampaignView, place: str) -> str:
    """The portrait in this place of the look; empty without one."""
    name = campaign.look.get(place, "")
    return asset(f"portraits/{name}.svg") if name in DRAWN else ""
