"""The journal: what the public reads by the clock, and what the desk keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select

from contest.db import LARGEST, reading
from contest.models import Entry, JournalPost, Picture, PictureState, Staff
from contest.queries import staff
from contest.rules.journal import PostState

PAGE, DESK_PAGE, MOST_WORDS = 8, 24, 12


@dataclass(frozen=True)
class PostPicture:
    """The picture of a post, upright, in pixels."""

    id: UUID
    width: int
    height: int


@dataclass(frozen=True)
class Post:
    """A post, or a word on an entry, as the public reads it; `texts` is language -> field -> text.

    `roles` is by language, where it is another than `role`; `portrait_id`: of who wrote it, while they want to be seen
    and work here.
    """

    id: UUID
    number: int
    opens: datetime
    amended_at: datetime | None
    name: str
    role: str
    portrait_id: UUID | None
    picture: PostPicture | None
    texts: dict[str, dict[str, str]]
    roles: dict[str, str]

    def role_in(self, lang: str) -> str:
        """The role of who signed it, in a language."""
        return self.roles.get(lang) or self.role


@dataclass(frozen=True)
class Page:
    """Posts, the latest first, and after which number the next page begins (None: there is none)."""

    posts: tuple[Post, ...]
    next: int | None


@dataclass(frozen=True)
class Withdrawn:
    """A post that was public and is not any more: since when, why, and who had signed it."""

    at: datetime
    reason: str
    name: str


@dataclass(frozen=True)
class Line:
    """A post in the desk's list, with who writes it and the entry it is about, if any."""

    post: JournalPost
    writer: str
    entry_name: str
    entry_number: int | None


def page(campaign_id: UUID, now: datetime, *, after: int | None = None, size: int = PAGE) -> Page:
    """The posts that are shown; `after` is the number of the last one read. One statement."""
    wanted = _shown(campaign_id, now).where(JournalPost.entry_id.is_(None))
    if after is not None:
        before = _opens_of(campaign_id, after)
        wanted = wanted.where(
            or_(JournalPost.opens < before, and_(JournalPost.opens == before, JournalPost.number < _number(after)))
        )
    wanted = wanted.order_by(JournalPost.opens.desc(), JournalPost.number.desc()).limit(size + 1)
    posts = [_post(row) for row in reading().execute(wanted)]
    return Page(tuple(posts[:size]), posts[size - 1].number if len(posts) > size else None)


def one(campaign_id: UUID, number: int, now: datetime) -> Post | None:
    """A post that is shown; None before its hour, once it is taken back, and for a word on an entry."""
    wanted = _shown(campaign_id, now).where(JournalPost.number == _number(number), JournalPost.entry_id.is_(None))
    row = reading().execute(wanted).first()
    return None if row is None else _post(row)


def sitemap(campaign_id: UUID, now: datetime, *, most: int = 1_000) -> list[tuple[int, datetime]]:
    """Number and last change of every post that is shown, the latest first."""
    rows = reading().execute(
        select(JournalPost.number, JournalPost.opens, JournalPost.amended_at)
        .where(JournalPost.campaign_id == campaign_id, JournalPost.entry_id.is_(None), *_is_shown(now))
        .order_by(JournalPost.opens.desc(), JournalPost.number.desc())
        .limit(most)
    )
    return [(row.number, row.amended_at or row.opens) for row in rows]


def words(campaign_id: UUID, entry_id: UUID, now: datetime) -> tuple[Post, ...]:
    """What was said about an entry, the first word first (at most 12)."""
    wanted = _shown(campaign_id, now).where(JournalPost.entry_id == entry_id)
    return tuple(_post(row) for row in reading().execute(wanted.order_by(JournalPost.opens).limit(MOST_WORDS)))


def withdrawn(campaign_id: UUID, number: int, now: datetime) -> Withdrawn | None:
    """What became of a post that was public; None for one that is shown, waits, or never was."""
    row = written(campaign_id, _number(number))
    if row is None or row.entry_id or row.opens is None or row.withdrawn_at is None or row.withdrawn_at > now:
        return None
    return Withdrawn(row.withdrawn_at, row.remark, row.signed_name)


def next_opening(campaign_id: UUID, now: datetime) -> datetime | None:
    """The next moment at which a post or a word is shown: no page that shows them may be kept past it."""
    to_come = JournalPost.campaign_id == campaign_id, JournalPost.state == PostState.PUBLISHED
    return reading().scalar(select(func.min(JournalPost.opens)).where(*to_come, JournalPost.opens > now))


