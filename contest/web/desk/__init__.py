"""The desk of the staff."""

from contest.web.desk import (
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
    preview,
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
        announcements,
        sharing,
        letters,
        dates,
        campaign,
        look,
        pictures,
        preview,
        mail,
        members,
        audit,
    )
)
