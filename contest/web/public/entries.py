"""The shelf: all ideas in fair order, newest or found; one idea; its drawing."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, abort, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from contest.queries import announcements, candidates, entries, results
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.rules import addresses
from contest.rules.announcements import Mark
from contest.rules.ballots import vote_rules
from contest.rules.papers import Method
from contest.rules.phases import PhaseKind
from contest.web import access, cards, lookups, previews, share_cards, shares, structured, wording
from contest.web.actions import actions_of
from contest.web.pages import Page, alternates_of, page_of, public_url
from contest.web.public import campaigns, facts, voices
from contest.words import catalogues, dates, voting

blueprint = Blueprint("entries", __name__)
FOR_EVER = 365 * 24 * 3600
# Neighbours looked at for the four that stand beside an idea.
BESIDE = 12


@dataclass(frozen=True)
class Order:
    """One way to look at the shelf."""

    label: str
    address: str
    current: bool


@blueprint.get("/<lang>/<campaign>/entries")
@access.reading(max_age=30)
def gallery(lang: str, campaign: str) -> ResponseReturnValue:
    """All ideas; a seed in the address keeps one fair order while paging."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    page = page_of(view, lang, now)
    query, order = request.args.get("q", "").strip()[:60], request.args.get("order", "")
    found, more = _searched(page, query) if query else _newest(page) if order == "newest" else _fair(page)
    actions = actions_of(page, now, winner=False)
    announced = campaigns.announced(view)
    return render_template(
        "public/entries/gallery.html",
        page=page,
        heading=_heading(page, query),
        why=_why(page, query, order),
        orders=_orders(page, query, order),
        searched=query,
        cards=[
            (cards.card(page, entry, announced.get(entry.id)), address)
            for entry, address in _with_votes(page, found, now)
        ],
        nothing=_nothing(page, query),
        more=more,
        action=actions[0],
    )


