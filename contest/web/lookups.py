"""From an address to a thing, or 404."""

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import abort, current_app, g, request

from contest import clock
from contest.queries import campaigns, entries
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.web import freshness, i18n, previews
from contest.web.previews import SAFE

KEPT_FOR, MOST_KEPT = 1.0, 64
# So many entries' ids a process remembers: two megabytes.
MOST_NUMBERS = 10_000


def campaign(slug: str, *, any_language: bool = False) -> CampaignView:
    """The public campaign of this address in the page's language. Errors: 404, also for a language not declared.

    With `any_language` for what has none: a drawing, a stylesheet. Whatever else is answered, be it that there is
    nothing here yet, is kept until the next change of the schedule at most. A draft is there for whoever has a link
    to preview it. Errors: PreviewRefused for a link that is none.
    """
    found = campaigns.by_slug(slug, i18n.language())
    preview = previews.asked(found.id if found else None)
    if found is None or not (found.is_open or preview) or not (any_language or i18n.language() in found.languages):
        abort(404)
    g.draft = not found.is_open
    if not any_language:
        now = clock.now()
        freshness.until(found.next_change(now), now)
    return found


def lately(slug: str) -> CampaignView:
    """The same as it was within the last second, for an act that the database checks again by its own clock."""
    kept: dict[tuple[str, str], tuple[float, CampaignView]] = current_app.extensions.setdefault("campaigns lately", {})
    until, found = kept.get((slug, i18n.language()), (0.0, None))
    if found is not None and time.monotonic() < until and not current_app.testing:
        return found
    if len(kept) >= MOST_KEPT:
        kept.clear()
    found = campaign(slug)
    kept[slug, i18n.language()] = (time.monotonic() + KEPT_FOR, found)
    return found


def form(view: CampaignView) -> Mapping[str, Any]:
    """What a campaign asks of whoever proposes an idea, in the version in force. Errors: 404."""
    row = campaigns.form(view.id)
    if row is None:
        abort(404)
    return row.definition


def entry(view: CampaignView, number: int) -> EntryCard:
    """The published entry of this number. Errors: 404."""
    found = entries.one_card(view.id, number)
    if found is None:
        abort(404)
    return found


def entry_or_kept(view: CampaignView, number: int) -> EntryCard:
    """The same, or the one that it was joined with. Errors: 404."""
    return entries.one_card(view.id, number) or entry(view, entries.kept_number(view.id, number) or 0)


def entry_id(view: CampaignView, number: int) -> UUID:
    """The id behind a number, which never changes, or of the one it was joined with; for an act that the database
    checks again. Errors: 404.
    """
    kept: dict[tuple[UUID, int], UUID] = current_app.extensions.setdefault("entries by number", {})
    found = kept.get((view.id, number))
    if found is not None:
        return found
    found = entries.id_of(view.id, number)
    if found is None:
        return entry_or_kept(view, number).id
    if len(kept) >= MOST_NUMBERS:
        kept.clear()
    kept[view.id, number] = found
    return found


def campaign_for_staff(slug: str) -> CampaignView:
    """Any campaign, also one not yet published. Errors: 404.

    What the check of a request has read is handed to its view; where nothing is changed, to whoever asks.
    """
    asked = (slug, i18n.language())
    known: tuple[tuple[str, str], CampaignView] | None = g.pop("known_campaign", None)
    if known is not None and known[0] == asked:
        if request.method in SAFE:
            g.known_campaign = known
        return known[1]
    found = campaigns.by_slug(*asked)
    if found is None:
        abort(404)
    g.known_campaign = (asked, found)
    return found
