"""The campaign's look: its colours, letters and corners, its logo and its large picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries.campaigns import CampaignView
from contest.rules import themes
from contest.rules.objections import Objection, Refused
from contest.rules.pictures import MOST_BYTES
from contest.rules.roles import Act
from contest.services import audit, campaigns
from contest.services import themes as acts
from contest.web import access, i18n, look, lookups, pictures
from contest.web.desk import frame
from contest.words import dates
from contest.words.catalogues import N_

blueprint = Blueprint("desk_look", __name__, url_prefix="/desk/<campaign>/look")
FIELDS = {"logo": "logo_picture_id", "hero": "hero_picture_id"}
# What the desk says was measured: words on a ground, and what they owe.
MEASURED = (
    (N_("Text"), "ink", "paper"),
    (N_("Small print"), "ink-2", "paper"),
    (N_("Links and errors"), "accent-words", "paper"),
    (N_("The main button"), "on-accent", "accent"),
    (N_("Vote and bands"), "on-second", "second"),
    (N_("The winner"), "on-joy", "joy"),
)


@dataclass(frozen=True)
class Measured:
    """One pair of colours as the desk shows it."""

    words: str
    name: str
    ratio: str
    is_readable: bool


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """The look as it is."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("look/look", **_values(view, themes.choices_of(view.look)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "campaign.look_changed")
def choose(campaign: str) -> ResponseReturnValue:
    """Dress the campaign in it, unless something could not be read."""
    view = lookups.campaign_for_staff(campaign)
    chosen = _typed(request.form)
    try:
        changed = acts.choose(view.id, chosen, by=audit.staff(access.person().id), now=clock.now())
    except Refused as refusal:
        proposals = {one.field: one.facts["nearest"] for one in refusal.objections if "nearest" in one.facts}
        return frame.again(_spoken(refusal), "look/look", **_values(view, chosen, proposals))
    flash(N_("The campaign wears its new look.") if changed else N_("That is how it looks already."))
    return redirect(url_for("desk_look.shown", campaign=campaign), 303)


@blueprint.get("/sample.css")
@access.staff(Act.EDIT_CAMPAIGN)
def sample(campaign: str) -> ResponseReturnValue:
    """The tokens of these choices for the sample beside them, published or not."""
    lookups.campaign_for_staff(campaign)
    return Response(look.sample(_typed(request.args)), mimetype="text/css")


@blueprint.get("/measured")
@access.staff(Act.EDIT_CAMPAIGN)
def measured(campaign: str) -> ResponseReturnValue:
    """What can be read with these choices, for the module that asks as one chooses."""
    lookups.campaign_for_staff(campaign)
    i18n.speak(access.person().lang)
    part = render_template("desk/look/measured.html", measured=_measured(_typed(request.args)))
    return Response(part, headers={"X-Fragment": "1"})


@blueprint.post("/<any(logo, hero):place>")
@access.staff(Act.EDIT_CAMPAIGN, "picture.uploaded", "campaign.look_changed")
def change(campaign: str, place: str) -> ResponseReturnValue:
    """Put another picture there, or none."""
    view = lookups.campaign_for_staff(campaign)
    by = audit.staff(access.person().id)
    if request.form.get("then") == "drop":
        campaigns.set_look(view.id, {FIELDS[place]: None}, by=by, now=clock.now())
        flash(N_("The picture is taken down."))
        return redirect(url_for("desk_look.shown", campaign=campaign), 303)
    try:
        _receive(view, place)
    except Refused as refusal:
        objections = [Objection(one.key, place, one.facts) for one in refusal.objections]
        return frame.again(Refused(objections), "look/look", **_values(view, themes.choices_of(view.look)))
    flash(N_("The picture is in place."))
    return redirect(url_for("desk_look.shown", campaign=campaign), 303)


def _receive(view: CampaignView, place: str) -> None:
    by = audit.staff(access.person().id)
    picture = pictures.received(view.id, by)
    if picture is None:
        raise Refused([Objection("picture_missing")])
    campaigns.set_look(view.id, {FIELDS[place]: picture}, by=by, now=clock.now())


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    """The choices of a form: what was taken by one click, else picked on the palette, else typed."""
    chosen = {name: form.get(name, "")[:40] for name in themes.CHOSEN}
    for name in themes.COLOURS:
        picked = form.get(f"{name}_picked", "")
        if picked != form.get(f"{name}_before", "") and themes.read(picked) not in (None, themes.read(chosen[name])):
            chosen[name] = picked
    field, _, colour = form.get("take", "").partition(":")
    return chosen | ({field: colour} if field in themes.COLOURS and themes.read(colour) else {})


def _spoken(refusal: Refused) -> Refused:
    """The same with its ratios as this person's language writes numbers."""
    lang = access.person().lang
    return Refused([
        Objection(one.key, one.field, one.facts | {
            name: dates.decimal(lang, float(one.facts[name])) for name in ("ratio", "needed") if name in one.facts
        })
        for one in refusal.objections
    ])  # fmt: skip


def _measured(chosen: Mapping[str, str]) -> list[Measured]:
    tokens, lang = themes.tokens_of(chosen), access.person().lang
    owed = {(words, ground): ratio for words, ground, ratio in themes.PAIRS}
    found = []
    for name, words, ground in MEASURED:
        ratio = themes.contrast(tokens[words], tokens[ground])
        said = dates.decimal(lang, int(ratio * 10) / 10)
        found.append(Measured(words, name, said, ratio >= owed[words, ground]))
    return found


def _values(
    view: CampaignView, chosen: Mapping[str, str], proposals: Mapping[str, str | int] | None = None
) -> dict[str, Any]:
    return {
        "section": "look",
        "campaign": view.slug,
        "view": view,
        "chosen": chosen,
        "tokens": themes.tokens_of(chosen),
        "proposals": proposals or {},
        "fonts": themes.FONTS,
        "corners": themes.CORNERS,
        "measured": _measured(chosen),
        "sample": url_for("desk_look.sample", campaign=view.slug) + "?" + urlencode(chosen),
        "megabytes": MOST_BYTES // 2**20,
    }
