"""Codes for packs: how many there are, how many have voted, and a batch more, handed out once."""

from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import codes as queries
from contest.queries.campaigns import CampaignView
from contest.rules import codes as rules
from contest.rules.eligibility import Who, who_may
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import audit
from contest.services import codes as acts
from contest.web import access, i18n, lookups, mine
from contest.web.desk import frame
from contest.web.pages import public_url

blueprint = Blueprint("desk_codes", __name__, url_prefix="/desk/<campaign>/codes")


@blueprint.get("")
@access.staff(Act.EDIT_CAMPAIGN)
def shown(campaign: str) -> ResponseReturnValue:
    """Every batch, and the form for one more."""
    return frame.page("codes/codes", **_values(lookups.campaign_for_staff(campaign)))


@blueprint.post("")
@access.staff(Act.EDIT_CAMPAIGN, "codes.made")
def make(campaign: str) -> ResponseReturnValue:
    """Make a batch; its file is the answer, for nobody can hand it out later."""
    view = lookups.campaign_for_staff(campaign)
    typed = {name: request.form.get(name, "") for name in ("codes", "label", "lang")}
    lang = typed["lang"] if typed["lang"] in view.languages else view.default_language
    address = rules.Addressed(public_url(), lang, view.slug)
    lines: list[str] = [rules.HEAD]
    try:
        batch = acts.make(
            view.id,
            _number(typed["codes"]),
            label=typed["label"],
            by=audit.staff(access.person().id),
            now=clock.now(),
            hand_out=lambda codes: lines.extend(map(address.line, codes)),
            most=rules.MOST_AT_DESK,
            form_key=request.form.get("key") or None,
        )
    except Refused as refusal:
        return frame.again(refusal, "codes/codes", **_values(view, typed))
    headers = {"Content-Disposition": f'attachment; filename="{view.slug}-codes-{batch}.csv"'}
    return Response("".join(lines), mimetype="text/csv", headers=headers)


def _number(typed: str) -> int:
    """How many; what is no number is refused like one that is too small."""
    said = "".join(typed.split())
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0


def _values(view: CampaignView, typed: dict[str, str] | None = None) -> dict[str, Any]:
    person = access.person()
    i18n.speak(person.lang)
    asking = {vote.id: who_may(vote.settings) for vote in view.of_kind(PhaseKind.VOTE)}
    codes_alone = [phase for phase, who in asking.items() if who is Who.CODE]
    return {
        "section": "codes",
        "campaign": view.slug,
        "asked": any(who.asks_code for who in asking.values()),
        "batches": queries.batches(view.id, codes_alone),
        "odds": rules.odds(queries.total(view.id)),
        "most": rules.MOST_AT_DESK,
        "longest": rules.LONGEST_LABEL,
        "languages": view.languages,
        "typed": typed or {"codes": "", "label": "", "lang": view.default_language},
        "key": mine.new_key(),
    }
