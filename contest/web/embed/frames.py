"""The widgets that are read: the same bytes for everyone, no cookie, nothing that our own pages do not show."""

import re
from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template
from flask.typing import ResponseReturnValue

from contest.queries import announcements, candidates, entries, proof, results
from contest.queries import cards as crowns
from contest.queries.campaigns import PhaseView
from contest.rules.phases import PhaseKind
from contest.rules.proof import notes
from contest.rules.widgets import COUNTS, Kind
from contest.web import access, cards, freshness, look, lookups, previews
from contest.web.actions import actions_of, until_of
from contest.web.bars import of_figures
from contest.web.framing import Frame, frame_of, led_on
from contest.words import catalogues, dates, voting

blueprint = Blueprint("frames", __name__)
FOR_EVER = 365 * 24 * 3600


@blueprint.get("/embed/<lang>/<campaign>/campaign")
@access.reading(max_age=60)
def campaign(lang: str, campaign: str) -> ResponseReturnValue:
    """What it is about, where we are, what one can do."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    frame = frame_of(view, Kind.CAMPAIGN, now)
    winner = _latest(frame) is not None
    actions = actions_of(frame.page, now, winner=winner)
    return _shown(frame, "campaign", actions=actions, until=until_of(frame.page, now), left=_left(frame, now))


@blueprint.get("/embed/<lang>/<campaign>/gallery")
@access.reading(max_age=60)
def gallery(lang: str, campaign: str) -> ResponseReturnValue:
    """Some of the ideas, others every hour, each with the same chance."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    frame = frame_of(view, Kind.GALLERY, now)
    upto, count = entries.published_upto(view.id), COUNTS[Kind.GALLERY][frame.options.size]
    found = entries.fair_page(view.id, now.strftime("%Y%m%d%H"), upto, 0, size=count).entries
    return _shown(
        frame,
        "gallery",
        cards=[cards.card(frame.page, one) for one in found],
        action=actions_of(frame.page, now, winner=False)[0],
    )


@blueprint.get("/embed/<lang>/<campaign>/entry/<int:number>")
@access.reading(max_age=60)
def entry(lang: str, campaign: str, number: int) -> ResponseReturnValue:
    """One idea; where it is gone, that it is."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    frame = frame_of(view, Kind.ENTRY, now)
    found = entries.by_number(view.id, number)
    if found is None:
        kept = entries.kept_number(view.id, number)
        if kept is not None:
            return redirect(frame.page.to("widget_entry", number=kept) + frame.options.query, 302)
        return _shown(frame, "gone"), 404
    card = cards.card(frame.page, found.card)
    by = catalogues.translations(lang).gettext("An idea by %(author)s", author=card.author)
    return _shown(
        frame, "entry", card=card, by=by, words=found.card.inspiration, votes=_takes_votes(frame, number, now)
    )


@blueprint.get("/embed/<lang>/<campaign>/leaderboard")
@access.reading(max_age=30)
def leaderboard(lang: str, campaign: str) -> ResponseReturnValue:
    """The first places of the latest vote, as far as the public may see them."""
    view = lookups.campaign(campaign)
    now, results_now = previews.now(view.id), previews.results_now(view.id)
    frame = frame_of(view, Kind.LEADERBOARD, now)
    _bounded(frame)
    begun = [phase for phase in view.of_kind(PhaseKind.VOTE) if phase.opens <= now]
    count = COUNTS[Kind.LEADERBOARD][frame.options.size]
    found = results.public_figures(view.id, begun[-1].id, results_now, limit=count) if begun else None
    if found is None or not begun:
        return _shown(frame, "hidden", until=until_of(frame.page, now), begun=bool(begun))
    return _shown(
        frame,
        "leaderboard",
        bars=of_figures(frame.page, begun[-1], found),
        total=dates.number(lang, found.counted),
        found=found,
        as_of="" if found.final else dates.exact(lang, results_now, view.zone),
        address=frame.page.to("results", position=begun[-1].position),
        blended=begun[-1].rules.blend is not None,
        log=frame.page.to("log", position=begun[-1].position),
        root=_root(frame, begun[-1]),
    )


@blueprint.get("/embed/<lang>/<campaign>/winner")
@access.reading(max_age=30)
def winner(lang: str, campaign: str) -> ResponseReturnValue:
    """The winner, from its second on; before, when there will be one."""
    view = lookups.campaign(campaign)
    now, results_now = previews.now(view.id), previews.results_now(view.id)
    frame = frame_of(view, Kind.WINNER, now)
    latest = _latest(frame)
    found = crowns.crowned(view.id, latest.phase_id, results_now) if latest else None
    if found is None:
        return _shown(frame, "not_yet", until=until_of(frame.page, now))
    card = cards.card(frame.page, found.entry)
    return _shown(
        frame,
        "winner",
        card=replace(card, address=frame.page.to("announcement", position=found.shown.phase_position)),
        by=catalogues.translations(lang).gettext("An idea by %(author)s", author=card.author) if card.author else "",
        seal=cards.seal(*voting.seal(lang, found.method, found.votes, by_votes=not found.blended)),
    )


@blueprint.get("/c/<campaign>/frame-<digest>.css")
@access.reading(max_age=FOR_EVER)
def stylesheet(campaign: str, digest: str) -> ResponseReturnValue:
    """How the widgets of a campaign look; an old address leads to the present one."""
    found = lookups.campaign(campaign, any_language=True)
    css = look.framed(found.look)
    if digest == look.digest_of(css):
        return Response(css, mimetype="text/css")
    if not re.fullmatch("[0-9a-f]{10}", digest):
        abort(404)
    return redirect(look.framed_address(found), 302)


def _shown(frame: Frame, template: str, **values: Any) -> str:
    """A widget, or, while nothing is passed on, that there is nothing to see for now."""
    paused = frame.page.campaign.crisis.sharing
    return led_on(frame, render_template(f"embed/{'paused' if paused else template}.html", frame=frame, **values))


def _bounded(frame: Frame) -> None:
    """The answer is another one once the next announcement opens."""
    now = previews.results_now(frame.page.campaign.id)
    freshness.until(announcements.next_opening(frame.page.campaign.id, now), now)


def _latest(frame: Frame) -> announcements.Shown | None:
    _bounded(frame)
    return announcements.latest(frame.page.campaign.id, previews.results_now(frame.page.campaign.id))


def _root(frame: Frame, phase: PhaseView) -> str:
    """The fingerprint of the vote's log: on other people's pages, and in what keeps these, it is out of our hands."""
    found = proof.head(frame.page.campaign.id, phase.id)
    return b64encode(notes.read(found.note)[0].root).decode() if found else ""


def _left(frame: Frame, now: datetime) -> dict[str, str] | None:
    """Until when the phase that is open is: in words, and for whoever counts on; None where nothing closes."""
    page = frame.page
    for kind in (PhaseKind.VOTE, PhaseKind.SUBMISSION):
        phase = page.campaign.open_phase(kind, now)
        if phase is not None:
            words = dates.time_left(page.lang, phase.closes - now)
            name = page.campaign.phase_name(phase.position)
            return {"name": name, "words": words, "until": phase.closes.isoformat(timespec="seconds")}
    return None


def _takes_votes(frame: Frame, number: int, now: datetime) -> bool:
    """Whether one can vote for this idea now."""
    vote = frame.page.campaign.open_phase(PhaseKind.VOTE, now)
    if vote is None:
        return False
    return not vote.rules.picked or number in candidates.picked(frame.page.campaign.id, vote.id)
