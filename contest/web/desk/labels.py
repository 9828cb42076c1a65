"""What the texts of a campaign are called at the desk, and in which groups they are written."""

import re

from contest.rules.texts import TextField
from contest.words.catalogues import N_, gettext

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("The first page"), ("name", "title_first", "title_second", "tagline", "lead", "description")),
    (N_("The prize"), ("prize_first", "prize_second", "prize_text")),
    (N_("The drawings"), ("empty_packet", "empty_label", "winner_kicker", "share", "fediverse_creator")),
    (N_("How it goes"), ("steps_title", "step_")),
    (N_("A voice"), ("quote_",)),
    (N_("The people behind it"), ("team_", "promise", "contact_title", "contact_text", "imprint")),
    (N_("The phases"), ("phase_",)),
)
LABELS: dict[str, str] = {
    "name": N_("Name of the campaign"),
    "title_first": N_("Title, first line"),
    "title_second": N_("Title, second line"),
    "tagline": N_("One line under the title"),
    "lead": N_("Introduction"),
    "description": N_("For search and link previews"),
    "prize_first": N_("The prize, first line"),
    "prize_second": N_("The prize, second line"),
    "prize_text": N_("More about the prize"),
    "empty_packet": N_("In the empty place among the ideas"),
    "empty_label": N_("Under the empty place"),
    "winner_kicker": N_("Above the winner’s name"),
    "share": N_("Text for sharing"),
    "fediverse_creator": N_("Your account in the fediverse (@name@server)"),
    "steps_title": N_("Heading of the steps"),
    "step_title": N_("Step %(number)s, heading"),
    "step_text": N_("Step %(number)s, text"),
    "quote_text": N_("What somebody says"),
    "quote_name": N_("Who says it"),
    "quote_role": N_("Their role"),
    "quote_after": N_("A line after it"),
    "team_name": N_("Person %(number)s, name"),
    "team_role": N_("Person %(number)s, role"),
    "team_line": N_("Person %(number)s, one line"),
    "promise": N_("What you promise to those who write"),
    "contact_title": N_("Heading of the contact page"),
    "contact_text": N_("Text of the contact page"),
    "imprint": N_("Imprint"),
    "phase_name": N_("Phase %(number)s, name"),
    "phase_note": N_("Phase %(number)s, a note under it"),
}
NUMBERED = re.compile(r"(step|team|phase)_(\d+)_(\w+)")


def label(lang: str, field: str) -> str:
    """What a text is called; its own name where it has no label."""
    numbered = NUMBERED.fullmatch(field)
    if numbered is None:
        return gettext(lang, LABELS[field]) if field in LABELS else field
    kind, number, part = numbered.groups()
    return gettext(lang, LABELS[f"{kind}_{part}"], number=number)


def grouped(lang: str, fields: tuple[TextField, ...]) -> list[tuple[str, list[TextField]]]:
    """The texts by group, in the order of the desk's form."""
    return [
        (gettext(lang, heading), [field for field in fields if _belongs(field.name, begins)])
        for heading, begins in GROUPS
    ]


def _belongs(name: str, begins: tuple[str, ...]) -> bool:
    return any(name == begin or (begin.endswith("_") and name.startswith(begin)) for begin in begins)
