"""What a campaign owes its public in writing: rules, privacy, imprint, contact, history."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from contest.queries import campaigns, help_items, history
from contest.web import access, lookups, portraits, previews, written
from contest.web.pages import page_of
from contest.words import dates, phrases

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
    rows = [
        (dates.exact(lang, row.at, view.zone), phrases.history(lang, row.verb, row.details))
        for row in history.public(view.id)
    ]
    return render_template("public/documents/history.html", page=page_of(view, lang, previews.now(view.id)), rows=rows)
