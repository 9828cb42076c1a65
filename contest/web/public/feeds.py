"""Atom feeds: a campaign's new ideas, journal and announcements, in each of its languages; the winners of all."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue
from markupsafe import escape

from contest import clock
from contest.queries import announced, announcements, campaigns, entries, journal
from contest.queries.announced import Announced, AnnouncedPage
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.queries.journal import Post
from contest.rules import addresses, feeds
from contest.rules.feeds import Feed, Item
from contest.rules.texts import texts_in
from contest.web import access, freshness, lookups, previews
from contest.web.pages import public_url
from contest.web.public import voices
from contest.words import catalogues

blueprint = Blueprint("feeds", __name__)
PLACE = re.compile("[0-9a-f]{1,32}")
# Whose winners they are, where no campaign says it.
EVERYWHERE = UUID(int=0)
# While nothing stands in it, and no campaign says when it began.
NEVER = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Channel:
    """One feed of a campaign: its kind, its name, and the page people read instead."""

    kind: str
    title: str
    page: str


@blueprint.get("/<lang>/<campaign>/feeds/ideas.atom")
@access.reading(max_age=300, shared_age=60)
def ideas(lang: str, campaign: str) -> ResponseReturnValue:
    """The ideas that were published, the latest first."""
    view = lookups.campaign(campaign)
    said = catalogues.translations(lang)
    found = entries.newest_page(view.id, request.args.get("after", type=int))
    channel = Channel("ideas", said.gettext("%(name)s: new ideas", name=view.name), "entries")
    items = [_idea(view, card) for card in found.entries]
    return _answer(view, channel, items, "" if found.next is None else str(found.next))


@blueprint.get("/<lang>/<campaign>/feeds/journal.atom")
@access.reading(max_age=300, shared_age=60)
def posts(lang: str, campaign: str) -> ResponseReturnValue:
    """The posts of the journal."""
    view = lookups.campaign(campaign)
    now = previews.now(view.id)
    freshness.until(journal.next_opening(view.id, now), now)
    found = journal.page(view.id, now, after=request.args.get("after", type=int))
    channel = Channel("journal", catalogues.translations(lang).gettext("%(name)s: journal", name=view.name), "journal")
    items = [_post(view, post) for post in found.posts]
    return _answer(view, channel, items, "" if found.next is None else str(found.next))


@blueprint.get("/<lang>/<campaign>/feeds/announcements.atom")
@access.reading(max_age=60)
def told(lang: str, campaign: str) -> ResponseReturnValue:
    """What was announced, each from its second on."""
    view = lookups.campaign(campaign)
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    found = announced.of_campaign(view.id, now, after=_after())
    channel = Channel(
        "announcements", catalogues.translations(lang).gettext("%(name)s: results", name=view.name), "campaign"
    )
    return _answer(view, channel, [_announcement(view, one) for one in found.found], _next(found))


@blueprint.get("/<lang>/winners.atom")
@access.reading(max_age=60)
def winners(lang: str) -> ResponseReturnValue:
    """Who won, in every campaign one may find."""
    now = clock.now()
    freshness.until(announced.next_opening(now), now)
    found = announced.winners(now, after=_after())
    views = {one.campaign_id: campaigns.by_id(one.campaign_id, lang) for one in found.found}
    items = [
        _announcement(view, one)
        for one in found.found
        for view in (views[one.campaign_id],)
        if view is not None and lang in view.languages
    ]
    return _written(
        Feed(
            id=feeds.name_of(EVERYWHERE, "winners", lang),
            title=catalogues.translations(lang).gettext("The winners of every contest"),
            lang=lang,
            author=", ".join(dict.fromkeys(view.brand for view in views.values() if view)) or "–",
            address=_here(),
            first=public_url() + request.path,
            page=addresses.absolute(public_url(), "campaigns", lang=lang),
            since=NEVER,
            items=items,
            next=_further(_next(found)),
        )
    )


def _idea(view: CampaignView, card: EntryCard) -> Item:
    return Item(
        id=feeds.name_of(card.id),
        title=card.name,
        address=_absolute(view, "entry", number=card.number),
        lang=card.lang,
        author=card.shown_author,
        published=card.published_at,
        updated=card.published_at,
        summary=card.inspiration,
    )


def _post(view: CampaignView, post: Post) -> Item:
    said, lang = texts_in(post.texts, view.lang, view.default_language)
    return Item(
        id=feeds.name_of(post.id, lang),
        title=said.get("title", ""),
        address=_absolute(view, "post", number=post.number),
        lang=lang,
        author=", ".join(filter(None, (post.name, post.role_in(view.lang)))),
        published=post.opens,
        updated=post.amended_at or post.opens,
        html="".join(f"<p>{escape(line)}</p>" for line in voices.paragraphs(said.get("text", ""))),
    )


def _announcement(view: CampaignView, one: Announced) -> Item:
    said, lang = texts_in(one.texts, view.lang, view.default_language)
    names = ", ".join(one.names)
    crowned = " ".join(filter(None, (view.texts["winner_kicker"], names)))
    return Item(
        id=feeds.name_of(one.phase_id, "announcement", lang),
        title=said.get("headline", "") if one.of_finalists else crowned,
        address=_absolute(view, "announcement", position=one.position),
        lang=lang,
        author=view.brand,
        published=one.opens,
        updated=one.changed_at,
        summary=names if one.of_finalists else said.get("standfirst", "") or said.get("headline", ""),
    )


def _answer(view: CampaignView, channel: Channel, items: list[Item], further: str) -> Response:
    return _written(
        Feed(
            id=feeds.name_of(view.id, channel.kind, view.lang),
            title=channel.title,
            lang=view.lang,
            author=view.brand,
            address=_here(),
            first=public_url() + request.path,
            page=_absolute(view, channel.page),
            since=min((phase.opens for phase in view.phases), default=NEVER),
            items=items,
            next=_further(further),
        )
    )


def _written(feed: Feed) -> Response:
    return Response(feeds.written(feed), content_type=f"{feeds.MEDIA_TYPE}; charset=utf-8")


def _absolute(view: CampaignView, name: str, **parts: str | int) -> str:
    return public_url() + view.path(name, **parts)


def _here() -> str:
    """This page of a feed, by what of its address means something."""
    return _further(request.args.get("after", "")) or public_url() + request.path


def _further(after: str) -> str:
    return f"{public_url()}{request.path}?after={after}" if PLACE.fullmatch(after) else ""


def _after() -> UUID | None:
    asked = request.args.get("after", "")
    try:
        return UUID(hex=asked) if asked else None
    except ValueError:
        abort(404)


def _next(found: AnnouncedPage) -> str:
    return "" if found.next is None else found.next.hex
