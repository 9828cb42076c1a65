"""The journal: what a post or a word on an entry has to be, and where it stands by the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from contest.rules import forms
from contest.rules.announcements import is_shown
from contest.rules.objections import Objection

# language -> field -> text
Texts = Mapping[str, Mapping[str, str]]
# field -> the most characters
POST: dict[str, int] = {"title": 90, "text": 6000, "alternative": 300}
WORD: dict[str, int] = {"text": 600}
LONGEST_REMARK = 600


class PostState(StrEnum):
    """What people decided about a post: being written, handed in, published (from a moment on), taken back."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Where a post stands at a moment; one that is published waits for its hour before it is shown."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    WAITING = "waiting"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"


def fields(*, on_entry: bool) -> Mapping[str, int]:
    """What is written: of a post its title, text and what its picture shows; of a word on an entry the text."""
    return WORD if on_entry else POST


def tidy(languages: Sequence[str], typed: Texts, *, on_entry: bool) -> dict[str, dict[str, str]]:
    """The texts as they are kept: the fields there are, in the languages there are, spaces and lines evened out."""
    known = fields(on_entry=on_entry)
    return {
        lang: {field: forms.clean_lines(typed.get(lang, {}).get(field, "")) for field in known} for lang in languages
    }


def about_texts(
    languages: Sequence[str], texts: Texts, *, on_entry: bool, with_picture: bool, complete: bool
) -> list[Objection]:
    """What is wrong with the texts; unless they have to be complete, only what is longer than its place.

    Complete is every language of the campaign: nobody reads less for the language they speak.
    """
    found = []
    for lang in languages:
        for field, longest in fields(on_entry=on_entry).items():
            text, place = texts.get(lang, {}).get(field, "").strip(), f"{field}_{lang}"
            owed = with_picture if field == "alternative" else True
            if len(text) > longest:
                found.append(Objection("answer_too_long", place, {"most": longest, "length": len(text)}))
            elif complete and owed and not text:
                found.append(Objection("text_missing", place))
    return found


def standing(state: PostState, opens: datetime | None, withdrawn_at: datetime | None, now: datetime) -> Standing:
    """Where a post stands: shown half-open, `opens <= now < withdrawn_at`."""
    if state not in {PostState.PUBLISHED, PostState.WITHDRAWN} or opens is None:
        return Standing.PROPOSED if state is PostState.PROPOSED else Standing.DRAFT
    if is_shown(opens, withdrawn_at, now):
        return Standing.SHOWN
    return Standing.WAITING if now < opens else Standing.WITHDRAWN
