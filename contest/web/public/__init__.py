"""The public door: reading pages are the same bytes for everyone; acting pages are their own."""

from contest.web.public import (
    ballots,
    campaigns,
    checks,
    documents,
    entries,
    looks,
    media,
    reminders,
    reports,
    results,
    shares,
    similar,
    sitemaps,
    submissions,
)

BLUEPRINTS = tuple(
    door.blueprint
    for door in (
        campaigns,
        entries,
        ballots,
        checks,
        results,
        shares,
        submissions,
        reports,
        reminders,
        similar,
        documents,
        looks,
        media,
        sitemaps,
    )
)