def shows_picture(now: datetime) -> ColumnElement[bool]:
    """Whether a post that is shown has this picture."""
    return exists().where(
        JournalPost.campaign_id == Picture.campaign_id, JournalPost.picture_id == Picture.id, *_is_shown(now)
    )


# --- The desk


def written(campaign_id: UUID, number: int) -> JournalPost | None:
    """A post as it is kept, in whatever state."""
    wanted = select(JournalPost).where(JournalPost.campaign_id == campaign_id, JournalPost.number == _number(number))
    return reading().scalar(wanted.execution_options(populate_existing=True))


def listed(campaign_id: UUID, *, reader: UUID | None, before: int | None = None) -> tuple[Sequence[Line], int | None]:
    """The posts and words of a campaign, the latest begun first, and before which number the next page begins.

    With `reader`: only their own, and what was published.
    """
    wanted = (
        select(JournalPost, Staff.first_name, Entry.name, Entry.number)
        .join(Staff, Staff.id == JournalPost.writer_id)
        .outerjoin(Entry, and_(Entry.campaign_id == JournalPost.campaign_id, Entry.id == JournalPost.entry_id))
        .where(JournalPost.campaign_id == campaign_id)
    )
    if reader is not None:
        told = JournalPost.state.in_([PostState.PUBLISHED, PostState.WITHDRAWN])
        wanted = wanted.where(or_(JournalPost.writer_id == reader, told))
    if before is not None:
        wanted = wanted.where(JournalPost.number < _number(before))
    rows = reading().execute(wanted.order_by(JournalPost.number.desc()).limit(DESK_PAGE + 1)).all()
    lines = [Line(row[0], row[1], row[2] or "", row[3]) for row in rows[:DESK_PAGE]]
    return lines, lines[-1].post.number if len(rows) > DESK_PAGE else None


def proposed(campaigns: Any) -> Select[UUID, int]:
    """(campaign, how many posts wait to be published), as a part of what the desk counts."""
    of = JournalPost.campaign_id.in_(campaigns), JournalPost.state == PostState.PROPOSED
    return select(JournalPost.campaign_id, func.count()).where(*of).group_by(JournalPost.campaign_id)


def next_number(campaign_id: UUID) -> int:
    """The number of the next post."""
    latest = select(func.max(JournalPost.number)).where(JournalPost.campaign_id == campaign_id)
    return (reading().scalar(latest) or 0) + 1


def writer(staff_id: UUID) -> Staff:
    """Who writes. Errors: sqlalchemy.exc.NoResultFound."""
    return reading().get_one(Staff, staff_id, populate_existing=True)


def _shown(campaign_id: UUID, now: datetime) -> Select[JournalPost, UUID | None, int, int]:
    picture = and_(
        Picture.campaign_id == JournalPost.campaign_id,
        Picture.id == JournalPost.picture_id,
        Picture.state != PictureState.ERASED,
    )
    return (
        select(JournalPost, Staff.portrait_id, Picture.width, Picture.height)
        .outerjoin(Staff, and_(Staff.id == JournalPost.writer_id, *staff.seen()))
        .outerjoin(Picture, picture)
        .where(JournalPost.campaign_id == campaign_id, *_is_shown(now))
    )


def _is_shown(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return JournalPost.state == PostState.PUBLISHED, JournalPost.opens <= now


def _post(row: Row[JournalPost, UUID | None, int, int]) -> Post:
    post = row[0]
    assert post.opens is not None
    return Post(
        id=post.id,
        number=post.number,
        opens=post.opens,
        amended_at=post.amended_at,
        name=post.signed_name,
        role=post.signed_role,
        portrait_id=row[1],
        # One that was erased has no size.
        picture=PostPicture(post.picture_id, row[2], row[3]) if post.picture_id and row[2] else None,
        texts=post.texts,
        roles=post.signed_roles,
    )


def _opens_of(campaign_id: UUID, number: int) -> Any:
    of = JournalPost.campaign_id == campaign_id, JournalPost.number == _number(number)
    return select(JournalPost.opens).where(*of).scalar_subquery()


def _number(asked: int) -> int:
    return max(0, min(asked, LARGEST))
