"""The desk of the staff."""

from contest.web.desk import (
    acceptances,
    announcements,
    audit,
    campaign,
    dates,
    decisions,
    documents,
    fairplay,
    letters,
    look,
    mail,
    making,
    members,
    opening,
    phases,
    pictures,
    preview,
    queue,
    results,
    settings,
    sharing,
    start,
)

BLUEPRINTS = tuple(
    door.blueprint
    for door in (
        start,
        queue,
        decisions,
        fairplay,
        results,
        acceptances,
        announcements,
        sharing,
        letters,
        dates,
        phases,
        campaign,
        documents,
        settings,
        opening,
        making,
        look,
        pictures,
        preview,
        mail,
        members,
        audit,
    )
)
