"""Results and receipts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.db import LARGEST
from contest.models import Result
from contest.queries import announcements, clusters, draws, entries, proof, results
from contest.queries import ballots as ballot_queries
from contest.queries.campaigns import PhaseView
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.proof import trees
from contest.rules.receipts import read_receipt
from contest.web import access, freshness, lookups, previews, ties
from contest.web.bars import of_figures
from contest.web.pages import Page, page_of
from contest.web.public import counting, joined
from contest.words import catalogues, dates

blueprint = Blueprint("results", __name__)


@dataclass(frozen=True)
class Aside:
    """An idea of which votes were set aside; the numbers as they are read, and why some were excluded."""

    name: str
    lang: str
    numbers: tuple[str, ...]
    reasons: tuple[tuple[str, str, str], ...]


@blueprint.get("/<lang>/<campaign>/results")
@access.reading(max_age=30)
def current(lang: str, campaign: str) -> ResponseReturnValue:
    """The results of the latest vote that has begun."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    begun = [phase for phase in view.of_kind(PhaseKind.VOTE) if phase.opens <= now]
    if not begun:
        abort(404)
    return redirect(page_of(view, lang, now).to("results", position=begun[-1].position), 302)


@blueprint.get("/<lang>/<campaign>/results/<int:position>")
@access.reading(max_age=10)
def figures(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The figures as far as the public may see them."""
    view = lookups.campaign(campaign)
    now, results_now = previews.now(view.id), previews.results_now(view.id)
    phase = view.at(position)
    if phase is None or phase.kind is not PhaseKind.VOTE:
        abort(404)
    page = page_of(view, lang, now)
    freshness.until(announcements.next_opening(view.id, results_now), results_now)
    # Held until the page is written: whoever asks for the result meanwhile is given this one.
    closed = results.result(view.id, phase.id)
    found = results.public_figures(view.id, phase.id, results_now, after=_place())
    return render_template(
        "public/results/figures.html",
        page=page,
        found=found,
        counted="" if found is None else dates.number(lang, found.counted),
        bars=of_figures(page, phase, found),
        **counting.shown(page, phase, found),
        state=_state(phase, now),
        curtain=phase.curtain is not None and phase.curtain <= now < phase.closes,
        opens=dates.day_and_time(lang, phase.opens, view.zone),
        closes=dates.day_and_time(lang, phase.last_second, view.zone),
        as_of=dates.exact(lang, results_now, view.zone),
        more=_more(found),
        announced=announcements.is_shown(view.id, phase.id, results_now) and not view.crisis.results,
        **_afterwards(page, phase, closed if found is not None and found.final else None),
        position=position,
    )


@blueprint.get("/<lang>/<campaign>/receipts/<receipt>")
@access.acting()
def receipt(lang: str, campaign: str, receipt: str) -> ResponseReturnValue:
    """What became of the ballot with this receipt; its choice is not shown."""
    view = lookups.campaign(campaign)
    code = read_receipt(receipt)
    found = ballot_queries.receipt(view.id, code) if code else None
    if found is None:
        abort(404)
    page = page_of(view, lang, previews.now(view.id), noindex=True)
    sealed = proof.sealed_since(view.id, found.phase_id, found.ballot_id)
    is_public = results.are_public(view.id, found.phase_id, previews.results_now(view.id))
    head = proof.head(view.id, found.phase_id) if sealed and is_public else None
    number = proof.number_of(view.id, found.phase_id, found.ballot_id) if head else None
    return render_template(
        "public/results/receipt.html",
        page=page,
        found=found,
        about=dates.exact(lang, found.received_about, view.zone),
        sealed=dates.exact(lang, sealed, view.zone) if sealed else "",
        open_log=is_public,
        side_prizes=draws.of(view.id, found.phase_id) is not None,
        joined=joined.told(page, found.phase_id),
        way=_way(lang, number, head.size) if head and number and number <= head.size else None,
        signed=is_public and results.is_signed(view.id, found.phase_id),
    )


def _way(lang: str, number: int, size: int) -> dict[str, object]:
    """The way from a ballot's line to the fingerprint of the whole log, to be drawn."""
    said = catalogues.translations(lang)
    beside = [
        (said.ngettext("%(num)s line", "%(num)s lines", lines, num=dates.number(lang, lines)), left)
        for lines, left in trees.beside(number - 1, size)
    ]
    return {"number": dates.number(lang, number), "size": dates.number(lang, size), "beside": beside}


def _place() -> results.Place | None:
    votes, number = request.args.get("votes", type=int), request.args.get("number", type=int)
    if votes is None or number is None:
        return None
    return results.Place(*(max(0, min(asked, LARGEST)) for asked in (votes, number)))


def _more(found: results.Figures | None) -> str:
    """Where the figures go on."""
    if found is None or found.next is None:
        return ""
    return f"{request.path}?votes={found.next.votes}&number={found.next.number}"


def _state(phase: PhaseView, now: datetime) -> str:
    """To come, now or done; a vote that is paused runs all the same."""
    state = moment_of(phase.plan, now)
    return (Moment.NOW if state is Moment.PAUSED else state).value


def _afterwards(page: Page, phase: PhaseView, closed: Result | None) -> dict[str, Any]:
    """What only a closed result tells: unusual votes, how a tie was broken; and what was joined, what is drawn."""
    drawn = {
        "side_prizes": draws.of(page.campaign.id, phase.id) is not None,
        "joined": joined.told(page, phase.id),
    }
    if closed is None:
        return {"unusual": None, "tie": None, **drawn}
    return {"unusual": _unusual(page, phase, closed), "tie": ties.told(page.campaign.id, phase.id, page.lang), **drawn}


def _unusual(page: Page, phase: PhaseView, result: Result) -> list[Aside] | None:
    """What the closed result tells of unusual votes; None for a result of before that was told."""
    if "set_aside" not in result.figures:
        return None
    lines, excluded = result.figures["set_aside"], result.figures["exclusions"]
    known = entries.by_ids(page.campaign.id, [UUID(line["entry"]) for line in lines])
    tongues = clusters.tongues(page.campaign.id, phase.id)
    said = []
    for line in lines:
        # What was removed meanwhile is told too, without its name.
        card = known.get(UUID(line["entry"]))
        numbers = tuple(dates.number(page.lang, line[name]) for name in ("received", "held", "excluded", "counted"))
        reasons = tuple(
            (dates.number(page.lang, one["ballots"]), one["reason"], tongues.get(one["reason"], ""))
            for one in excluded
            if one["entry"] == line["entry"]
        )
        said.append(Aside(card.name if card else "", card.lang if card else page.lang, numbers, reasons))
    return said
