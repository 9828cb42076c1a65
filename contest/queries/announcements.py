"""Announcements: shown by the clock alone, and what staff previews. Every output that tells of one asks here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from contest.db import reading
from contest.models import Acceptance, Announcement, Entry, Phase, Selection
from contest.queries import crises
from contest.rules import announcements as rules
from contest.rules.acceptances import Answer
from contest.rules.announcements import Mark
from contest.rules.entries import EntryState
from contest.rules.results import WINNERS


@dataclass(frozen=True)
class Picked:
    """An entry that was picked, as an announcement shows it; a winner under the name its author agreed to."""

    rank: int
    entry_id: UUID
    number: int
    name: str
    shown_author: str
    lang: str
    picture_id: UUID | None


@dataclass(frozen=True)
class Shown:
    """An announcement with whom it is about, first to last: either `winners` or `finalists` are empty.

    `texts` is language -> field -> text.
    """

    phase_id: UUID
    phase_position: int
    opens: datetime
    texts: Mapping[str, Mapping[str, str]]
    winners: tuple[Picked, ...]
    finalists: tuple[Picked, ...] = ()
    of_finalists: bool = False

    @property
    def picked(self) -> tuple[Picked, ...]:
        """Whom it is about."""
        return self.finalists if self.of_finalists else self.winners


def shown(campaign_id: UUID, phase_id: UUID, now: datetime) -> Shown | None:
    """The announcement from its `opens` on, until withdrawn or hidden in a crisis; before that None, for everyone."""
    if not is_shown(campaign_id, phase_id, now) or crises.of(campaign_id).results:
        return None
    return preview(campaign_id, phase_id)


def latest(campaign_id: UUID, now: datetime, *, finalists: bool = False) -> Shown | None:
    """The announcement of a campaign's winners (or of its finalists) that opened last and is shown."""
    phase_id = reading().scalar(
        select(Announcement.phase_id)
        .where(Announcement.campaign_id == campaign_id, Announcement.finalists.is_(finalists), *are_shown(now))
        .order_by(Announcement.opens.desc(), Announcement.phase_id)
        .limit(1)
    )
    return None if phase_id is None or crises.of(campaign_id).results else preview(campaign_id, phase_id)


def every(campaign_id: UUID, now: datetime) -> tuple[Shown, ...]:
    """Every announcement of a campaign that is shown, the latest first: of feeds, sitemap and press page."""
    if crises.of(campaign_id).results:
        return ()
    phases = reading().scalars(
        select(Announcement.phase_id)
        .where(Announcement.campaign_id == campaign_id, *are_shown(now))
        .order_by(Announcement.opens.desc(), Announcement.phase_id)
    )
    found = [preview(campaign_id, phase_id) for phase_id in phases.all()]
    return tuple(one for one in found if one is not None)


def marks(campaign_id: UUID, now: datetime) -> dict[UUID, Mark]:
    """What has been announced of each entry, published or not; who has won is no longer just a finalist."""
    rows = reading().execute(
        select(Selection.entry_id, Announcement.finalists)
        .join(
            Announcement,
            and_(Announcement.campaign_id == Selection.campaign_id, Announcement.phase_id == Selection.phase_id),
        )
        .where(
            Selection.campaign_id == campaign_id,
            *are_shown(now),
            or_(Announcement.finalists.is_(True), Selection.rank <= WINNERS),
        )
    )
    found: dict[UUID, Mark] = {}
    for row in rows:
        if not row.finalists or row.entry_id not in found:
            found[row.entry_id] = Mark.FINALIST if row.finalists else Mark.WINNER
    return {} if not found or crises.of(campaign_id).results else found


def preview(campaign_id: UUID, phase_id: UUID) -> Shown | None:
    """The announcement as it will be. Staff only: asking this is the explicit way around the clock."""
    row = written(campaign_id, phase_id)
    if row is None:
        return None
    position = (
        reading()
        .execute(select(Phase.position).where(Phase.campaign_id == campaign_id, Phase.id == phase_id))
        .scalar_one()
    )
    picked = finalists(campaign_id, phase_id) if row.finalists else winners(campaign_id, phase_id)
    return Shown(
        phase_id,
        position,
        row.opens,
        row.texts,
        winners=() if row.finalists else picked,
        finalists=picked if row.finalists else (),
        of_finalists=row.finalists,
    )


