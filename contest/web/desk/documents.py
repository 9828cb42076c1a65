"""The rules and the privacy notice: every change is a new version, in every language at once."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import campaigns
from contest.queries.campaigns import CampaignView
from contest.rules import presets
from contest.rules.objections import Refused
from contest.rules.roles import Act
from contest.services import audit
from contest.services import campaigns as acts
from contest.web import access, i18n, lookups, written
from contest.web.desk import frame
from contest.words import dates
from contest.words.catalogues import N_

blueprint = Blueprint("desk_documents", __name__, url_prefix="/desk/<campaign>/documents")


@blueprint.get("/<any(rules, privacy):kind>")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str, kind: str) -> ResponseReturnValue:
    """The version in force, to go on from; before the first one, what the preset proposes."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("documents/document", **_values(view, kind, _bodies(view, kind)))


@blueprint.post("/<any(rules, privacy):kind>")
@access.staff(Act.EDIT_CAMPAIGN, "document.published")
def publish(campaign: str, kind: str) -> ResponseReturnValue:
    """Publish what is written as the next version."""
    view = lookups.campaign_for_staff(campaign)
    typed = {lang: request.form.get(lang, "").replace("\r\n", "\n") for lang in view.languages}
    correction = "correction" in request.form
    before = campaigns.document_version(view.id, kind)
    try:
        version = acts.publish_document(
            view.id, kind, typed, correction=correction, by=audit.staff(access.person().id), now=clock.now()
        )
    except Refused as refusal:
        values = _values(view, kind, typed) | {"correction": correction}
        return frame.again(refusal, "documents/document", **values)
    published = N_("It is published. Earlier versions are kept, with what was agreed to under them.")
    flash(published if version > before else N_("Nothing was changed: the version in force stays."))
    return redirect(url_for("desk_documents.shown", campaign=campaign, kind=kind), 303)


def _bodies(view: CampaignView, kind: str) -> dict[str, str]:
    """By language: what is in force, else the preset's proposal with the campaign's own facts in it."""
    found = {}
    texts, form = campaigns.texts(view.id), campaigns.form(view.id)
    key = form.definition.get("preset", "crisps") if form else "crisps"
    for lang in view.languages:
        document = campaigns.document(view.id, kind, lang)
        if document is not None:
            found[lang] = document.body
        elif lang in presets.LANGUAGES:
            said = texts.get(lang, {})
            found[lang] = presets.filled(
                presets.preset(key).documents[lang][kind],
                {
                    "brand": view.brand,
                    "name": said.get("name", view.name),
                    "prize": " ".join(filter(None, (said.get("prize_first"), said.get("prize_second")))),
                    "contact": view.contact_address,
                    "age": str(view.minimum_age),
                    "entries": str(view.entries_per_participant),
                },
            )
    return found


def _values(view: CampaignView, kind: str, bodies: dict[str, str]) -> dict[str, Any]:
    lang = access.person().lang
    i18n.speak(lang)
    return {
        "section": kind,
        "campaign": view.slug,
        "view": view,
        "kind": kind,
        "bodies": bodies,
        "read": {lang: written.body(text) for lang, text in bodies.items()},
        "correction": False,
        "versions": [
            (one.version, dates.exact(lang, one.published_at, view.zone), one.correction)
            for one in campaigns.document_versions(view.id, kind)
        ],
    }
