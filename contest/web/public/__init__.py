"""The public door: reading pages are the same bytes for everyone; acting pages are their own."""

from contest.web.public import (
    ballots,
    campaigns,
    cards,
    checks,
    documents,
    entries,
    looks,
    media,
    results,
    sitemaps,
    submissions,
)

BLUEPRINTS = tuple(
    door.blueprint
    for door in (
        campaigns,
        cards,
        entries,
        ballots,
        checks,
        results,
        submissions,
        documents,
        looks,
        media,
        sitemaps,
    )
)
