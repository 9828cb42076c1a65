"""Share links: the short address that leads to a page and counts; and the page with link, QR code and Mastodon."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from contest import clock
from contest.queries import announcements, campaigns, entries
from contest.queries.campaigns import CampaignView
from contest.rules import addresses
from contest.rules import shares as rules
from contest.rules.objections import Objection
from contest.rules.shares import Network, Place, ShareCode
from contest.services import shares as acts
from contest.web import access, freshness, lookups, previews, shares
from contest.web.pages import Page, page_of
from contest.words import phrases

blueprint = Blueprint("shares", __name__)
# In the browser alone, where it makes one visit of a double tap: a cache in between would count for many.
KEPT = 10
# A robot that previews a link for many asks once in a while, and is counted never.
KEPT_BY_ROBOTS = 600


@dataclass(frozen=True)
class Subject:
    """What is passed on: its name, that name's language, and its page."""

    title: str
    lang: str
    address: str


@blueprint.get("/s/<code>", defaults={"tongue": "", "rest": ""})
@blueprint.get("/s/<code>/<tongue>/", defaults={"rest": ""})
@blueprint.get("/s/<code>/<tongue>/<path:rest>")
@access.reading(max_age=60, counts="share_visit")
def follow(code: str, tongue: str, rest: str) -> ResponseReturnValue:
    """Lead to the page this link belongs to, and count that; a link that is none leads to all campaigns.

    With `tongue` to a page of its campaign in that language: the one whose path within the campaign is `rest`.
    """
    now, share = clock.now(), rules.read(code)
    view = campaigns.by_share_key(share.campaign, share.lang) if share else None
    if share is None or view is None or not view.is_open:
        return redirect(addresses.path("languages"), 302)
    if tongue:
        # Out of a frame to which a webmaster gave a link of its own, or in which somebody came by one.
        share = rules.read(shares.came_by(view)) or share
    number, target = _onward(view, tongue, rest) if tongue else _target(view, share, now)
    person = _is_person()
    if person:
        acts.visit(view.id, channel=share.channel, entry_number=number, zone=view.zone, now=now)
    response = redirect(f"{target}{'&' if '?' in target else '?'}{shares.PARAMETER}={rules.written(share)}", 302)
    response.headers["Cache-Control"] = f"private, max-age={KEPT if person else KEPT_BY_ROBOTS}"
    return response


@blueprint.get("/<lang>/<campaign>/share/<int:number>", defaults={"place": "page"})
@blueprint.get("/<lang>/<campaign>/share/<int:number>/<any(winner):place>")
@access.reading(max_age=60)
def page(lang: str, campaign: str, number: int, place: str) -> ResponseReturnValue:
    """The link to copy, its QR code, and the way to a server of one's own."""
    view, where = lookups.campaign(campaign), Place[place.upper()]
    if view.crisis.sharing:
        abort(404)
    frame = page_of(view, lang, previews.now(view.id), noindex=True)
    subject = _subject(frame, number, where, previews.results_now(view.id))
    server, wrong = _server(frame)
    passed_on = shares.message_of(frame, Network.MASTODON, subject.title, number, where)
    html = render_template(
        "public/shares/share.html",
        page=frame,
        subject=subject,
        sharing=shares.sharing(frame, subject.title, number=number, place=where),
        link=shares.short_link(frame, Network.COPY, number, where),
        qr=_qr(shares.short_link(frame, Network.QR, number, where)),
        here=shares.share_page(frame, number, where),
        server=server,
        typed=request.args.get("server", ""),
        post=rules.post_on_mastodon(server, passed_on) if server else "",
        wrong=wrong,
    )
    return html, 422 if wrong else 200


def _target(view: CampaignView, share: ShareCode, now: datetime) -> tuple[int, str]:
    """The number of the idea and the path of its page; 0 and the campaign's home where it is no longer there."""
    where = {"lang": share.lang if share.lang in view.languages else view.default_language, "campaign": view.slug}
    if share.entry and share.place is Place.WINNER:
        latest = announcements.latest(view.id, now)
        if latest is not None and share.entry in {winner.number for winner in latest.winners}:
            return share.entry, addresses.path("announcement", **where, position=latest.phase_position)
    if share.entry:
        shown = entries.by_number(view.id, share.entry) is not None
        number = share.entry if shown else entries.kept_number(view.id, share.entry)
        page = "voted" if share.place is Place.VOTED else "entry"
        if number is not None:
            return number, addresses.path(page, **where, number=number)
    return 0, addresses.path("campaign", **where)


def _onward(view: CampaignView, lang: str, rest: str) -> tuple[int, str]:
    """The path of a page of the campaign, as it was asked for; its home for what would lead out of it."""
    spoken = lang if lang in view.languages else view.default_language
    home = addresses.path("campaign", lang=spoken, campaign=view.slug)
    if {".", ".."} & set(re.split(r"[/\\]", rest)):
        return 0, home
    asked = urlencode([(name, value) for name, value in request.args.items(multi=True) if name != shares.PARAMETER])
    return 0, f"{home}{quote(rest)}{'?' if asked else ''}{asked}"


def _is_person() -> bool:
    """Whether somebody follows the link: no robot, no browser that fetches ahead, nobody who only asks if it works."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in ahead and not rules.is_robot(request.user_agent.string)


def _subject(frame: Page, number: int, place: Place, now: datetime) -> Subject:
    view = frame.campaign
    freshness.until(announcements.next_opening(view.id, now), now)
    if not number and place is Place.PAGE:
        return Subject(view.name, frame.lang, frame.home)
    found = entries.by_number(view.id, number)
    latest = announcements.latest(view.id, now) if place is Place.WINNER else None
    if found is None or (place is Place.WINNER and (latest is None or number != latest.winners[0].number)):
        abort(404)
    address = frame.to("entry", number=number)
    if latest is not None:
        address = frame.to("announcement", position=latest.phase_position)
    return Subject(found.card.name, found.card.lang, address)


def _server(frame: Page) -> tuple[str, list[str]]:
    """The Mastodon server that was typed, and what is wrong with it."""
    typed = request.args.get("server")
    if typed is None:
        return "", []
    try:
        return rules.server_of(typed), []
    except ValueError:
        return "", [phrases.objection(frame.lang, Objection("server_malformed", "server"))]


def _qr(address: str) -> Markup:
    drawn = segno.make(address, error="m", micro=False)
    picture = drawn.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=4, light="#fff")
    return Markup(picture)  # noqa: S704 - drawn by the library from letters and digits