@blueprint.get("/<lang>/<campaign>/entries/<int:number>")
@access.reading(max_age=60)
def entry(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """One idea: its packet, its words, its author, what one can do."""
    return _entry(campaign, lang, number, voted=False)


@blueprint.get("/<lang>/<campaign>/entries/<int:number>/voted")
@access.reading(max_age=60)
def voted(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """The same page as somebody passes it on who has voted: its preview says so."""
    return _entry(campaign, lang, number, voted=True)


def _entry(campaign: str, lang: str, number: int, *, voted: bool) -> ResponseReturnValue:
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    found = entries.by_number(view.id, number)
    if found is None:
        return _moved(view, lang, number)
    announced = campaigns.announced(view)
    mark = announced.get(found.card.id)
    page = _previewed(page_of(view, lang, now), found.card, now, mark, voted=voted)
    card = cards.card(page, found.card, mark)
    return render_template(
        "public/entries/entry.html",
        page=page,
        entry=card,
        inspiration=found.card.inspiration,
        by=catalogues.translations(lang).gettext("An idea by %(author)s", author=card.author),
        tag=wording.since_day(page, dates.day(lang, found.card.published_at, view.zone)),
        voted=voted,
        vote=_vote(page, number, now),
        seal=cards.voted_seal(page),
        closed=_closed(page, now),
        facts=facts.of_entry(page, found),
        sharing=shares.sharing(page, card.name, number=number, picture=page.card.address, story=page.card.story),
        others=_others(page, number, announced),
        story=_story(page, mark),
        words=voices.about(page, found.card.id, now),
        shelf=voices.on_shelf(page, found.card.id, previews.results_now(view.id)),
        figures=cards.figures(view, found),
    )


def _moved(view: CampaignView, lang: str, number: int) -> ResponseReturnValue:
    """To the idea that this one was joined with (301). Errors: 404."""
    kept = entries.kept_number(view.id, number)
    if kept is None:
        abort(404)
    return redirect(addresses.path("entry", lang=lang, campaign=view.slug, number=kept), 301)


@blueprint.get("/c/<campaign>/packets/<int:number>-<digest>.svg")
@access.reading(max_age=FOR_EVER, shared_age=60)
def drawing(campaign: str, number: int, digest: str) -> ResponseReturnValue:
    """The drawing of a published idea; an old address leads to the present one."""
    view = lookups.campaign(campaign, any_language=True)
    found = entries.by_number(view.id, number)
    if found is None:
        abort(404)
    if digest != cards.digest_of(view, found.card):
        g.fresh_for = 60
        return redirect(cards.drawing_address(view, found.card), 302)
    card = found.card
    svg = cards.drawing_of(view, card.name, card.lang, card.number, photo=card.picture_id is not None)
    return Response(
        str(svg), mimetype="image/svg+xml", headers={"Content-Security-Policy": "sandbox; default-src 'none'"}
    )


def _previewed(page: Page, entry: EntryCard, now: datetime, mark: Mark | None, *, voted: bool) -> Page:
    """The page as links to it show it elsewhere; the idea's own page is the one to be found."""
    view, public = page.campaign, public_url()
    card = share_cards.of_voter(view, entry, public) if voted else share_cards.of_entry(view, entry, public, mark)
    votes = [phase for phase in view.of_kind(PhaseKind.VOTE) if phase.opens <= now]
    results_now = previews.results_now(view.id)
    counted = results.public_votes(view.id, votes[-1].id, entry.id, results_now) if votes else None
    return replace(
        page,
        canonical=page.absolute("entry", number=entry.number),
        kind="article",
        card=card,
        structured=structured.of_entry(view, page.lang, entry, card.address, public, counted),
        alternates=alternates_of(view, f"{view.slug}/entries/{entry.number}"),
    )


def _orders(page: Page, query: str, order: str) -> list[Order]:
    said, address = catalogues.translations(page.lang), page.to("entries")
    return [
        Order(said.gettext("Equal chances"), address, not query and order != "newest"),
        Order(said.gettext("Newest"), f"{address}?order=newest", not query and order == "newest"),
    ]


def _fair(page: Page) -> tuple[tuple[EntryCard, ...], str]:
    # Without a seed in the address every answer starts elsewhere; it is kept half a minute for everyone alike.
    seed = request.args.get("seed", "")[:16] or secrets.token_hex(4)
    upto = request.args.get("upto", type=int) or entries.published_upto(page.campaign.id)
    found = entries.fair_page(page.campaign.id, seed, upto, request.args.get("after", 0, type=int))
    more = "" if found.next is None else f"{page.to('entries')}?seed={seed}&upto={upto}&after={found.next}"
    return found.entries, more


def _newest(page: Page) -> tuple[tuple[EntryCard, ...], str]:
    found = entries.newest_page(page.campaign.id, request.args.get("after", type=int))
    more = "" if found.next is None else f"{page.to('entries')}?order=newest&after={found.next}"
    return found.entries, more


def _searched(page: Page, query: str) -> tuple[tuple[EntryCard, ...], str]:
    found = entries.search_page(page.campaign.id, query, request.args.get("after", type=int))
    more = "" if found.next is None else f"{page.to('entries')}?{urlencode({'q': query, 'after': found.next})}"
    return found.entries, more


def _story(page: Page, mark: Mark | None) -> str:
    """Where the announcement of this idea stands; empty for one that was not announced."""
    if mark is None:
        return ""
    now = previews.results_now(page.campaign.id)
    found = announcements.latest(page.campaign.id, now, finalists=mark is Mark.FINALIST)
    return page.to("announcement", position=found.phase_position) if found else ""


def _others(page: Page, number: int, announced: Mapping[UUID, Mark]) -> list[cards.Card]:
    found = entries.others(page.campaign.id, number, size=BESIDE)
    drawn = [cards.card(page, other, announced.get(other.id)) for other in found]
    # One of each colour, so that the four look like four.
    return list({card.palette: card for card in reversed(drawn)}.values())[::-1][:4]


def _heading(page: Page, query: str) -> str:
    if query:
        return catalogues.translations(page.lang).gettext("Ideas for “%(query)s”", query=query)
    return wording.counted(page, entries.published_count(page.campaign.id))


def _why(page: Page, query: str, order: str) -> str:
    if query:
        return catalogues.translations(page.lang).gettext(
            "Found in all that the ideas say, first names and towns included."
        )
    if order == "newest":
        return catalogues.translations(page.lang).gettext("The latest arrivals first.")
    return catalogues.translations(page.lang).gettext(
        "The order changes with every visit, so that each idea has the same chance to be seen. "
        "Being early is no advantage.",
    )


def _nothing(page: Page, query: str) -> dict[str, str]:
    if query:
        return {
            "title": catalogues.translations(page.lang).gettext("Nothing by that name"),
            "text": catalogues.translations(page.lang).gettext("Try one word, or a part of it. Accents do not matter."),
        }
    return {
        "title": wording.empty(page),
        "text": catalogues.translations(page.lang).gettext(
            "Every idea is read by a person first; the first ones will stand here soon."
        ),
    }


def _with_votes(page: Page, found: Sequence[EntryCard], now: datetime) -> list[tuple[EntryCard, str]]:
    """The ideas with where one votes for each; empty for those that do not stand in the vote."""
    phase = page.campaign.open_phase(PhaseKind.VOTE, now)
    if phase is None:
        return [(entry, "") for entry in found]
    among = candidates.picked(page.campaign.id, phase.id) if vote_rules(phase.settings).picked else None
    return [
        (entry, page.to("slip", position=phase.position, number=entry.number) if stands else "")
        for entry in found
        for stands in (among is None or entry.number in among,)
    ]


def _vote(page: Page, number: int, now: datetime) -> dict[str, str] | None:
    phase = page.campaign.open_phase(PhaseKind.VOTE, now)
    if phase is None:
        return None
    rules = vote_rules(phase.settings)
    if rules.picked and number not in candidates.picked(page.campaign.id, phase.id):
        return None
    until = dates.day_and_time(page.lang, phase.last_second, page.campaign.zone)
    return {
        "address": page.to("slip", position=phase.position, number=number),
        "sentence": f"{voting.has(page.lang, rules)} {voting.lasts(page.lang, rules, until)}",
        "in_place": "1" if rules.method is Method.ONE else "",
    }


def _closed(page: Page, now: datetime) -> str:
    votes = page.campaign.of_kind(PhaseKind.VOTE)
    if not votes:
        return ""
    if now < votes[0].opens:
        moment = dates.day_and_time(page.lang, votes[0].opens, page.campaign.zone)
        return catalogues.translations(page.lang).gettext("The vote opens on %(moment)s.", moment=moment)
    return catalogues.translations(page.lang).gettext("The vote is closed.")
