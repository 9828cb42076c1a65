"""What a colleague may want to post about: the campaign, who was announced, a round number, any idea online."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import abort, request

from contest.queries import announcements, campaigns, cards, entries
from contest.queries.campaigns import CampaignView
from contest.queries.entries import EntryCard
from contest.rules import milestones
from contest.rules.shares import Place
from contest.web import press as files
from contest.web import share_cards
from contest.web.pages import public_url
from contest.web.press import Told
from contest.web.share_cards import ShareCard
from contest.words import catalogues, dates

# The latest so many round numbers are offered.
MILESTONES = 3
# What link previews of an idea say of it: as `public/entries/entry.html` cuts it.
LONGEST, LEEWAY = 155, 5


@dataclass(frozen=True)
class Subject:
    """What a post is about, in the language it is posted in.

    `title`, `description` and `card` are those of the page it leads to; `lead` is the news, `words` go on from it.
    """

    title: str
    description: str
    address: str
    card: ShareCard
    lead: str
    words: str
    number: int = 0
    place: Place = Place.PAGE


@dataclass(frozen=True)
class Choice:
    """What is asked for: `about` and `number` as they stand in the address; what may be chosen."""

    view: CampaignView
    about: str
    number: str
    options: tuple[tuple[str, str], ...]
    subject: Subject | None


def chosen(view: CampaignView, now: datetime) -> Choice:
    """What this request asks for; the campaign itself by default. Errors: 404 for what was not announced."""
    lang = request.args.get("lang", "")
    spoken = campaigns.by_id(view.id, lang if lang in view.languages else view.default_language)
    about, number = request.args.get("about", "campaign"), request.args.get("number", "").strip()
    told = files.announced(view, now)
    options = tuple(_options(view, told))
    if spoken is None or about not in dict(options):
        abort(404)
    return Choice(spoken, about, number, options, _subject(spoken, about, number, now))


def _options(view: CampaignView, told: list[Told]) -> Iterator[tuple[str, str]]:
    """Names in the reader's language."""
    said = catalogues.translations(view.lang)
    yield "campaign", said.gettext("The campaign")
    for one in told:
        for laureate in one.laureates:
            name = said.gettext("Winner: %(name)s") if laureate.won else said.gettext("Finalist: %(name)s")
            yield f"announced-{one.phase.position}-{laureate.entry.number}", name % {"name": laureate.entry.name}
    for count in milestones.reached(entries.published_upto(view.id))[:MILESTONES]:
        yield f"milestone-{count}", said.gettext("Milestone: %(count)s ideas", count=dates.number(view.lang, count))
    yield "idea", said.gettext("An idea, by its number")


def _subject(view: CampaignView, about: str, number: str, now: datetime) -> Subject | None:
    """None for an idea that is not online."""
    kind, _, rest = about.partition("-")
    if kind == "announced":
        position, _, entry = rest.partition("-")
        return _announced(view, files.of_phase(view, int(position), now), int(entry), now)
    if kind == "milestone":
        return _milestone(view, int(rest), now)
    if kind == "idea":
        found = entries.one_card(view.id, int(number)) if number.isascii() and number.isdigit() else None
        return _idea(view, found, now) if found else None
    texts = view.texts
    return _campaign(view, texts["tagline"])


def _campaign(view: CampaignView, lead: str) -> Subject:
    texts, card = view.texts, share_cards.of_campaign(view, public_url())
    address = public_url() + view.path("campaign")
    return Subject(view.name, texts["description"], address, card, lead, texts["share"])


def _idea(view: CampaignView, entry: EntryCard, now: datetime, lead: str = "") -> Subject:
    said = catalogues.translations(view.lang)
    text = entry.inspiration
    return Subject(
        entry.name,
        text if len(text) <= LONGEST + LEEWAY else f"{text[: LONGEST - 1]}…",
        public_url() + view.path("entry", number=entry.number),
        share_cards.of_entry(view, entry, public_url(), announcements.marks(view.id, now).get(entry.id)),
        lead or said.gettext("“%(name)s”, an idea by %(author)s.", name=entry.name, author=entry.shown_author),
        view.texts["share"],
        entry.number,
    )


def _announced(view: CampaignView, told: Told, number: int, now: datetime) -> Subject:
    said = catalogues.translations(view.lang)
    entry = next(one.entry for one in told.laureates if one.entry.number == number)
    texts = told.shown.texts.get(view.lang) or told.shown.texts.get(view.default_language) or {}
    stand = texts.get("standfirst") or texts.get("headline") or ""
    crowned = cards.crowned(view.id, told.phase.id, now)
    if crowned is None:
        lead = said.gettext("“%(name)s” is a finalist of “%(campaign)s”.", name=entry.name, campaign=view.name)
        return _idea(view, entry, now, lead)
    return Subject(
        f"{view.texts['winner_kicker']} {entry.name}",
        stand,
        public_url() + view.path("announcement", position=told.phase.position),
        share_cards.of_winner(view, crowned, public_url()),
        said.gettext("“%(name)s” has won “%(campaign)s”.", name=entry.name, campaign=view.name),
        stand,
        entry.number,
        Place.WINNER,
    )


def _milestone(view: CampaignView, count: int, now: datetime) -> Subject:
    """The idea of this number, or the campaign where it is not online."""
    said, number = catalogues.translations(view.lang), dates.number(view.lang, count)
    entry = entries.one_card(view.id, count)
    if entry is None:
        return _campaign(view, said.gettext("%(count)s ideas for “%(campaign)s”.", count=number, campaign=view.name))
    lead = said.gettext(
        "%(count)s ideas. This one made it: “%(name)s”, by %(author)s.",
        count=number,
        name=entry.name,
        author=entry.shown_author,
    )
    return _idea(view, entry, now, lead)