def winners(campaign_id: UUID, phase_id: UUID) -> tuple[Picked, ...]:
    """The entries that win a vote, by rank, without whoever stands ready. Staff only, as `preview`."""
    return _picked(campaign_id, phase_id, Selection.rank <= WINNERS)


def finalists(campaign_id: UUID, phase_id: UUID) -> tuple[Picked, ...]:
    """The published entries that a phase sends on, in the order in which they were picked. Staff only."""
    return _picked(campaign_id, phase_id, Entry.state == EntryState.PUBLISHED)


def _picked(campaign_id: UUID, phase_id: UUID, which: ColumnElement[bool]) -> tuple[Picked, ...]:
    rows = reading().execute(
        select(
            Selection.rank,
            Entry.id,
            func.coalesce(Entry.number, 0),
            Entry.name,
            func.coalesce(Acceptance.shown_name, Entry.shown_author),
            Entry.lang,
            Entry.picture_id,
        )
        .select_from(Selection)
        .join(Entry, (Entry.campaign_id == Selection.campaign_id) & (Entry.id == Selection.entry_id))
        .outerjoin(
            Acceptance,
            and_(
                Acceptance.campaign_id == Selection.campaign_id,
                Acceptance.phase_id == Selection.phase_id,
                Acceptance.entry_id == Selection.entry_id,
                Acceptance.answer == Answer.ACCEPTED,
            ),
        )
        .where(Selection.campaign_id == campaign_id, Selection.phase_id == phase_id, which)
        .order_by(Selection.rank)
    )
    return tuple(Picked(*row) for row in rows)


def picked_ids(row: Announcement) -> tuple[UUID, ...]:
    """The entries an announcement is about, published or not."""
    which = () if row.finalists else (Selection.rank <= WINNERS,)
    here = (Selection.campaign_id == row.campaign_id, Selection.phase_id == row.phase_id, *which)
    return tuple(reading().scalars(select(Selection.entry_id).where(*here).order_by(Selection.rank)))


def written(campaign_id: UUID, phase_id: UUID) -> Announcement | None:
    """The announcement's row, scheduled, shown or withdrawn, for its form at the desk."""
    return reading().get(Announcement, (campaign_id, phase_id))


def is_shown(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether the announcement of a phase is public now."""
    row = written(campaign_id, phase_id)
    return row is not None and rules.is_shown(row.opens, row.withdrawn_at, now, awaits=row.awaits)


def is_waiting(campaign_id: UUID, phase_id: UUID, now: datetime) -> bool:
    """Whether one is written and its hour is still to come, or its second person."""
    row = written(campaign_id, phase_id)
    return row is not None and rules.is_waiting(row.opens, row.withdrawn_at, now, awaits=row.awaits)


def withdrawn_at(campaign_id: UUID, phase_id: UUID, now: datetime) -> datetime | None:
    """When an announcement that had been public was taken back; None for one that stands, waits or never was seen."""
    row = written(campaign_id, phase_id)
    if row is None or row.awaits or row.withdrawn_at is None or not row.opens <= row.withdrawn_at <= now:
        return None
    return row.withdrawn_at


def next_opening(campaign_id: UUID, now: datetime) -> datetime | None:
    """The next moment an announcement opens: no cached page may live past it."""
    return reading().scalar(
        select(func.min(Announcement.opens)).where(
            Announcement.campaign_id == campaign_id, Announcement.opens > now, *_stands(now)
        )
    )


def are_shown(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Which rows are public at `now`, but for what a crisis hides."""
    return (Announcement.opens <= now, *_stands(now))


def _stands(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Announcement.awaits.is_(False),
        or_(Announcement.withdrawn_at.is_(None), Announcement.withdrawn_at > now),
    )
