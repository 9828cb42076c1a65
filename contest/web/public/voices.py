"""As pages show it: what the people behind a contest say in their own names, and where an idea can be bought."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contest.queries import journal, shelf_lives
from contest.queries.journal import Post
from contest.rules import addresses
from contest.rules import shelf_lives as rules
from contest.rules.pictures import PORTRAITS, WIDTHS
from contest.rules.shelf_lives import Shelf
from contest.rules.texts import texts_in
from contest.web import freshness, portraits
from contest.web.pages import Page
from contest.words import catalogues, dates

# On a campaign's home.
TEASED = 2
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Photo:
    """A picture in its widths; `width` and `height` keep its place while it loads."""

    address: str
    sizes: str
    width: int
    height: int
    alternative: str


@dataclass(frozen=True)
class Voice:
    """A post, or a word on an idea: what is said, by whom, when; `face` is their portrait."""

    address: str
    lang: str
    title: str
    paragraphs: tuple[str, ...]
    day: str
    moment: str
    amended: str
    name: str
    role: str
    face: str
    photo: Photo | None

    @property
    def lead(self) -> str:
        """Its first paragraph."""
        return self.paragraphs[0] if self.paragraphs else ""

    @property
    def goes_on(self) -> bool:
        """Whether there is more than that."""
        return len(self.paragraphs) > 1


@dataclass(frozen=True)
class OnShelf:
    """Where something can be bought: when, in one sentence, where, a link, its pack."""

    sentence: str
    where: tuple[str, ...]
    lang: str
    link: str
    host: str
    photo: Photo | None
    is_there: bool


def voice(page: Page, post: Post) -> Voice:
    """A post as a page shows it, in the page's language or, where it lacks one, in the campaign's own."""
    said, lang = texts_in(post.texts, page.lang, page.campaign.default_language)
    zone = page.campaign.zone
    photo = None
    if post.picture is not None:
        shape = (post.picture.width, post.picture.height)
        photo = _photo(page, post.picture.id, shape, said.get("alternative", ""))
    return Voice(
        address=page.to("post", number=post.number),
        lang=lang,
        title=said.get("title", ""),
        paragraphs=paragraphs(said.get("text", "")),
        day=dates.day(page.lang, post.opens, zone),
        moment=post.opens.isoformat(),
        amended=dates.day_and_time(page.lang, post.amended_at, zone) if post.amended_at else "",
        name=post.name,
        role=post.role_in(page.lang),
        face=portraits.own_address(post.portrait_id, PORTRAITS[-1]),
        photo=photo,
    )


def teased(page: Page, now: datetime) -> list[Voice]:
    """The latest posts, for a campaign's home."""
    until_next(page, now)
    return [voice(page, post) for post in journal.page(page.campaign.id, now, size=TEASED).posts]


def about(page: Page, entry_id: UUID, now: datetime) -> list[Voice]:
    """What was said about an idea."""
    until_next(page, now)
    return [voice(page, post) for post in journal.words(page.campaign.id, entry_id, now)]


def until_next(page: Page, now: datetime) -> None:
    """A page that shows any of it may not be kept past the moment at which the next one is shown."""
    freshness.until(journal.next_opening(page.campaign.id, now), now)


def on_shelf(page: Page, entry_id: UUID, now: datetime) -> OnShelf | None:
    """Where an idea can be bought; None until the public knows that it was selected."""
    view = page.campaign
    found = shelf_lives.shown(view.id, entry_id, now, announced=not view.crisis.results)
    if found is None:
        return None
    freshness.until(rules.next_change(found.opens, found.closes, now), now)
    said, lang = texts_in(found.texts, page.lang, view.default_language)
    shelf = rules.shelf_at(found.opens, found.closes, now)
    photo = None
    if found.picture_id is not None:
        photo = _photo(page, found.picture_id, (found.width, found.height), said.get("alternative", ""))
    return OnShelf(
        sentence=_when(page, found, shelf),
        where=paragraphs(said.get("where", "")) if shelf is not Shelf.OVER else (),
        lang=lang,
        link=found.link if shelf is not Shelf.OVER else "",
        host=found.link.partition("://")[2].partition("/")[0].removeprefix("www."),
        photo=photo,
        is_there=shelf is Shelf.THERE,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """A text by its lines, without the empty ones."""
    return tuple(line for line in text.splitlines() if line.strip())


def _when(page: Page, found: shelf_lives.OnShelf, shelf: Shelf) -> str:
    said, zone = catalogues.translations(page.lang), page.campaign.zone
    # The last day, not the midnight after it.
    last = dates.day(page.lang, found.closes - SECOND, zone)
    if shelf is Shelf.COMING:
        first = dates.day(page.lang, found.opens, zone)
        return said.gettext("In the shops from %(first)s to %(last)s.", first=first, last=last)
    if shelf is Shelf.THERE:
        return said.gettext("In the shops until %(last)s.", last=last)
    return said.gettext("It was in the shops until %(last)s.", last=last)


def _photo(page: Page, picture: UUID, shape: tuple[int, int], alternative: str) -> Photo:
    where = {"campaign_id": page.campaign.id.hex, "picture": picture.hex}
    known = [(addresses.path("picture", **where, width=width), width) for width in WIDTHS]
    # A picture is never made larger than it came.
    wide = min(shape[0], WIDTHS[-1]) or WIDTHS[-1]
    high = round(wide * shape[1] / shape[0]) if shape[0] else wide
    # In a preview each address is made longer, which a list of them does not bear.
    sizes = "" if page.preview else ", ".join(f"{address} {width}w" for address, width in known)
    return Photo(known[1][0], sizes, wide, high, alternative)
