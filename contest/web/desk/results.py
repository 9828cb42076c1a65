"""A vote's result: the figures so far, closing it, and picking who won."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import (
    acceptances,
    announcements,
    ballots,
    blends,
    clusters,
    entries,
    graces,
    results,
    tie_breaks,
)
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.results import Line
from contest.rules import results as ranking
from contest.rules.acceptances import Standing
from contest.rules.ballots import vote_rules
from contest.rules.objections import Refused
from contest.rules.papers import Method
from contest.rules.phases import PhaseKind
from contest.rules.results import closing_objections, tied_at_top
from contest.rules.roles import Act
from contest.services import results as acts
from contest.web import access, i18n, lookups, ties
from contest.web.desk import frame
from contest.web.errors import sentences
from contest.words import blending, dates, voting
from contest.words.catalogues import N_

blueprint = Blueprint("desk_results", __name__, url_prefix="/desk/<campaign>/results/<int:position>")
SHOWN = 24
# How many entries the choice of a winner offers; a winner from further down would be a strange vote.
OFFERED = 12
WIDE = 200


@dataclass(frozen=True)
class Vote:
    """The vote a page is about."""

    campaign: CampaignView
    phase: PhaseView


def vote(campaign: str, position: int) -> Vote:
    """The vote at this address. Errors: 404."""
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    return Vote(view, phase)


@blueprint.get("")
@access.staff(Act.SEE_FIGURES)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """The figures as they stand."""
    return frame.page("results/result", **values(vote(campaign, position), clock.now()))


@blueprint.post("/close")
@access.staff(Act.CLOSE_RESULT, "result.closed")
def close(campaign: str, position: int) -> ResponseReturnValue:
    """Freeze them."""
    here = vote(campaign, position)
    try:
        acts.close(here.campaign.id, here.phase.id, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "results/result", status=409, **values(here, clock.now()))
    flash(N_("The result is closed: these figures no longer change."))
    return redirect(url_for("desk_results.shown", campaign=campaign, position=position), 303)


@blueprint.post("/sign")
@access.staff(Act.CLOSE_RESULT, "result.signed")
def sign(campaign: str, position: int) -> ResponseReturnValue:
    """A second person says that it stands."""
    here = vote(campaign, position)
    try:
        acts.sign(here.campaign.id, here.phase.id, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "results/result", status=409, **values(here, clock.now()))
    flash(N_("The result is signed."))
    return redirect(url_for("desk_results.shown", campaign=campaign, position=position), 303)


@blueprint.post("/pick")
@access.staff(Act.CLOSE_RESULT, "selection.picked")
def pick(campaign: str, position: int) -> ResponseReturnValue:
    """Say who won."""
    here = vote(campaign, position)
    reason = request.form.get("reason", "")
    try:
        chosen = UUID(request.form.get("entry", ""))
    except ValueError:
        abort(400)
    try:
        acts.pick(
            here.campaign.id, here.phase.id, chosen, rank=1, reason=reason, by=access.person().id, now=clock.now()
        )
    except Refused as refusal:
        typed = {"entry": chosen, "reason": reason}
        return frame.again(refusal, "results/result", **values(here, clock.now(), typed))
    flash(N_("The winner is picked. Nothing is public yet: now ask the author."))
    return redirect(url_for("desk_acceptances.shown", campaign=campaign, position=position), 303)


def values(
    here: Vote, now: datetime, typed: dict[str, object] | None = None, *, right: str | None = None
) -> dict[str, Any]:
    """What the page shows: `typed` for the pick of a winner, `right` as the answer to the tie-break question."""
    lang = access.person().lang
    i18n.speak(lang)
    figures = results.staff_figures(here.campaign.id, here.phase.id, limit=SHOWN)
    result = results.result(here.campaign.id, here.phase.id)
    standings = results.standings(here.campaign.id, here.phase.id)
    picked = results.selections(here.campaign.id, here.phase.id)
    usual = vote_rules(here.phase.settings).grace
    grace = graces.length(graces.Vote(here.campaign.id, here.phase.id, here.phase.closes, usual), now)
    why_not = closing_objections(at=now, closes=here.phase.closes, grace=grace)
    why_not += blends.missing(here.campaign.id, here.phase.id, here.phase.settings)
    formula = vote_rules(here.phase.settings).blend
    first = next((one for one in picked if one.rank == 1), None)
    places = acceptances.places(here.campaign.id, here.phase.id, now)
    tie = _tie(here, lang, right)
    decided = tie["tie"].winner_id if tie["tie"] else None
    return {
        "section": f"results-{here.phase.position}",
        "campaign": here.campaign.slug,
        "vote": here,
        "phase_name": here.campaign.texts[f"phase_{here.phase.position}_name"],
        "counts": ballots.counts(here.campaign.id, here.phase.id),
        "lines": [(line, _bar(line, figures.lines)) for line in figures.lines],
        "result": result,
        "undecided": clusters.undecided(here.campaign.id, here.phase.id),
        "why_not": sentences(why_not).get("", []),
        "formula": formula and blending.parts(lang, formula),
        "may_edit": access.person().may(Act.EDIT_CAMPAIGN, here.campaign.id),
        "may_close": access.person().may(Act.CLOSE_RESULT, here.campaign.id),
        "is_tied": tied_at_top(standings),
        **tie,
        "offered": _offered(here, standings),
        "picked": first,
        "accepted": any(one.standing is Standing.ACCEPTED for one in places),
        "is_announced": announcements.is_shown(here.campaign.id, here.phase.id, now),
        "is_asked": any(one.acceptance is not None for one in places),
        "typed": typed or {"entry": _proposed(standings, first.entry_id if first else None, decided), "reason": ""},
        "percent": lambda share: dates.percent(lang, share),
        "two_sign": vote_rules(here.phase.settings).two_sign,
        "closed_by_me": result is not None and result.closed_by == access.person().id,
        "method_name": voting.name(lang, figures.method),
        "is_votes": figures.method in {Method.ONE, Method.SEVERAL},
        "amount": lambda votes: voting.amount(lang, figures.method, votes, final=figures.final),
    }


def _tie(here: Vote, lang: str, typed: str | None) -> dict[str, Any]:
    """The tie-break: the question, its right answer, and what it decided."""
    asked = tie_breaks.question(here.campaign.id)
    said = tie_breaks.answer(here.campaign.id, here.phase.id)
    return {
        "tie_question": asked["label"].get(lang) or next(iter(asked["label"].values())) if asked else "",
        "right_said": said is not None,
        "right": typed if typed is not None else "" if said is None else str(said),
        "tie": ties.told(here.campaign.id, here.phase.id, lang),
    }


def _bar(line: Line, lines: tuple[Line, ...]) -> float:
    return round(line.votes / lines[0].votes * WIDE, 1)


def _proposed(standings: list[ranking.Standing], picked: UUID | None, decided: UUID | None) -> UUID | None:
    """Who stands ticked: the one picked before, else the only first, or the one the tie-break `decided` for.

    Of several firsts that it left level a person chooses.
    """
    if picked is not None or not standings or standings[0].tied:
        return picked or decided
    return standings[0].entry_id


def _offered(here: Vote, standings: list[ranking.Standing]) -> list[tuple[ranking.Standing, entries.EntryCard]]:
    top = standings[:OFFERED]
    cards = entries.by_ids(here.campaign.id, [standing.entry_id for standing in top])
    return [(standing, cards[standing.entry_id]) for standing in top if standing.entry_id in cards]
