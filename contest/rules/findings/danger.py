"""Somebody may come to harm: words about suicide, threats and violence, and what must never be eaten."""

from collections.abc import Iterator

from contest.rules.findings import lexicon
from contest.rules.findings.facts import URGENT, Facts, Finding, Rule

# What must not be eaten waits its turn: it is nearly always a joke, and nothing is published unread.
WEIGHTS = {"harm": URGENT, "threat": URGENT, "poison": 50}


def look(facts: Facts) -> Iterator[Finding]:
    """Every listed turn of phrase, with its group (harm, threat, poison)."""
    groups = lexicon.lists("danger", facts.lang)
    for field, text in facts.texts.items():
        for hit in lexicon.hits(text, groups, facts.allowed):
            yield Finding(Rule.DANGER, WEIGHTS[hit.group], field, hit.start, hit.end, {"kind": hit.group})
