"""Answers kept ready: a text with gaps in braces, such as {name}, that are filled in for the idea at hand."""

import re
from collections.abc import Mapping

from contest.rules.objections import Objection

# What may stand in braces: the author's first name, the idea's name, the contest's name.
GAPS = ("name", "idea", "contest")
LONGEST_NAME, LONGEST = 60, 1000
_GAP = re.compile(r"\{([^{}]*)\}")


def objections(name: str, text: str) -> list[Objection]:
    """What is wrong with a text to be kept: by `name` and `text`, unknown gaps and stray braces included."""
    found = []
    for field, typed, most in (("name", name, LONGEST_NAME), ("text", text, LONGEST)):
        if not typed:
            found.append(Objection("answer_missing", field))
        elif len(typed) > most:
            found.append(Objection("answer_too_long", field, {"most": most, "length": len(typed)}))
    unknown = [gap for gap in _GAP.findall(text) if gap not in GAPS]
    known = ", ".join(f"{{{gap}}}" for gap in GAPS)
    if unknown:
        found.append(Objection("gap_unknown", "text", {"gap": f"{{{unknown[0]}}}", "known": known}))
    elif set(_GAP.sub("", text)) & {"{", "}"}:
        found.append(Objection("gap_open", "text", {"known": known}))
    return found


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its gaps filled; a comma before a gap that stays empty goes with it ("Hello, {name}")."""
    for gap in GAPS:
        if not facts.get(gap):
            text = re.sub(rf",? *\{{{gap}\}}", "", text)
    return _GAP.sub(lambda match: facts.get(match[1], match[0]), text).strip()
