"""Results, receipts, and the winner's page."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.db import LARGEST
from contest.models import Result
from contest.queries import announcements, clusters, draws, entries, proof, results
from contest.queries import ballots as ballot_queries
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.cards import Crowned
from contest.rules.ballots import vote_rules
from contest.rules.cards import look_of
from contest.rules.papers import RANKED, Method
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.proof import trees
from contest.rules.receipts import read_receipt
from contest.rules.results import Standing
from contest.rules.shares import Place
from contest.web import access, cards, freshness, lookups, portraits, previews, share_cards, shares, structured, ties
from contest.web.pages import Page, page_of, public_url
from contest.web.public import blending, counting
from contest.web.public.blending import Bar
from contest.words import catalogues, dates, voting

blueprint = Blueprint("results", __name__)
# Where the winner's figure is a number of votes or stars that can be told in one word.
WEIGHED = frozenset(Method) - RANKED


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
        bars=_bars(page, phase, found),
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


@blueprint.get("/<lang>/<campaign>/winner")
@access.reading(max_age=30)
def winner(lang: str, campaign: str) -> ResponseReturnValue:
    """The latest announcement."""
    view = lookups.campaign(campaign)
    now = previews.results_now(view.id)
    latest = announcements.latest(view.id, now)
    freshness.until(announcements.next_opening(view.id, now), now)
    if latest is None:
        abort(404)
    return redirect(page_of(view, lang, now).to("announcement", position=latest.phase_position), 302)


@blueprint.get("/<lang>/<campaign>/announcements/<int:position>")
@access.reading(max_age=30)
def announcement(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """The winner: nothing of it before its second, unless a preview by somebody who may see it asks."""
    view = lookups.campaign(campaign)
    now, results_now = previews.now(view.id), previews.results_now(view.id)
    phase = view.at(position)
    if phase is None:
        abort(404)
    freshness.until(announcements.next_opening(view.id, results_now), results_now)
    if phase.kind is PhaseKind.ANNOUNCEMENT and announcements.latest(view.id, results_now) is not None:
        # The phase of announcing is where people look; the announcement itself belongs to its vote.
        return redirect(page_of(view, lang, now).to("winner"), 302)
    shown = announcements.shown(view.id, phase.id, results_now)
    page = page_of(view, lang, now)
    if shown is None:
        withdrawn = announcements.withdrawn_at(view.id, phase.id, results_now)
        return _not_yet(page, phase, now) if withdrawn is None else _withdrawn(page, withdrawn)
    return _poster(page, phase, shown)


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


def _not_yet(page: Page, phase: PhaseView, now: datetime) -> ResponseReturnValue:
    state = moment_of(phase.plan, now)
    closes = dates.day_and_time(page.lang, phase.last_second, page.campaign.zone)
    html = render_template(
        "public/results/not_yet.html", page=page, closes=closes, counting=state is Moment.DONE, phase=phase
    )
    return html, 404


def _withdrawn(page: Page, at: datetime) -> ResponseReturnValue:
    when = dates.day_and_time(page.lang, at, page.campaign.zone)
    return render_template("public/results/withdrawn.html", page=page, when=when), 404


def _poster(page: Page, phase: PhaseView, shown: Shown) -> ResponseReturnValue:
    view, lang = page.campaign, page.lang
    first = shown.winners[0]
    found = entries.by_number(view.id, first.number)
    if found is None:
        abort(404)
    figures, standings = results.result(view.id, phase.id), results.standings(view.id, phase.id)
    method, frozen = vote_rules(phase.settings).method, results.blend_of(view.id, phase.id)
    votes = next((standing.votes for standing in standings if standing.entry_id == first.entry_id), 0)
    entry = replace(found.card, shown_author=first.shown_author)
    page = _previewed(page, Crowned(shown, entry, votes, method, blended=frozen is not None))
    card = cards.card(page, entry)
    return render_template(
        "public/results/winner.html",
        page=page,
        card=card,
        texts=shown.texts.get(lang) or shown.texts[view.default_language],
        votes=dates.number(lang, votes) if method in WEIGHED and frozen is None else "",
        counted=dates.number(lang, figures.figures["counted"] if figures else 0),
        ideas=dates.number(lang, entries.published_count(view.id)),
        bars=_places(page, view, standings[:6], method) if frozen is None else blending.places(page, frozen)[:6],
        sharing=shares.sharing(
            page,
            found.card.name,
            number=first.number,
            place=Place.WINNER,
            picture=page.card.address,
            story=page.card.story,
        ),
        portrait=portraits.address(view, "portrait_winner"),
        theme=look_of(view.look).joy,
        vote_position=phase.position,
        seal=cards.seal(*voting.seal(lang, method, votes, by_votes=frozen is None)),
    )


def _previewed(page: Page, found: Crowned) -> Page:
    """The page as links to it show it elsewhere."""
    card = share_cards.of_winner(page.campaign, found, public_url())
    said = structured.of_winner(page.campaign, page.lang, found, card.address, public_url())
    return replace(page, kind="article", card=card, structured=said)


def _afterwards(page: Page, phase: PhaseView, closed: Result | None) -> dict[str, Any]:
    """What only a closed result tells: unusual votes, how a tie was broken; and whether side prizes are drawn."""
    drawn = {"side_prizes": draws.of(page.campaign.id, phase.id) is not None}
    if closed is None:
        return {"unusual": None, "tie": None, **drawn}
    return {"unusual": _unusual(page, phase, closed), "tie": ties.told(page.campaign.id, phase.id, page.lang), **drawn}


def _bars(page: Page, phase: PhaseView, found: results.Figures | None) -> list[Bar]:
    """The figures of the vote, by its own places: a blend has others."""
    if found is None:
        return []
    places = results.places_by_vote(page.campaign.id, phase.id) if found.final else {}
    longest = max((line.votes for line in found.lines), default=1) or 1
    ranks = {line.entry_id: places.get(line.entry_id, line.rank) for line in found.lines}
    return [
        Bar(
            name=line.name,
            lang=line.lang,
            address=page.to("entry", number=line.number),
            rank=ranks[line.entry_id],
            amount=voting.amount(page.lang, found.method, line.votes, final=found.final),
            share=dates.percent(page.lang, line.share),
            width=round(line.votes * 100 / longest, 2),
            first=ranks[line.entry_id] == 1,
        )
        for line in sorted(found.lines, key=lambda line: ranks[line.entry_id])
    ]


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


def _places(page: Page, view: CampaignView, standings: list[Standing], method: Method) -> list[Bar]:
    known = entries.by_ids(view.id, [standing.entry_id for standing in standings])
    longest = max((standing.votes for standing in standings), default=1) or 1
    return [
        Bar(
            name=known[standing.entry_id].name,
            lang=known[standing.entry_id].lang,
            address=page.to("entry", number=known[standing.entry_id].number),
            rank=standing.rank,
            amount=voting.amount(page.lang, method, standing.votes, final=True),
            share=dates.percent(page.lang, standing.share),
            width=round(standing.votes * 100 / longest, 2),
            first=standing.rank == 1,
        )
        for standing in standings
        if standing.entry_id in known
    ]
