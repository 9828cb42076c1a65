"""Results, receipts, and the winner's page."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.db import LARGEST
from contest.queries import announcements, entries, proof, results
from contest.queries import ballots as ballot_queries
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.cards import Crowned
from contest.rules.cards import look_of
from contest.rules.eligibility import who_may
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.receipts import read_receipt
from contest.rules.results import Standing
from contest.rules.shares import Place
from contest.web import access, cards, freshness, lookups, portraits, previews, share_cards, shares, structured
from contest.web.pages import Page, page_of, public_url
from contest.words import catalogues, dates, eligibility

blueprint = Blueprint("results", __name__)


@dataclass(frozen=True)
class Bar:
    """One entry in the figures, ready to be drawn: `width` in per cent of the longest."""

    name: str
    lang: str
    address: str
    rank: int
    votes: str
    count: int
    share: str
    width: float
    first: bool


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
    found = results.public_figures(view.id, phase.id, results_now, after=_place())
    more = ""
    if found is not None and found.next is not None:
        more = f"{request.path}?votes={found.next.votes}&number={found.next.number}"
    return render_template(
        "public/results/figures.html",
        page=page,
        found=found,
        counted="" if found is None else dates.number(lang, found.counted),
        each=eligibility.counted(lang, who_may(phase.settings)),
        bars=[] if found is None else _bars(page, found),
        state=_state(phase, now),
        curtain=phase.curtain is not None and phase.curtain <= now < phase.closes,
        opens=dates.day_and_time(lang, phase.opens, view.zone),
        closes=dates.day_and_time(lang, phase.last_second, view.zone),
        as_of=dates.exact(lang, results_now, view.zone),
        more=more,
        announced=announcements.shown(view.id, phase.id, results_now) is not None,
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
    return render_template(
        "public/results/receipt.html",
        page=page,
        found=found,
        about=dates.exact(lang, found.received_about, view.zone),
        sealed=dates.exact(lang, sealed, view.zone) if sealed else "",
        open_log=is_public,
        signed=is_public and results.result(view.id, found.phase_id) is not None,
    )


def _place() -> results.Place | None:
    votes, number = request.args.get("votes", type=int), request.args.get("number", type=int)
    if votes is None or number is None:
        return None
    return results.Place(*(max(0, min(asked, LARGEST)) for asked in (votes, number)))


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
    standings = results.standings(view.id, phase.id)
    votes = next((standing.votes for standing in standings if standing.entry_id == first.entry_id), 0)
    entry = replace(found.card, shown_author=first.shown_author)
    page = _previewed(page, Crowned(shown, entry, votes))
    card = cards.card(page, entry)
    return render_template(
        "public/results/winner.html",
        page=page,
        card=card,
        texts=shown.texts.get(lang) or shown.texts[view.default_language],
        votes=dates.number(lang, votes),
        counted=dates.number(lang, sum(standing.votes for standing in standings)),
        ideas=dates.number(lang, entries.published_count(view.id)),
        bars=_places(page, view, standings[:6]),
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
        seal=cards.seal(dates.number(lang, votes), catalogues.translations(lang).ngettext("vote", "votes", votes)),
    )


def _previewed(page: Page, found: Crowned) -> Page:
    """The page as links to it show it elsewhere."""
    card = share_cards.of_winner(page.campaign, found, public_url())
    said = structured.of_winner(page.campaign, page.lang, found, card.address, public_url())
    return replace(page, kind="article", card=card, structured=said)


def _bars(page: Page, found: results.Figures) -> list[Bar]:
    longest = max((line.votes for line in found.lines), default=1) or 1
    return [
        Bar(
            name=line.name,
            lang=line.lang,
            address=page.to("entry", number=line.number),
            rank=line.rank,
            votes=dates.number(page.lang, line.votes),
            count=line.votes,
            share=dates.percent(page.lang, line.share),
            width=round(line.votes * 100 / longest, 2),
            first=line.rank == 1,
        )
        for line in found.lines
    ]


def _places(page: Page, view: CampaignView, standings: list[Standing]) -> list[Bar]:
    known = entries.by_ids(view.id, [standing.entry_id for standing in standings])
    longest = max((standing.votes for standing in standings), default=1) or 1
    total = sum(standing.votes for standing in standings) or 1
    return [
        Bar(
            name=known[standing.entry_id].name,
            lang=known[standing.entry_id].lang,
            address=page.to("entry", number=known[standing.entry_id].number),
            rank=standing.rank,
            votes=dates.number(page.lang, standing.votes),
            count=standing.votes,
            share=dates.percent(page.lang, standing.votes / total),
            width=round(standing.votes * 100 / longest, 2),
            first=standing.rank == 1,
        )
        for standing in standings
        if standing.entry_id in known
    ]
