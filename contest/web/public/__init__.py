"""The public door: reading pages are the same bytes for everyone; acting pages are their own."""

from contest.web.public import (
    ballots,
    campaigns,
    cards,
    checks,
    documents,
    entries,
    kiosks,
    looks,
    media,
    my_vote,
    papers,
    proofs,
    questions,
    reminders,
    reports,
    results,
    shares,
    sign_on,
    similar,
    sitemaps,
    submissions,
    tiles,
)

BLUEPRINTS = tuple(
    door.blueprint
    for door in (
        campaigns,
        cards,
        entries,
        ballots,
        papers,
        kiosks,
        checks,
        sign_on,
        my_vote,
        results,
        proofs,
        tiles,
        shares,
        submissions,
        reports,
        questions,
        reminders,
        similar,
        documents,
        looks,
        media,
        sitemaps,
    )
)
