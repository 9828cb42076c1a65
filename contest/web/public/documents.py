"""What a campaign owes its public in writing: rules, privacy, imprint, contact, history."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import announcements, campaigns, help_items, history, moderation
from contest.queries.moderation import Place
from contest.services.moderation import UNDO
from contest.web import access, cursors, freshness, lookups, portraits, previews, written
from contest.web.pages import page_of
from contest.words import dates, histories, reasons

blueprint = Blueprint("documents", __name__)


@blueprint.get("/<lang>/<campaign>/<any(rules, privacy):kind>")
@access.reading(max_age=300)
def document(lang: str, campaign: str, kind: str) -> ResponseReturnValue:
    """The version in force of a document."""
    view = lookups.campaign(campaign)
    found = campaigns.document(view.id, kind, lang)
    if found is None:
        abort(404)
    return render_template(
        "public/documents/document.html",
        page=page_of(view, lang, previews.now(view.id)),
        kind=kind,
        version=found.version,
        since=dates.exact(lang, found.published_at, view.zone),
        body=written.body(found.body),
    )


@blueprint.get("/<lang>/<campaign>/imprint")
@access.reading(max_age=300)
def imprint(lang: str, campaign: str) -> ResponseReturnValue:
    """Who is behind the contest."""
    view = lookups.campaign(campaign)
    return render_template("public/documents/imprint.html", page=page_of(view, lang, previews.now(view.id)))


@blueprint.get("/<lang>/<campaign>/contact")
@access.reading(max_age=300)
def contact(lang: str, campaign: str) -> ResponseReturnValue:
    """Where to ask, and who answers."""
    view = lookups.campaign(campaign)
    texts = view.texts
    team = [
        {part: texts[f"team_{person}_{part}"] for part in ("name", "role", "line")}
        | {"portrait": portraits.address(view, f"portrait_{person}")}
        for person in (1, 2, 3)
        if texts[f"team_{person}_name"]
    ]
    page, helps = page_of(view, lang, previews.now(view.id)), bool(help_items.shown(view.id, lang))
    return render_template("public/documents/contact.html", page=page, team=team, helps=helps)


@blueprint.get("/<lang>/<campaign>/history")
@access.reading(max_age=60)
def told(lang: str, campaign: str) -> ResponseReturnValue:
    """What was changed in this contest, when and why."""
    view = lookups.campaign(campaign)
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    rows = [
        (dates.exact(lang, row.at, view.zone), histories.history(lang, row.verb, row.details))
        for row in history.public(view.id, now)
    ]
    return render_template("public/documents/history.html", page=page_of(view, lang, previews.now(view.id)), rows=rows)


@blueprint.get("/<lang>/<campaign>/decisions")
@access.reading(max_age=60)
def decisions(lang: str, campaign: str) -> ResponseReturnValue:
    """What was refused, taken offline and joined, when and why; no names. Only where the campaign tells it."""
    view = lookups.campaign(campaign)
    if not view.public_decisions:
        abort(404)
    now, after = previews.now(view.id), request.args.get("after", "")
    page, place = page_of(view, lang, now), Place(*cursors.read(after)) if after else None
    # What may still be taken back is not told yet.
    found, further = moderation.public_log(view.id, until=now - UNDO, after=place)
    rows = [
        (
            dates.exact(lang, one.at, view.zone),
            histories.public_decision(lang, one.kind, one.ground),
            reasons.reason(lang, one.reason, view.guidance) if one.reason not in ("", reasons.OTHER) else None,
        )
        for one in found
    ]
    more = f"{page.to('decisions')}?after={cursors.written(further.since, further.entry_id)}" if further else ""
    return render_template("public/documents/decisions.html", page=page, rows=rows, more=more)
