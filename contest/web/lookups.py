"""From an address to a thing, or 404."""

from flask import abort

from contest.queries import campaigns
from contest.queries.campaigns import CampaignView
from contest.web import i18n


def campaign(slug: str, *, any_language: bool = False) -> CampaignView:
    """The public campaign of this address in the page's language. Errors: 404, also for a language not declared.

    With `any_language` for what has none: a drawing, a stylesheet.
    """
    found = campaigns.by_slug(slug, i18n.language())
    if found is None or not found.is_open or not (any_language or i18n.language() in found.languages):
        abort(404)
    return found


def campaign_for_staff(slug: str) -> CampaignView:
    """Any campaign, also one not yet published. Errors: 404."""
    found = campaigns.by_slug(slug, i18n.language())
    if found is None:
        abort(404)
    return found
