"""Certificates and press kit of an announcement that is shown, and posters: set and written, or erased."""

import base64
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import segno

from contest.db import reading
from contest.models import Picture, PictureState
from contest.outside import cards as drawing
from contest.outside import documents
from contest.queries import announcements, campaigns
from contest.queries import cards as crowning
from contest.queries import press as queries
from contest.queries.announcements import Shown
from contest.queries.campaigns import CampaignView
from contest.queries.press import Facts, Laureate
from contest.rules import press as rules
from contest.rules.pictures import file_of
from contest.rules.press import Call, Size
from contest.services import press
from contest.services.deliveries import zips
from contest.services.deliveries.leases import Failed, Handler, Later, Leased, let_go
from contest.services.press.kit import Kit, Scene
from contest.words import dates

WIDEST = (1280, 640, 320)
# A kit holds cards, which are drawn meanwhile; a whole campaign's take a while.
FOR_CARDS, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=12)
Document = Mapping[str, object]


@dataclass(frozen=True)
class Place:
    """Where files are kept, and what the house is called outside."""

    media: Path
    public_url: str


def handlers(media: Path, public_url: str) -> dict[str, Handler]:
    """A handler for each kind of row."""
    place = Place(media, public_url)
    return {
        "press.make": lambda row, now: make(row, now, place),
        "poster.write": lambda row, now: set_posters(row, now, place),
    }


def make(row: Leased, now: datetime, place: Place) -> str:
    """Set the certificates of an announcement that is shown and write its kit; erase those of one that is not."""
    campaign_id, phase_id = _campaign(row), UUID(row.ids["phase"])
    views = campaigns.in_every_language(campaign_id)
    phase = next((one for view in views[:1] for one in view.phases if one.id == phase_id), None)
    if phase is None:
        return "no such phase"
    folder = place.media / rules.folder_of(campaign_id, phase.position)
    shown = announcements.shown(campaign_id, phase_id, now)
    laureates = queries.announced(views[0], shown) if shown else ()
    if shown is None or not laureates:
        shutil.rmtree(folder, ignore_errors=True)
        return "not shown"
    papers = _certificates(folder, views, shown, laureates, place)
    scenes = _scenes(views, shown, laureates, queries.facts(views[0], now), place)
    kit = press.compose(scenes)
    photos = {name: _photo(place.media, campaign_id, UUID(picture)) for name, picture in kit.photos.items()}
    # The same content as of another moment is not another kit.
    content = press.compose([replace(scene, facts=replace(scene.facts, now=shown.opens)) for scene in scenes])
    target = folder / f"{rules.KIT_STEM}{_mark(content)}.zip"
    logo = _logo(place.media, views[0])
    let_go()
    _set(papers, logo)
    if not all((place.media / path).is_file() for path in kit.cards.values()):
        if now - row.created_at > LONGEST_WAIT:
            raise Failed("its cards were not drawn", final=True)
        raise Later(now + FOR_CARDS)
    if not target.exists():
        _write(target, _members(kit, place.media) | _drawn({name: svg for name, svg in photos.items() if svg}))
    _keep_only(folder, {*papers, target})
    return ""


def set_posters(row: Leased, now: datetime, place: Place) -> str:
    """Set the posters of a label in every language and size."""
    campaign_id, label, call = _campaign(row), int(row.ids["label"]), Call(row.ids["call"])
    folder = place.media / rules.posters_of(campaign_id, label, call)
    papers, views = {}, campaigns.in_every_language(campaign_id)
    for view in views:
        link = press.poster_link(view, label, place.public_url)
        qr = segno.make(link, error="q", micro=False).svg_inline(border=0, scale=4)
        for size in Size:
            paper = press.poster(view, call, link, size)
            papers[folder / rules.poster_file(view.lang, size, paper)] = {**paper, "qr": qr}
    logo = _logo(place.media, views[0]) if views else {}
    let_go()
    _set(papers, logo)
    _keep_only(folder, set(papers))
    return ""


def _campaign(row: Leased) -> UUID:
    if row.campaign_id is None:
        raise Failed("papers of no campaign", final=True)
    return row.campaign_id


def _certificates(
    folder: Path, views: Sequence[CampaignView], shown: Shown, laureates: tuple[Laureate, ...], place: Place
) -> dict[Path, Document]:
    """Every certificate by its file: for each idea one in each language."""
    found: dict[Path, Document] = {}
    for view in views:
        day = dates.day(view.lang, shown.opens, view.zone)
        for one in laureates:
            paper = press.certificate(view, one, day, place.public_url)
            stem = rules.certificate_stem(one.entry.number, view.lang)
            found[folder / f"{stem}{rules.digest_of(paper)}.pdf"] = paper
    return found


