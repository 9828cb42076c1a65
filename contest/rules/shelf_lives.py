"""The shelf life of what was selected: from when to when it is in the shops, and where."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from contest.rules import forms
from contest.rules.objections import Objection

# language -> field -> text: where it is found, and what the picture of the pack shows
Texts = Mapping[str, Mapping[str, str]]
FIELDS: dict[str, int] = {"where": 400, "alternative": 300}
LONGEST_LINK = 300
_LINK = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?(/[^\s\"<>\\^`{|}]*)?", re.IGNORECASE)


class Shelf(StrEnum):
    """Where it is at a moment, half-open: `opens <= now < closes` is in the shops."""

    COMING = "coming"
    THERE = "there"
    OVER = "over"


def shelf_at(opens: datetime, closes: datetime, now: datetime) -> Shelf:
    """Whether it comes, is there, or is over."""
    if now < opens:
        return Shelf.COMING
    return Shelf.THERE if now < closes else Shelf.OVER


def next_change(opens: datetime, closes: datetime, now: datetime) -> datetime | None:
    """The next moment at which that changes."""
    return min((moment for moment in (opens, closes) if moment > now), default=None)


def tidy(languages: Sequence[str], typed: Texts) -> dict[str, dict[str, str]]:
    """The texts as they are kept, spaces and lines evened out."""
    return {
        lang: {field: forms.clean_lines(typed.get(lang, {}).get(field, "")) for field in FIELDS} for lang in languages
    }


def objections(
    languages: Sequence[str], texts: Texts, *, link: str, opens: datetime, closes: datetime, with_picture: bool
) -> list[Objection]:
    """Everything that is wrong with it; every language of the campaign is owed."""
    found = []
    if closes <= opens:
        found.append(Objection("shelf_ends_first", "closes"))
    if link and (len(link) > LONGEST_LINK or not _LINK.fullmatch(link)):
        found.append(Objection("link_malformed", "link"))
    for lang in languages:
        for field, longest in FIELDS.items():
            text, place = texts.get(lang, {}).get(field, "").strip(), f"{field}_{lang}"
            if len(text) > longest:
                found.append(Objection("answer_too_long", place, {"most": longest, "length": len(text)}))
            elif not text and (field == "where" or with_picture):
                found.append(Objection("text_missing", place))
    return found
