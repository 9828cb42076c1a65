"""The desk of the staff."""

from contest.web.desk import (
    acceptances,
    announcements,
    audit,
    campaign,
    dates,
    decisions,
    letters,
    look,
    mail,
    members,
    pictures,
    queue,
    results,
    sharing,
    start,
)

BLUEPRINTS = tuple(
    door.blueprint
    for door in (
        start,
        queue,
        decisions,
        results,
        acceptances,
        announcements,
        sharing,
        letters,
        dates,
        campaign,
        look,
        pictures,
        mail,
        members,
        audit,
    )
)
