"""The first pages: the languages, the campaigns, a campaign's home."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from contest import clock
from contest.queries import announcements, campaigns, entries
from contest.queries.campaigns import CampaignView
from contest.rules import addresses, themes
from contest.rules.announcements import Mark
from contest.rules.phases import PhaseKind
from contest.rules.texts import breadth
from contest.web import access, cards, freshness, i18n, lookups, portraits, previews, shares
from contest.web.actions import Action, actions_of, until_of
from contest.web.pages import LANGUAGE_NAMES, Page, page_of
from contest.web.public import voices
from contest.words import catalogues

blueprint = Blueprint("campaigns", __name__)
# On the home page's shelf; with the empty packet in the middle.
ON_SHELF = 6
# Beside a campaign's name in the list of all.
SHOWN = 3
CIRCUMFLEX = "\u0302"


@dataclass(frozen=True)
class EmptyPlace:
    """The gap on the shelf: the call to action."""

    address: str
    author: str
    drawing: Markup
    empty: bool = True


@blueprint.get("/")
@access.reading(max_age=300)
def languages() -> ResponseReturnValue:
    """Choose a language: the same page for everyone, in all of them."""
    i18n.speak("en")
    choices = [(lang, LANGUAGE_NAMES[lang], addresses.path("campaigns", lang=lang)) for lang in catalogues.languages()]
    return render_template("public/campaigns/languages.html", choices=choices, public=campaigns.public())


@blueprint.get("/<lang>/")
@access.reading(max_age=60)
def every(lang: str) -> ResponseReturnValue:
    """Every campaign one may find; a single one is shown at once."""
    shown = [campaigns.by_id(row.id, lang) for row in campaigns.public() if lang in row.languages]
    found = [view for view in shown if view is not None]
    if len(found) == 1:
        return redirect(addresses.path("campaign", lang=lang, campaign=found[0].slug), 302)
    now = clock.now()
    pages = [page_of(view, lang, now) for view in found]
    return render_template(
        "public/campaigns/every.html",
        campaigns=[(page, _some(page, now, SHOWN)) for page in pages],
        winners=addresses.path("feed_winners", lang=lang),
        lang=lang,
    )


@blueprint.get("/<lang>/<campaign>/")
@access.reading(max_age=60)
def home(lang: str, campaign: str) -> ResponseReturnValue:
    """What, when, which prize, where we are, what to do now."""
    view = lookups.campaign(campaign)
    now, results_now = previews.now(view.id), previews.results_now(view.id)
    winner = announcements.latest(view.id, results_now)
    found = announced(view)
    page = page_of(view, lang, now)
    finalists = Mark.FINALIST in found.values() and winner is None
    actions = actions_of(page, now, winner=winner is not None, finalists=finalists)
    return render_template(
        "public/campaigns/home.html",
        page=page,
        action=actions[0] if actions else None,
        second_action=actions[1] if len(actions) > 1 else None,
        until=until_of(page, now),
        remind=_remind(page, now, winner=winner is not None),
        cards=_shelf(page, now, found),
        gestures=_gestures(page),
        title=_title(page),
        crowned=_crowned(page),
        portrait=portraits.address(view, "portrait"),
        voices=voices.teased(page, now),
        sharing=shares.sharing(page, view.name, picture=page.card.address, story=page.card.story),
    )


def announced(view: CampaignView) -> dict[UUID, Mark]:
    """What was announced of each idea; also bounds how long the answer may be kept (the next announcement)."""
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    return announcements.marks(view.id, now)


def _remind(page: Page, now: datetime, *, winner: bool) -> Action | None:
    """Where one asks to be told that the vote has opened, or from then on who has won; nothing once one has."""
    votes = page.campaign.of_kind(PhaseKind.VOTE)
    if votes and now < votes[0].opens:
        label = catalogues.translations(page.lang).gettext("Tell me when voting opens")
        return Action(label, page.to("remind", position=votes[0].position))
    reveals = page.campaign.of_kind(PhaseKind.ANNOUNCEMENT)
    if not reveals or winner:
        return None
    label = catalogues.translations(page.lang).gettext("Tell me who wins")
    return Action(label, page.to("remind", position=reveals[-1].position))


def _shelf(page: Page, now: datetime, announced: Mapping[UUID, Mark]) -> list[cards.Card | EmptyPlace]:
    found: list[cards.Card | EmptyPlace] = [*_some(page, now, ON_SHELF, announced)]
    if page.campaign.open_phase(PhaseKind.SUBMISSION, now):
        texts = page.campaign.texts
        drawing = cards.dashed(page, texts["empty_packet"], ink="currentColor", accent="var(--accent-words)")
        found.insert(len(found) // 2, EmptyPlace(page.to("submit"), texts["empty_label"], drawing))
    return found


def _some(
    page: Page, now: datetime, count: int, announced: Mapping[UUID, Mark] = MappingProxyType({})
) -> list[cards.Card]:
    """A few ideas, others every hour."""
    upto = entries.published_upto(page.campaign.id)
    found = entries.fair_page(page.campaign.id, now.strftime("%Y%m%d%H"), upto, 0, size=count)
    return [cards.card(page, entry, announced.get(entry.id)) for entry in found.entries]


def _title(page: Page) -> dict[str, Any]:
    """The two lines of the title (a draft may have none yet), and how many letters wide the longer one is."""
    texts = page.campaign.texts
    first, second = texts["title_first"] or page.campaign.name, texts["title_second"]
    lines = [breadth(first), breadth(second)]
    if themes.font_of(page.campaign.look) != themes.FIRST_FONT:
        # Other families are measured by their average alone.
        lines += [len(first), len(second)]
    return {"first": first, "second": second, "breadth": min(24, max(lines))}


def _crowned(page: Page) -> tuple[str, str, str] | None:
    """A title's first line around its circumflex, which a look may replace by something of the brand's."""
    title, look = page.campaign.texts["title_first"], page.campaign.look
    # It sits on the letters of the house; other families keep their own accent.
    if look.get("crown") != "chip" or themes.font_of(look) != themes.FIRST_FONT:
        return None
    for place, letter in enumerate(title):
        spelled = unicodedata.normalize("NFD", letter)
        if spelled[1:] == CIRCUMFLEX:
            return title[:place], spelled[0], title[place + 1 :]
    return None


@dataclass(frozen=True)
class Gesture:
    """One of the three things one does."""

    title: str
    text: str
    drawings: tuple[Markup, ...]


def _gestures(page: Page) -> list[Gesture]:
    texts = page.campaign.texts
    pictures = cards.gesture_drawings(page)
    return [Gesture(texts[f"step_{step}_title"], texts[f"step_{step}_text"], pictures[step - 1]) for step in (1, 2, 3)]
