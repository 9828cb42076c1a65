"""Forms: what a participant is asked, as data, and the check of what was answered.

A form is JSON: a list of fields, each with key, kind, labels and help by language, and its kind's bounds.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from contest.rules.objections import Objection
from contest.rules.pictures import MOST_OF_AN_ENTRY, SHORTEST_ALTERNATIVE, alternative_key

Answers = dict[str, Any]
# Of a whole number; more than any question of a contest needs.
MOST_DIGITS = 12


class FieldKind(StrEnum):
    """What a field takes."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    TAGS = "tags"
    PICTURE = "picture"
    TIE_BREAK = "tie_break"
    AGE = "age"
    CONSENT = "consent"


@dataclasses.dataclass(frozen=True)
class Field:
    """One question. `longest`, `shortest`: characters of a text or of one tag; `most`: tags, or pictures (1 to 6)."""

    key: str
    kind: FieldKind
    required: bool = False
    public: bool = False
    shortest: int = 0
    longest: int = 0
    most: int = 0
    label: Mapping[str, str] = dataclasses.field(default_factory=dict)
    help: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def label_in(self, lang: str, **facts: str | int) -> str:
        """Its label in a language, with %(name)s filled in from `facts`."""
        return _said(self.label, lang, facts)

    def help_in(self, lang: str, **facts: str | int) -> str:
        """What is said under it; may be empty."""
        return _said(self.help, lang, facts)


def fields(form: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a form's definition, in order. Errors: ValueError for an unknown kind, or as many pictures."""
    return tuple(_field(field) for field in form["fields"])


def most_pictures(form: Mapping[str, Any]) -> int:
    """How many pictures an idea may have; 0 where the form asks for none."""
    return max((field.most for field in fields(form) if field.kind is FieldKind.PICTURE), default=0)


def title_in(form: Mapping[str, Any], lang: str) -> str:
    """What the form asks for, as the heading over it; empty in a form that does not say."""
    return _said(form.get("title", {}), lang, {})


def label_in(form: Mapping[str, Any], key: str, lang: str) -> str:
    """What the field of this key is called; empty where the form does not ask it."""
    return next((field.label_in(lang) for field in fields(form) if field.key == key), "")


def check(
    form: Mapping[str, Any], answers: Mapping[str, Any], *, picture: bool = False, further: int = 0
) -> tuple[list[Objection], Answers]:
    """Every objection, field by field, and the answers cleaned; what the form does not ask is left out.

    Texts come as text, tags as a list or as one text with commas, ticks as anything true. `picture`: whether
    there is one, `further`: how many more; each needs an alternative text (`alternative`, `alternative_2`, ...).
    """
    found: list[Objection] = []
    cleaned: Answers = {}
    pictures = picture + further
    for field in fields(form):
        objections, cleaned_now = _CHECKS[field.kind](field, answers, pictures)
        found += objections
        cleaned |= cleaned_now
    return found, cleaned


def public_texts(form: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """The words of the public answers but the name, for the search."""
    words: list[str] = []
    for field in fields(form):
        answer = answers.get(field.key) if field.public and field.key != "name" else None
        words += [answer] if isinstance(answer, str) else answer or []
    return words


def settled(form: Mapping[str, Any], first: Mapping[str, Any]) -> Answers:
    """What was answered once and for all when the idea was sent, and no edit asks again."""
    return {field.key: first.get(field.key, "") for field in fields(form) if field.kind is FieldKind.TIE_BREAK}


def whole(typed: str) -> int | None:
    """A whole number from 0 up, as people write it, with spaces of any kind between the digits; None for another."""
    digits = "".join(typed.split())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS else None


def consents(form: Mapping[str, Any], answers: Mapping[str, Any]) -> list[str]:
    """The keys of the consents that were given."""
    return [field.key for field in fields(form) if field.kind is FieldKind.CONSENT and answers.get(field.key)]


def kept(form: Mapping[str, Any], answers: Mapping[str, Any]) -> Answers:
    """The answers that belong to the entry: not the ticks, which are kept as consents."""
    ticks = {field.key for field in fields(form) if field.kind in (FieldKind.AGE, FieldKind.CONSENT)}
    return {key: answer for key, answer in answers.items() if key not in ticks}


# Overrides and isolates of direction, and what has no width: they make a text show as what it is not.
_UNSEEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]")
_BREAKS = re.compile("\r\n|[\r\u000b\u000c\u0085\u2028\u2029]")
MOST_MARKS = 3


def clean_line(text: str) -> str:
    """One line: NFC, nothing invisible, one space between words."""
    return " ".join(_visible(text).split())


def clean_lines(text: str) -> str:
    """A text with lines: the same, with at most one empty line between paragraphs."""
    lines = [" ".join(line.split()) for line in _visible(text).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def clean_tags(typed: str | Sequence[str]) -> list[str]:
    """Tags from a text with commas or from a list; each once, whatever its capitals."""
    pieces = re.split("[,;\n]", _visible(typed)) if isinstance(typed, str) else list(typed)
    tags = (clean_line(str(piece)).lstrip("#").strip() for piece in pieces)
    return list({tag.casefold(): tag for tag in reversed([tag for tag in tags if tag])}.values())[::-1]


def _visible(text: str) -> str:
    """NFC without control, private and unpaired characters, and without marks piled on one letter."""
    kept_letters, marks = [], 0
    for letter in unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text))):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if (category not in ("Cc", "Cs", "Co", "Cn") or letter in "\n\t") and marks <= MOST_MARKS:
            kept_letters.append(letter)
    return "".join(kept_letters)


