"""The texts a campaign has in each of its languages: how long each may be, and whether it is required."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contest.rules.drawings.letters import drawable, set_line
from contest.rules.objections import Objection

# A letter of a title, in thousandths of an em: `--letter` in static/css/tokens.css, its tracking taken off.
MIDDLING = 345


@dataclass(frozen=True)
class TextField:
    """One text: its name, how long it may be, whether a published campaign must have it, and if it has lines.

    `form` is what it must look like where it is given, as a regular expression.
    """

    name: str
    longest: int
    required: bool = True
    lines: bool = False
    form: str = ""


CAMPAIGN_FIELDS: tuple[TextField, ...] = (
    TextField("name", 60),
    TextField("title_first", 24),
    TextField("title_second", 24, required=False),
    TextField("tagline", 140),
    TextField("lead", 400, lines=True),
    TextField("description", 200, lines=True),
    TextField("prize_first", 40),
    TextField("prize_second", 60, required=False),
    TextField("prize_text", 300, required=False, lines=True),
    TextField("empty_packet", 40),
    TextField("empty_label", 40),
    TextField("winner_kicker", 60),
    TextField("share", 200, lines=True),
    TextField("fediverse_creator", 100, required=False, form=r"@[\w.-]+@[\w-]+(\.[\w-]+)+"),
    TextField("steps_title", 60),
    *(TextField(f"step_{step}_title", 40) for step in (1, 2, 3)),
    *(TextField(f"step_{step}_text", 240, lines=True) for step in (1, 2, 3)),
    TextField("quote_text", 300, required=False, lines=True),
    TextField("quote_name", 60, required=False),
    TextField("quote_role", 120, required=False),
    TextField("quote_after", 120, required=False),
    *(
        TextField(f"team_{person}_{part}", longest, required=False, lines=part == "line")
        for person in (1, 2, 3)
        for part, longest in (("name", 60), ("role", 120), ("line", 200))
    ),
    TextField("promise", 240, lines=True),
    TextField("contact_title", 60),
    TextField("contact_text", 1200, lines=True),
    TextField("imprint", 2000, lines=True),
)


def phase_fields(position: int) -> tuple[TextField, ...]:
    """The texts of the phase at `position`: its name and a note under it."""
    return (
        TextField(f"phase_{position}_name", 40),
        TextField(f"phase_{position}_note", 80, required=False),
    )


def fields(positions: Sequence[int]) -> tuple[TextField, ...]:
    """Every text of a campaign whose phases stand at these positions."""
    return CAMPAIGN_FIELDS + tuple(field for position in positions for field in phase_fields(position))


def check(texts: Mapping[str, str], positions: Sequence[int], *, complete: bool) -> list[Objection]:
    """Every objection to texts by field; with `complete`, an empty required one is an objection too."""
    known = {field.name: field for field in fields(positions)}
    found: list[Objection] = []
    for name, text in texts.items():
        field = known.get(name)
        if field is None:
            found.append(Objection("text_unknown", name))
        elif len(text.strip()) > field.longest:
            found.append(Objection("answer_too_long", name, {"most": field.longest}))
        elif complete and field.required and not text.strip():
            found.append(Objection("text_missing", name))
        elif field.form and text.strip() and not re.fullmatch(field.form, text.strip()):
            found.append(Objection("account_malformed", name))
    return found


def missing(
    texts: Mapping[str, Mapping[str, str]], languages: Sequence[str], positions: Sequence[int]
) -> list[tuple[str, str]]:
    """Every (language, field) that a published campaign lacks; `texts` is language -> field -> text."""
    return [
        (lang, field.name)
        for lang in languages
        for field in fields(positions)
        if field.required and not texts.get(lang, {}).get(field.name, "").strip()
    ]


def texts_in(texts: Mapping[str, Mapping[str, str]], lang: str, default: str) -> tuple[Mapping[str, str], str]:
    """The texts (language -> field -> text) in a language, else in the campaign's own, else in any; and in which."""
    for tongue in (lang, default, *texts):
        if any(texts.get(tongue, {}).values()):
            return texts[tongue], tongue
    return {}, lang


def two_lines(name: str) -> tuple[str, str]:
    """A name on the two lines of a title, broken at the space nearest to its middle; both empty if it does not fit."""
    longest = {field.name: field.longest for field in CAMPAIGN_FIELDS}["title_first"]
    words = name.split()
    breaks = [(" ".join(words[:place]), " ".join(words[place:])) for place in range(1, len(words) + 1)]
    fitting = [pair for pair in breaks if max(map(len, pair)) <= longest]
    return min(fitting, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=("", ""))


def address_of(name: str) -> str:
    """A name as it may stand in an address: small letters without accents, digits, hyphens; at most 60."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe").replace("æ", "ae"))
    words = re.findall("[a-z0-9]+", "".join(letter for letter in plain if not unicodedata.combining(letter)))
    return "-".join(words)[:60].strip("-")


def breadth(line: str) -> int:
    """How many letters of middling width a line of a title takes, measured on the display face's own outlines."""
    left, _, right, _ = set_line(drawable(line), 0).ink if line.strip() else (0.0, 0.0, 0.0, 0.0)
    return math.ceil((right - left) / MIDDLING)
