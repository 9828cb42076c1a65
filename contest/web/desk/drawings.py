"""Entries as the desk draws them: inline, so that an idea that is not public has no address of its own."""

from functools import lru_cache

from markupsafe import Markup

from contest.queries.entries import EntryCard
from contest.queries.moderation import Waiting
from contest.rules.drawings import Sheet, drawn_svg
from contest.words import catalogues, dates


def of_line(sheet: Sheet, brand: str, line: Waiting) -> Markup:
    """An idea in the queue, with a window where there is a photograph."""
    return _safe(sheet, line.name, line.lang, line.number or 0, brand, photo=line.picture_id is not None)


def small(sheet: Sheet, brand: str, card: EntryCard) -> Markup:
    """A published idea beside another one."""
    return _safe(sheet, card.name, card.lang, 0, brand, photo=False)


def _safe(sheet: Sheet, name: str, lang: str, number: int, brand: str, *, photo: bool) -> Markup:
    return Markup(_drawn(sheet, name, lang, number, brand, photo))  # noqa: S704 - paths, with an escaped title


@lru_cache(maxsize=512)
def _drawn(sheet: Sheet, name: str, lang: str, number: int, brand: str, photo: bool) -> str:
    foot = catalogues.gettext(lang, "Net weight: one idea")
    shown = catalogues.gettext(lang, "no. %(number)s", number=dates.number(lang, number)) if number else ""
    return drawn_svg(sheet, name, foot=foot, number=shown, photo=photo, brand=brand)
