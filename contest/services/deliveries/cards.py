"""Share cards drawn and erased, as things are when it is their turn. Each may run twice: what is there stays."""

import base64
import shutil
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from contest.db import reading, transaction
from contest.models import Picture, PictureState
from contest.outside import cards as outside
from contest.queries import announcements, campaigns, entries, phases
from contest.queries import cards as queries
from contest.rules import cards as rules
from contest.rules.cards import Card, Kind
from contest.rules.phases import PhaseKind
from contest.rules.pictures import file_of
from contest.services import cards
from contest.services.deliveries.leases import Failed, Handler, Leased, let_go

# Entries queued by one row, when a whole campaign is drawn anew.
AT_ONCE = 50
# The widest place a photograph has on a card is 440 pixels.
WIDTHS = (640, 1280, 320)
NOT_READY = "its picture is not ready"


def handlers(media: Path) -> dict[str, Handler]:
    """A handler for each kind of row."""

    def on(act: Callable[[Leased, datetime, Path], str]) -> Handler:
        return lambda row, now: act(row, now, media)

    return {"card.entry": on(draw_entry), "card.campaign": on(draw_campaign), "card.winner": on(draw_winner)}


def draw_entry(row: Leased, now: datetime, media: Path) -> str:
    """Draw the cards of a published entry; erase those of one that is shown no more."""
    campaign_id, entry_id = _campaign(row), UUID(row.ids["entry"])
    number = queries.number_of(campaign_id, entry_id)
    if number is None:
        return "never published"
    # What is announced of it stands on other cards and papers.
    with transaction():
        for phase_id in queries.announced_in(campaign_id, entry_id):
            cards.announced(campaign_id, phase_id, opens=now, now=row.created_at)
    entry = entries.by_ids(campaign_id, [entry_id]).get(entry_id)
    folder = media / rules.folder_of(campaign_id, Kind.ENTRY, number)
    if entry is None:
        _erase(folder)
        return "shown no more"
    views = campaigns.in_every_language(campaign_id)
    mark = announcements.marks(campaign_id, now).get(entry_id)
    said = [cards.of_entry(view, entry, mark) for view in views]
    said += [cards.of_voter(view, entry) for view in views if view.of_kind(PhaseKind.VOTE)]
    _draw(folder, said, number, media, campaign_id)
    return ""


def draw_winner(row: Leased, now: datetime, media: Path) -> str:
    """Draw the cards of an announcement that is shown; erase those of one that is not."""
    campaign_id, phase_id = _campaign(row), UUID(row.ids["phase"])
    phase = next((phase for phase in phases.schedule(campaign_id) if phase.id == phase_id), None)
    if phase is None:
        return "no such vote"
    folder = media / rules.folder_of(campaign_id, Kind.WINNER, phase.position)
    found = queries.crowned(campaign_id, phase_id, now)
    if found is None:
        _erase(folder)
        return "not shown"
    said = [cards.of_winner(view, found) for view in campaigns.in_every_language(campaign_id)]
    _draw(folder, said, phase.position, media, campaign_id)
    return ""


def draw_campaign(row: Leased, now: datetime, media: Path) -> str:
    """Draw a campaign's own cards, then have all others drawn: so many entries, and a row for those after them."""
    campaign_id, after = _campaign(row), int(row.ids.get("after", 0))
    views = campaigns.in_every_language(campaign_id)
    if not views:
        return "no such campaign"
    if not after:
        folder = media / rules.folder_of(campaign_id, Kind.CAMPAIGN)
        _draw(folder, [cards.of_campaign(view) for view in views], 0, media, campaign_id)
    found = queries.published_after(campaign_id, after, limit=AT_ONCE)
    # Their keys carry this row's moment: done again, it queues nothing twice.
    with transaction():
        for phase in views[0].of_kind(PhaseKind.VOTE) if not after else ():
            cards.announced(campaign_id, phase.id, opens=now, now=row.created_at)
        for _, entry_id in found:
            cards.entry_changed(campaign_id, entry_id, now=row.created_at, due=now)
        if len(found) == AT_ONCE:
            cards.campaign_changed(campaign_id, now=row.created_at, due=now, after=found[-1][0])
    return ""


def _campaign(row: Leased) -> UUID:
    if row.campaign_id is None:
        raise Failed("a card of no campaign", final=True)
    return row.campaign_id


def _draw(folder: Path, said: list[Card], number: int, media: Path, campaign_id: UUID) -> None:
    """Draw what is not there yet, then erase what is not wanted any more. Errors: Failed."""
    named = {rules.file_name(card, shape, number): (card, shape) for card, shape in cards.every(tuple(said))}
    missing = {name: pair for name, pair in named.items() if not (folder / name).is_file()}
    if missing:
        pictures = _pictures(said, media, campaign_id)
        let_go()
        try:
            words = outside.widths(_foreign(said))
            drawn = [
                (rules.svg_of(card, shape, pictures, words), folder / name) for name, (card, shape) in missing.items()
            ]
            outside.draw(rules.parts_of(said[0], pictures), drawn)
        except outside.NotDrawnError as error:
            raise Failed(f"not drawn: {error}") from None
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.name not in named:
            file.unlink(missing_ok=True)


def _foreign(said: Iterable[Card]) -> dict[str, str]:
    """The words on these cards that only fonts have, and which."""
    return rules.foreign_words([text for card in said for text in rules.texts_of(card)])


def _pictures(said: Iterable[Card], media: Path, campaign_id: UUID) -> dict[str, str]:
    """The pictures on these cards, as addresses that hold them. Errors: Failed while one is being made."""
    wanted = {card.face.logo for card in said} | {card.packet.photo for card in said if card.packet}
    return {name: _address(UUID(name), media, campaign_id) for name in wanted if name}


def _address(picture_id: UUID, media: Path, campaign_id: UUID) -> str:
    picture = reading().get(Picture, (campaign_id, picture_id), populate_existing=True)
    if picture is not None and picture.state is PictureState.INCOMING:
        raise Failed(NOT_READY)
    for width in WIDTHS:
        file = media / file_of(campaign_id, picture_id, width)
        if picture is not None and file.is_file():
            return f"data:image/webp;base64,{base64.b64encode(file.read_bytes()).decode()}"
    return ""


def _erase(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