def _scenes(
    views: Sequence[CampaignView], shown: Shown, laureates: tuple[Laureate, ...], facts: Facts, place: Place
) -> list[Scene]:
    campaign = views[0].id
    contact, crowned = queries.contact(campaign), crowning.crowned(campaign, shown.phase_id, facts.now)
    return [Scene(view, shown, laureates, crowned, facts, contact, place.public_url) for view in views]


def _mark(kit: Kit) -> str:
    """Twelve hexadecimal digits over a kit's content."""
    files = {name: hashlib.sha256(content).hexdigest() for name, content in kit.files.items()}
    return rules.digest_of({"papers": kit.papers, "files": files, "photos": kit.photos, "cards": kit.cards})


def _logo(media: Path, view: CampaignView) -> Document:
    """The campaign's logo at its widest, as papers take it; nothing where it has none. Errors: Failed."""
    if view.logo_picture_id is None:
        return {}
    picture = reading().get(Picture, (view.id, view.logo_picture_id), populate_existing=True)
    if picture is not None and picture.state is PictureState.INCOMING:
        raise Failed("its logo is not ready")
    files = (media / file_of(view.id, view.logo_picture_id, width) for width in WIDEST)
    found = next((file for file in files if file.is_file()), None)
    return {} if picture is None or found is None else {"logo-file": list(found.read_bytes())}


def _set(papers: Mapping[Path, Document], logo: Document) -> None:
    """Set the papers that are not there yet. Errors: Failed."""
    missing = {file: {**paper, **logo} for file, paper in papers.items() if not file.is_file()}
    if not missing:
        return
    try:
        for file, content in zip(missing, documents.pdfs(list(missing.values())), strict=True):
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = file.with_suffix(".draft")
            draft.write_bytes(content)
            draft.replace(file)
    except documents.NotSetError as error:
        raise Failed("a paper could not be set") from error


def _write(target: Path, members: Mapping[str, list[bytes]]) -> None:
    """Write the kit. Errors: Failed for one that no mailbox takes."""
    zips.write(target, sorted(members.items()), lambda sums: sums)
    if target.stat().st_size > rules.MOST_KIT_BYTES:
        target.unlink()
        raise Failed("the kit is too large", final=True)


def _members(kit: Kit, media: Path) -> dict[str, list[bytes]]:
    """Every member's content but pictures. Errors: Failed."""
    found = {name: [content] for name, content in kit.files.items()}
    for name, path in kit.cards.items():
        found[name] = [(media / path).read_bytes()]
    try:
        for name, pdf in zip(kit.papers, documents.pdfs(list(kit.papers.values())), strict=True):
            found[name] = [pdf]
    except documents.NotSetError as error:
        raise Failed("its sheet could not be set") from error
    return found


def _photo(media: Path, campaign_id: UUID, picture_id: UUID) -> str:
    """A picture at its widest as a drawing that holds it; empty for one that is not there."""
    picture = reading().get(Picture, (campaign_id, picture_id))
    if picture is None or not picture.width or not picture.height:
        return ""
    for width in WIDEST:
        file = media / file_of(campaign_id, picture_id, width)
        if file.is_file():
            across = min(width, picture.width)
            size = f'width="{across}" height="{round(across * picture.height / picture.width)}"'
            held = base64.b64encode(file.read_bytes()).decode()
            image = f'<image href="data:image/webp;base64,{held}" {size}/>'
            return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><rect fill="#fff" {size}/>{image}</svg>'
    return ""


def _drawn(photos: Mapping[str, str]) -> dict[str, list[bytes]]:
    """Pictures as JPEG, which every newsroom takes. Errors: Failed."""
    with TemporaryDirectory() as folder:
        files = {name: Path(folder) / f"{place}.jpg" for place, name in enumerate(photos)}
        try:
            drawing.draw({}, [(photos[name], file) for name, file in files.items()])
        except drawing.NotDrawnError as error:
            raise Failed(f"not drawn: {error}") from None
        return {name: [file.read_bytes()] for name, file in files.items()}


def _keep_only(folder: Path, wanted: set[Path]) -> None:
    for file in folder.iterdir() if folder.is_dir() else ():
        if file not in wanted:
            file.unlink(missing_ok=True)
