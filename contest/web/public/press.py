"""The press page: whom to call, figures to cite, pictures with their credits, what was excluded, how to check."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from contest.queries import announcements, cards, embargoes, press
from contest.queries.campaigns import PhaseView
from contest.queries.press import Votes
from contest.rules.phases import PhaseKind
from contest.services.press import figures
from contest.web import access, freshness, lookups, previews, share_cards
from contest.web import cards as drawings
from contest.web import press as files
from contest.web.pages import Page, page_of, public_url
from contest.web.press import Told
from contest.words import catalogues, dates

blueprint = Blueprint("press", __name__)


@dataclass(frozen=True)
class Picture:
    """A picture to download: where, in how many pixels (0: drawn in lines, of any size), whose it is."""

    address: str
    alternative: str
    credit: str
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class Kit:
    """A press kit: where it is, how large; no address while it is being made."""

    name: str
    address: str
    size: str


@blueprint.get("/<lang>/<campaign>/press")
@access.reading(max_age=60)
def page(lang: str, campaign: str) -> ResponseReturnValue:
    """What journalists need, as far as it is public at this moment."""
    view = lookups.campaign(campaign)
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    frame, told, facts = page_of(view, lang, previews.now(view.id)), files.announced(view, now), press.facts(view, now)
    return render_template(
        "public/press/press.html",
        page=frame,
        contact=press.contact(view.id),
        figures=figures(view, facts),
        excluded=[_reasons(frame, votes) for votes in facts.votes if votes.closed_at is not None],
        pictures=_pictures(frame, told, now),
        kits=[_kit(frame, one.phase) for one in told],
        votes=[phase.position for phase in view.of_kind(PhaseKind.VOTE) if phase.opens <= now],
        announced=[(one.phase.position, one.laureates) for one in told],
        embargoes=[
            (one, dates.exact(lang, one.since, view.zone), dates.number(lang, one.openings))
            for one in embargoes.listed(view.id, now)
        ],
    )


@blueprint.get("/archives/<campaign>/press-kit-<int:position>.zip")
@access.reading(max_age=60)
def kit(campaign: str, position: int) -> ResponseReturnValue:
    """The kit of an announcement that is shown."""
    view = lookups.campaign(campaign, any_language=True)
    now = previews.results_now(view.id)
    freshness.until(announcements.next_opening(view.id, now), now)
    told = files.of_phase(view, position, now)
    return files.send(files.kit(view, told.phase), "application/zip", f"{view.slug}-press-kit.zip")


def _kit(page: Page, phase: PhaseView) -> Kit:
    file = files.kit(page.campaign, phase)
    name = page.campaign.phase_name(phase.position)
    if file is None:
        return Kit(name, "", "")
    megabytes = dates.decimal(page.lang, max(0.1, file.stat().st_size / 1_000_000))
    return Kit(name, page.to("press_kit", position=phase.position), f"zip, {megabytes}{dates.NBSP}MB")


def _reasons(page: Page, votes: Votes) -> tuple[str, int, list[tuple[str, str]]]:
    """A closed vote: its name and number, and why how many of its ballots were excluded."""
    number = dates.number
    said = [(number(page.lang, ballots), reason) for reason, ballots in votes.reasons]
    return page.campaign.phase_name(votes.phase.position), votes.phase.position, said


def _pictures(page: Page, told: list[Told], now: datetime) -> list[Picture]:
    """The winners' cards, drawings and photographs as far as they are announced, then the campaign's card."""
    view, said, found = page.campaign, catalogues.translations(page.lang), []
    by_brand = said.gettext("Drawing: %(brand)s", brand=view.brand)
    for one in told:
        crowned = cards.crowned(view.id, one.phase.id, now)
        # Before it is drawn, its address shows the campaign's, which stands below.
        if crowned is not None and share_cards.winner_is_drawn(view, crowned):
            card = share_cards.of_winner(view, crowned, public_url())
            found.append(Picture(card.path, card.alternative, by_brand, card.width, card.height))
        for laureate in one.laureates:
            entry = laureate.entry
            if entry.picture_id is not None:
                photo = drawings.photo_address(view, entry.picture_id, 1280)
                credit = said.gettext("Picture: %(author)s", author=entry.shown_author)
                found.append(Picture(photo, entry.picture_alternative or entry.name, credit))
            else:
                alternative = said.gettext("Drawing of the idea “%(name)s”", name=entry.name)
                found.append(Picture(drawings.drawing_address(view, entry), alternative, by_brand))
    card = page.card
    return [*found, Picture(card.path, card.alternative, by_brand, card.width, card.height)]
