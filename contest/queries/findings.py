"""What checks noticed, how often that was right, and what in a campaign is nearly the same as an idea."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, union, union_all

from contest.db import reading
from contest.models import (
    Campaign,
    Entry,
    EntryTrace,
    EntryVersion,
    Finding,
    FurtherPicture,
    Picture,
    PicturePrint,
    TextPrint,
)
from contest.rules.entries import WAITING, EntryState
from contest.rules.findings import copies, pictures
from contest.rules.findings.facts import Alike, Shot
from contest.rules.findings.settings import Settings, settings

# So many of a band are looked at, and so many in all: of a text that a thousand sent, these say it.
OF_BAND, OF_PICTURES, CANDIDATES, SHOWN = 40, 500, 50, 3
# What nobody compares with: not sent yet, or taken back.
GONE = (EntryState.UNCONFIRMED, EntryState.WITHDRAWN)


@dataclass(frozen=True)
class FindingView:
    """One finding at the desk; `is_right` is what a moderator said, None before."""

    id: UUID
    rule: str
    weight: int
    field: str
    starts: int
    ends: int
    facts: dict[str, Any]
    is_right: bool | None


@dataclass(frozen=True)
class Precision:
    """How often a check was right, of what moderators said something about."""

    right: int
    judged: int


def of_version(campaign_id: UUID, entry_id: UUID, version: int) -> list[FindingView]:
    """What was noticed about one version, the heaviest first."""
    rows = reading().execute(_OF_VERSION, {"campaign": campaign_id, "entry": entry_id, "version": version})
    return [FindingView(*row) for row in rows]


_OF_VERSION = (
    select(*(getattr(Finding, name) for name in FindingView.__dataclass_fields__))
    .where(Finding.campaign_id == bindparam("campaign"), Finding.entry_id == bindparam("entry"))
    .where(Finding.version == bindparam("version"))
    .order_by(Finding.weight.desc(), Finding.field, Finding.starts, Finding.id)
)


def precision(campaign_id: UUID) -> dict[str, Precision]:
    """By rule; one statement, over what was judged alone."""
    rows = reading().execute(
        select(Finding.rule, func.sum(case((Finding.is_right.is_(True), 1), else_=0)), func.count())
        .where(Finding.campaign_id == campaign_id, Finding.is_right.is_not(None))
        .group_by(Finding.rule)
    )
    return {rule: Precision(int(right), judged) for rule, right, judged in rows}


def settings_of(campaign_id: UUID) -> Settings:
    """What a campaign's team set for the checks."""
    return settings(reading().scalar(select(Campaign.findings).where(Campaign.id == campaign_id)) or {})


def text_copies(campaign_id: UUID, entry_id: UUID, folded: str) -> tuple[Alike, ...]:
    """Ideas whose text is nearly the same, the most alike first; one statement, by the bands' indexes."""
    bands, own = copies.bands(folded), copies.pieces(folded)
    if not bands:
        return ()
    sharing = _sharing(campaign_id, bands)
    rows = reading().execute(
        select(Entry.id, Entry.name, Entry.folded)
        .join(sharing, sharing.c.key == Entry.id)
        .where(Entry.campaign_id == campaign_id, Entry.id != entry_id, Entry.state.not_in(GONE))
        .order_by(sharing.c.bands.desc(), Entry.id)
        .limit(CANDIDATES)
    )
    found = [Alike(row.id.hex, row.name, copies.likeness(own, copies.pieces(row.folded))) for row in rows]
    alike = [one for one in found if one.share >= copies.ALIKE]
    return tuple(sorted(alike, key=lambda one: (-one.share, one.entry))[:SHOWN])


def picture_copies(campaign_id: UUID, entry_id: UUID, shapes: Sequence[int]) -> tuple[Alike, ...]:
    """Ideas with nearly the same picture as one of these shapes, the most alike first; a statement for each shape.

    Bands of ten bits are shared by chance, among 100,000 pictures by some hundred: so shapes are compared here, and
    only of those that are alike the ideas are read.
    """
    near: dict[UUID, int] = {}
    for shape in shapes:
        for entry, other in reading().execute(_sharing_pictures(campaign_id, pictures.bands(shape))):
            different = pictures.difference(shape, other)
            if different <= pictures.MOST_DIFFERENT and entry != entry_id:
                near[entry] = min(different, near.get(entry, different))
    if not near:
        return ()
    nearest = sorted(near, key=lambda entry: (near[entry], entry))[:CANDIDATES]
    rows = reading().execute(
        select(Entry.id, Entry.name).where(
            Entry.campaign_id == campaign_id, Entry.id.in_(nearest), Entry.state.not_in(GONE)
        )
    )
    found = sorted(rows, key=lambda row: nearest.index(row.id))
    return tuple(Alike(row.id.hex, row.name, 1 - near[row.id] / pictures.BITS) for row in found[:SHOWN])


