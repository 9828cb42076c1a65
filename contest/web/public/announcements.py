"""What is announced: the winner's page and the finalists', nothing of either before its second."""

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from contest.queries import announcements, entries, results
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.cards import Crowned
from contest.queries.entries import EntryCard
from contest.rules.announcements import Mark
from contest.rules.ballots import vote_rules
from contest.rules.cards import look_of
from contest.rules.papers import RANKED, Method
from contest.rules.phases import Moment, PhaseKind, moment_of
from contest.rules.results import Standing
from contest.rules.shares import Place
from contest.web import access, cards, freshness, lookups, portraits, previews, share_cards, shares, structured
from contest.web.actions import actions_of, until_of
from contest.web.bars import Bar
from contest.web.pages import Page, page_of, public_url
from contest.web.public import blending, voices
from contest.words import dates, voting

blueprint = Blueprint("announcements", __name__)
# Where the winner's figure is a number of votes or stars that can be told in one word.
WEIGHED = frozenset(Method) - RANKED


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


@blueprint.get("/<lang>/<campaign>/finalists")
@access.reading(max_age=30)
def finalists(lang: str, campaign: str) -> ResponseReturnValue:
    """The latest announcement of finalists."""
    view = lookups.campaign(campaign)
    now = previews.results_now(view.id)
    latest = announcements.latest(view.id, now, finalists=True)
    freshness.until(announcements.next_opening(view.id, now), now)
    if latest is None:
        abort(404)
    return redirect(page_of(view, lang, now).to("announcement", position=latest.phase_position), 302)


@blueprint.get("/<lang>/<campaign>/announcements/<int:position>")
@access.reading(max_age=30)
def announcement(lang: str, campaign: str, position: int) -> ResponseReturnValue:
    """Winner or finalists: nothing of them before their second, unless a preview by somebody who may see it asks."""
    view = lookups.campaign(campaign)
    now, results_now = previews.now(view.id), previews.results_now(view.id)
    phase = view.at(position)
    if phase is None:
        abort(404)
    freshness.until(announcements.next_opening(view.id, results_now), results_now)
    if phase.kind is PhaseKind.ANNOUNCEMENT and announcements.latest(view.id, results_now) is not None:
        # The phase of announcing is where people look; the announcement itself belongs to its vote.
        return redirect(page_of(view, lang, now).to("winner"), 302)
    shown = announcements.shown(view.id, phase.id, results_now) or _awaiting(view, phase, results_now)
    page = page_of(view, lang, now)
    if shown is None:
        withdrawn = announcements.withdrawn_at(view.id, phase.id, results_now)
        return _not_yet(page, phase, now) if withdrawn is None else _withdrawn(page, withdrawn)
    return told(page, phase, shown)


def _awaiting(view: CampaignView, phase: PhaseView, now: datetime) -> Shown | None:
    """What waits for its second person, in a preview by somebody who may see it: they have to read it before."""
    found, row = previews.asked(view.id), announcements.written(view.id, phase.id)
    if found is None or not found.shows_results or row is None or not row.awaits or view.crisis.results:
        return None
    return announcements.preview(view.id, phase.id) if row.withdrawn_at is None and row.opens <= now else None


def told(page: Page, phase: PhaseView, shown: Shown) -> ResponseReturnValue:
    """The page of an announcement, whoever may see it."""
    return _finalists(page, shown) if shown.of_finalists else _poster(page, phase, shown)


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
    # Under embargo the page has no card of its own yet, and nothing of it is passed on.
    page = page if page.embargo else _previewed(page, Crowned(shown, entry, votes, method, blended=frozen is not None))
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
        sharing=None if page.embargo else _sharing(page, entry),
        portrait=portraits.address(view, "portrait_winner"),
        theme=look_of(view.look).joy,
        shelf=voices.on_shelf(page, first.entry_id, previews.results_now(view.id)),
        vote_position=phase.position,
        seal=cards.seal(*voting.seal(lang, method, votes, by_votes=frozen is None)),
    )


def _sharing(page: Page, entry: EntryCard) -> shares.Sharing:
    picture, story = page.card.address, page.card.story
    return shares.sharing(page, entry.name, number=entry.number, place=Place.WINNER, picture=picture, story=story)


def _previewed(page: Page, found: Crowned) -> Page:
    """The page as links to it show it elsewhere."""
    card = share_cards.of_winner(page.campaign, found, public_url())
    said = structured.of_winner(page.campaign, page.lang, found, card.address, public_url())
    return replace(page, kind="article", card=card, structured=said)


def _finalists(page: Page, shown: Shown) -> ResponseReturnValue:
    """Who goes on: the ideas on their shelf, the story, how it was decided, what comes next."""
    view, lang = page.campaign, page.lang
    known = entries.by_ids(view.id, [one.entry_id for one in shown.finalists])
    found = [known[one.entry_id] for one in shown.finalists if one.entry_id in known]
    now = previews.now(view.id)
    return render_template(
        "public/results/finalists.html",
        page=page if page.embargo else replace(page, kind="article"),
        cards=[cards.card(page, entry, Mark.FINALIST) for entry in found],
        texts=shown.texts.get(lang) or shown.texts[view.default_language],
        actions=actions_of(page, now, winner=False),
        until=until_of(page, now),
        sharing=None
        if page.embargo
        else shares.sharing(page, view.name, picture=page.card.address, story=page.card.story),
    )


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
