"""Share cards: what stands on each, from what a page knows already, and having them drawn.

Nothing is drawn here. The pages and whoever draws make a card's description by the same functions, so that both know
its name; a row of the outbox is written with the cause of every change.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from contest.queries.campaigns import CampaignView
from contest.queries.cards import Crowned
from contest.queries.entries import EntryCard
from contest.rules import cards as rules
from contest.rules.announcements import Mark
from contest.rules.cards import Card, Face, Kind, Packet, Shape
from contest.rules.drawings import sheet_of
from contest.services import outbox
from contest.services.outbox import Lane
from contest.words import catalogues, dates, marks, voting

# The texts of a campaign that stand on a card.
TEXTS = frozenset(
    {"name", "title_first", "title_second", "tagline", "prize_first", "prize_second", "empty_packet", "empty_label"}
    | {"winner_kicker"}
)
MILLION = 1_000_000


def of_campaign(view: CampaignView) -> Card:
    """The card of a campaign in the language it was read in."""
    texts = view.texts
    return Card(
        kind=Kind.CAMPAIGN,
        lang=view.lang,
        face=_face(view),
        title=(texts["title_first"], texts["title_second"]),
        crown=view.look.get("crown") == "chip",
        prize=(texts["prize_first"], texts["prize_second"]),
        empty=(texts["empty_packet"], texts["empty_label"]),
    )


def of_entry(view: CampaignView, entry: EntryCard, mark: Mark | None = None) -> Card:
    """The card of a published entry; with a seal once it was announced as a finalist or as the winner."""
    return Card(
        kind=Kind.ENTRY,
        lang=view.lang,
        face=_face(view),
        packet=_packet(entry),
        author=catalogues.translations(view.lang).gettext("An idea by %(author)s", author=entry.shown_author),
        seal=(marks.word(view.lang, mark),) if mark else (),
    )


def of_voter(view: CampaignView, entry: EntryCard) -> Card:
    """The card somebody passes on who has voted for an entry."""
    said = catalogues.translations(view.lang)
    return Card(
        kind=Kind.VOTED,
        lang=view.lang,
        face=_face(view),
        packet=_packet(entry),
        author=said.gettext("An idea by %(author)s", author=entry.shown_author),
        kicker=said.gettext("I voted for"),
        seal=seal_of_vote(view.lang),
    )


def of_winner(view: CampaignView, found: Crowned) -> Card:
    """The card of an announcement that is shown."""
    shown = found.shown
    texts = shown.texts.get(view.lang) or shown.texts.get(view.default_language) or {}
    return Card(
        kind=Kind.WINNER,
        lang=view.lang,
        face=_face(view),
        packet=_packet(found.entry),
        kicker=view.texts["winner_kicker"],
        lead=texts.get("standfirst", "") or texts.get("headline", ""),
        seal=voting.seal(view.lang, found.method, found.votes, by_votes=not found.blended) if found.votes else (),
    )


def seal_of_vote(lang: str) -> tuple[str, ...]:
    """What is written on the seal of a vote, in two lines."""
    return tuple(catalogues.translations(lang).gettext("My vote").split(" ", 1))


def every(cards: tuple[Card, ...]) -> Iterator[tuple[Card, Shape]]:
    """Each card in each shape, first what a link shows."""
    for shape in Shape:
        for card in cards:
            yield card, shape


def entry_changed(campaign_id: UUID, entry_id: UUID, *, now: datetime, due: datetime | None = None) -> None:
    """Have the cards of an entry drawn, or erased if it is shown no more, in the caller's transaction.

    What is `due` later goes after what somebody has just changed; by default it is due at once.
    """
    _queue("card.entry", campaign_id, {"entry": entry_id.hex}, entry_id.hex, now, due)


def campaign_changed(campaign_id: UUID, *, now: datetime, due: datetime | None = None, after: int = 0) -> None:
    """Have every card of a campaign drawn anew (those of entries after a number); in the caller's transaction."""
    ids = {"after": str(after)} if after else {}
    _queue("card.campaign", campaign_id, ids, f"{campaign_id.hex}:{after}", now, due)


def announced(campaign_id: UUID, phase_id: UUID, *, opens: datetime, now: datetime) -> None:
    """Have the winner's cards drawn from its second on, never before; in the caller's transaction."""
    _queue("card.winner", campaign_id, {"phase": phase_id.hex}, phase_id.hex, now, not_before=opens)


def _queue(
    kind: str, campaign_id: UUID, ids: dict[str, str], subject: str, now: datetime, not_before: datetime | None = None
) -> None:
    # What changes twice is drawn twice: the moment is part of the key. Within one transaction it is once.
    moment = int(now.timestamp() * MILLION)
    outbox.queue(
        kind,
        dedupe_key=f"{kind}:{subject}:{moment}",
        now=now,
        ids=ids,
        lang="",
        campaign=campaign_id,
        lane=Lane.REST,
        not_before=not_before,
    )


def _face(view: CampaignView) -> Face:
    return Face(
        brand=view.brand,
        name=view.name,
        tagline=view.texts["tagline"],
        look=rules.look_of(view.look),
        sheet=sheet_of(view.look),
        logo=view.logo_picture_id.hex if view.logo_picture_id else "",
    )


def _packet(entry: EntryCard) -> Packet:
    """The packet as the site draws it, its foot in the entry's own language."""
    said = catalogues.translations(entry.lang)
    number = dates.number(entry.lang, entry.number)
    return Packet(
        name=entry.name,
        foot=said.gettext("Net weight: one idea"),
        number=said.gettext("no. %(number)s", number=number),
        photo=entry.picture_id.hex if entry.picture_id else "",
    )
