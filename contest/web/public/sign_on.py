"""Signing on for a vote: on to the provider, back again, and the vote is in."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from contest.queries import ballots as ballot_queries
from contest.queries import entries
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules.ballots import Cast, Outcome
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.rules.sign_on import Waiting
from contest.services import sign_on as acts
from contest.web import access, cards, errors, form_tokens, i18n, lookups, previews, voters, votes
from contest.web.pages import Page, page_of
from contest.web.public import ballots, fragments, trips

blueprint = Blueprint("sign_on", __name__)
PURPOSE = "sign-on"


@blueprint.get("/c/<campaign>/sign-on")
@access.acting()
def back(campaign: str) -> ResponseReturnValue:
    """Where the provider sends everybody back: on to the page of the vote, in the language one left from."""
    view = lookups.campaign(campaign, any_language=True)
    place = trips.place_of(view, request.args.get("state", ""))
    if place is None:
        votes = [phase for phase in view.of_kind(PhaseKind.VOTE) if trips.asked(phase)]
        if not votes:
            abort(404)
        spoken = i18n.preferred()
        place = (spoken if spoken in view.languages else view.default_language, votes[-1].position)
    lang, position = place
    query = request.query_string.decode("latin-1")
    return redirect(f"/{lang}/{view.slug}/vote/{position}/sign-on?{query}", 302)


@blueprint.get("/<lang>/<campaign>/vote/<int:position>/sign-on")
@access.acting()
def asked(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The vote is kept; on to the provider. Or, on the way back from there: one press counts it."""
    view, phase = _vote(campaign, position)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    waiting = trips.kept(view, phase)
    if waiting is None:
        return _page(page, phase, None, [Objection("sign_on_nothing")])
    state = request.args.get("state", "")
    if "state" in request.args and not trips.belongs(view, state, waiting):
        return _page(page, phase, waiting, [Objection("sign_on_other")])
    if "error" in request.args:
        return _page(page, phase, waiting, [Objection("sign_on_denied")])
    if "code" in request.args and state:
        said = {name: request.args.get(name, "") for name in ("code", "state", "iss")}
        return _page(page, phase, waiting, step="back", said=said)
    return _page(page, phase, waiting)


@blueprint.post("/<lang>/<campaign>/vote/<int:position>/sign-on")
@access.acting(nothing_because="ballots and their events are themselves the record of voting")
def arrived(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The provider says who it is: the vote counts. Or: "yes, change my vote", by whoever has just signed on."""
    view, phase = _vote(campaign, position)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    waiting, change = trips.kept(view, phase), request.form.get("change") == "1"
    if waiting is None:
        return _page(page, phase, None, [Objection("sign_on_nothing")], 409)
    try:
        if form_tokens.read(request.form.get("token", ""), PURPOSE, view.id, phase.id.hex) is None:
            raise Refused([Objection("form_expired")])
        known = waiting if change else _signed_on(view, waiting)
        cast = acts.cast(view.id, known, change=change, now=previews.now(view.id))
    except Refused as refused:
        answer = _page(page, phase, waiting, refused.objections, errors.status_of(refused))
        return errors.with_wait(answer, refused)
    if cast.outcome is Outcome.ALREADY:
        answer = _page(page, phase, waiting, status=409, step="taken", held=_ballot(view, cast))
        return trips.keep(answer, view, known)
    end = ballots.end_of(page, _ballot(view, cast)) + voters.onward(view, phase, cast)
    return trips.forget(redirect(end, 303), phase)


def _signed_on(view: CampaignView, waiting: Waiting) -> Waiting:
    """The vote with its voter, by what came back. Errors: Refused."""
    state = request.form.get("state", "")
    if not trips.belongs(view, state, waiting):
        raise Refused([Objection("sign_on_other")])
    now = previews.now(view.id)
    return acts.arrive(view.id, waiting, trips.client(view), state=state, said=request.form, now=now)


def _vote(campaign: str, position: int) -> tuple[CampaignView, PhaseView]:
    """The vote at this position, where one signs on. Errors: 404."""
    view = lookups.campaign(campaign)
    phase = votes.at(view, position)
    if not trips.asked(phase):
        abort(404)
    return view, phase


def _ballot(view: CampaignView, cast: Cast) -> ballot_queries.ReceiptFacts:
    found = ballot_queries.ballot(view.id, cast.ballot_id)
    return found if found is not None else abort(404)


def _page(
    page: Page,
    phase: PhaseView,
    waiting: Waiting | None,
    wrong: Sequence[Objection] = (),
    status: int = 200,
    *,
    step: str = "leave",
    **more: Any,
) -> Response:
    """The page at a `step` of the way: leave, back, taken; without a vote that waits there is nothing to do here."""
    view = page.campaign
    named = list(entries.by_ids(view.id, waiting.paper.entries).values()) if waiting else []
    reasons = list(wrong)
    ways = _ways(view, phase, page.lang, waiting, reasons) if waiting and step != "back" else {"on": "", "anew": ""}
    given: dict[str, Any] = {"said": {}, "held": None} | more
    return fragments.render(
        "public/ballots/sign_on",
        status,
        page=page,
        step=step if waiting else "nothing",
        wrong=errors.sentences(tuple(reasons), ()).get("", []),
        card=cards.card(page, named[0]) if len(named) == 1 else None,
        names=", ".join(entry.name for entry in _in_order(named, waiting)),
        action=page.to("sign_on", position=phase.position),
        token=form_tokens.issue(PURPOSE, view.id, phase.id.hex),
        begin=page.to("ballot", position=phase.position),
        **ways,
        **given,
        **trips.told(view, phase),
    )


def _in_order(named: Sequence[EntryCard], waiting: Waiting | None) -> list[EntryCard]:
    """The ideas of a vote, in its own order."""
    order = {entry: place for place, entry in enumerate(waiting.paper.entries)} if waiting else {}
    return sorted(named, key=lambda entry: order[entry.id])


def _ways(
    view: CampaignView, phase: PhaseView, lang: str, waiting: Waiting, reasons: list[Objection]
) -> dict[str, str]:
    """Where the voter leaves to, and where with another account; none while the provider does not answer."""
    try:
        client = trips.client(view)
        on, anew = (
            acts.leave(client, waiting.trip, trips.new_state(view, phase, lang, waiting), lang=lang, anew=anew)
            for anew in (False, True)
        )
    except Refused as refused:
        reasons.extend(one for one in refused.objections if one.key not in {known.key for known in reasons})
        return {"on": "", "anew": ""}
    return {"on": on, "anew": anew}