def shots(campaign_id: UUID, entry_id: UUID, version: int, cover: UUID | None) -> list[tuple[UUID, int, Shot]]:
    """The pictures of a version that were measured: id, shape, and what can be seen in them."""
    further = select(FurtherPicture.picture_id).where(
        FurtherPicture.campaign_id == campaign_id,
        FurtherPicture.entry_id == entry_id,
        FurtherPicture.version == version,
    )
    rows = reading().execute(
        select(Picture.id, PicturePrint.shape, Picture.width, Picture.height, PicturePrint.contrast)
        .join(
            PicturePrint,
            and_(PicturePrint.campaign_id == Picture.campaign_id, PicturePrint.picture_id == Picture.id),
        )
        .where(Picture.campaign_id == campaign_id, (Picture.id == cover) | Picture.id.in_(further))
        .order_by(Picture.id)
    )
    return [(row.id, row.shape, Shot(row.width, row.height, row.contrast / 10)) for row in rows]


def from_source(campaign_id: UUID, entry_id: UUID) -> tuple[int, int]:
    """How many ideas came that day from where this one came from, and from how many people; one statement."""
    own = select(EntryTrace.source_mac).where(EntryTrace.campaign_id == campaign_id, EntryTrace.entry_id == entry_id)
    row = (
        reading()
        .execute(
            select(func.count(), func.count(Entry.participant_id.distinct()))
            .select_from(EntryTrace)
            .join(Entry, and_(Entry.campaign_id == EntryTrace.campaign_id, Entry.id == EntryTrace.entry_id))
            .where(EntryTrace.campaign_id == campaign_id, EntryTrace.source_mac == own.scalar_subquery())
            .where(Entry.state != EntryState.UNCONFIRMED)
        )
        .one()
    )
    return row[0], row[1]


def waiting_after(campaign_id: UUID, after: tuple[Any, UUID] | None, most: int) -> list[tuple[UUID, int, Any]]:
    """Ideas that wait, in the order in which they came: id, version, since when."""
    query = (
        select(Entry.id, Entry.version, Entry.waiting_since)
        .where(Entry.campaign_id == campaign_id, Entry.state.in_(WAITING))
        .order_by(Entry.waiting_since, Entry.id)
        .limit(most)
    )
    if after is not None:
        same = and_(Entry.waiting_since == after[0], Entry.id > after[1])
        query = query.where(or_(Entry.waiting_since > after[0], same))
    return [(row.id, row.version, row.waiting_since) for row in reading().execute(query)]


def version_of(campaign_id: UUID, entry_id: UUID, version: int) -> dict[str, Any] | None:
    """The answers of a version."""
    return reading().scalar(
        select(EntryVersion.answers).where(
            EntryVersion.campaign_id == campaign_id,
            EntryVersion.entry_id == entry_id,
            EntryVersion.version == version,
        )
    )


def _sharing(campaign_id: UUID, bands: Sequence[int]) -> Any:
    """(key, bands): whose text shares a band, with how many of them."""
    some: list[Select[Any]] = []
    for place, band in enumerate(bands, start=1):
        here = TextPrint.campaign_id == campaign_id, getattr(TextPrint, f"b{place}") == band
        limited = select(TextPrint.entry_id.label("key")).where(*here).limit(OF_BAND).subquery()
        some.append(select(limited.c.key))
    every = union_all(*some).subquery()
    return select(every.c.key, func.count().label("bands")).group_by(every.c.key).subquery()


def _sharing_pictures(campaign_id: UUID, bands: Sequence[int]) -> Any:
    """(idea, shape) of the pictures that share a band."""
    some: list[Select[Any]] = []
    for place, band in enumerate(bands, start=1):
        here = PicturePrint.campaign_id == campaign_id, getattr(PicturePrint, f"b{place}") == band
        shown = select(PicturePrint.entry_id, PicturePrint.shape).where(*here, PicturePrint.entry_id.is_not(None))
        limited = shown.limit(OF_PICTURES).subquery()
        some.append(select(limited.c.entry_id, limited.c.shape))
    return union(*some)