def _field(definition: Mapping[str, Any]) -> Field:
    field = Field(**{**definition, "kind": FieldKind(definition["kind"])})
    if field.kind is not FieldKind.PICTURE:
        return field
    if field.most > MOST_OF_AN_ENTRY or field.most < 0:
        raise ValueError(field.most)
    return dataclasses.replace(field, most=field.most or 1)


def _said(texts: Mapping[str, str], lang: str, facts: Mapping[str, str | int]) -> str:
    text = texts.get(lang) or texts.get("en", "")
    return text % facts if facts else text


Checked = tuple[list[Objection], Answers]


def _check_text(field: Field, answers: Mapping[str, Any], pictures: int) -> Checked:
    clean = clean_lines if field.kind is FieldKind.LONG_TEXT else clean_line
    text = clean(str(answers.get(field.key) or ""))
    length = len(text)
    facts: dict[str, str | int] = {"shortest": field.shortest, "most": field.longest, "length": length}
    if not text:
        return ([Objection("answer_missing", field.key)] if field.required else []), {field.key: ""}
    if length < field.shortest:
        return [Objection("answer_too_short", field.key, facts)], {field.key: text}
    if length > field.longest:
        return [Objection("answer_too_long", field.key, facts)], {field.key: text}
    return [], {field.key: text}


def _check_number(field: Field, answers: Mapping[str, Any], pictures: int) -> Checked:
    typed = clean_line(str(answers.get(field.key) or ""))
    number = whole(typed)
    if not typed:
        return ([Objection("answer_missing", field.key)] if field.required else []), {field.key: ""}
    if number is None:
        return [Objection("answer_not_whole", field.key, {"most": MOST_DIGITS})], {field.key: typed}
    return [], {field.key: str(number)}


def _check_tags(field: Field, answers: Mapping[str, Any], pictures: int) -> Checked:
    tags = clean_tags(answers.get(field.key) or [])
    found = []
    if not tags and field.required:
        found.append(Objection("tags_missing", field.key))
    if len(tags) > field.most:
        found.append(Objection("tags_too_many", field.key, {"most": field.most, "number": len(tags)}))
    if any(len(tag) > field.longest for tag in tags):
        found.append(Objection("tag_too_long", field.key, {"longest": field.longest}))
    return found, {field.key: tags}


def _check_picture(field: Field, answers: Mapping[str, Any], pictures: int) -> Checked:
    found: list[Objection] = []
    cleaned: Answers = {} if pictures else {"alternative": ""}
    if field.required and not pictures:
        found.append(Objection("picture_missing", field.key))
    if pictures > field.most:
        found.append(Objection("pictures_too_many", field.key, {"most": field.most}))
    for place in range(1, pictures + 1):
        key = alternative_key(place)
        cleaned[key] = clean_line(str(answers.get(key) or ""))
        found += _against_alternative(key, cleaned[key], field.longest)
    return found, cleaned


def _against_alternative(key: str, alternative: str, longest: int) -> list[Objection]:
    if not alternative:
        return [Objection("alternative_missing", key, {"shortest": SHORTEST_ALTERNATIVE})]
    if len(alternative) < SHORTEST_ALTERNATIVE:
        return [Objection("alternative_too_short", key, {"shortest": SHORTEST_ALTERNATIVE})]
    if len(alternative) > longest:
        return [Objection("answer_too_long", key, {"most": longest, "length": len(alternative)})]
    return []


def _check_tick(field: Field, answers: Mapping[str, Any], pictures: int) -> Checked:
    ticked = bool(answers.get(field.key))
    missing = field.required and not ticked
    return ([Objection("consent_missing", field.key)] if missing else []), {field.key: ticked}


_CHECKS = {
    FieldKind.SHORT_TEXT: _check_text,
    FieldKind.LONG_TEXT: _check_text,
    FieldKind.TAGS: _check_tags,
    FieldKind.PICTURE: _check_picture,
    FieldKind.TIE_BREAK: _check_number,
    FieldKind.AGE: _check_tick,
    FieldKind.CONSENT: _check_tick,
}
