"""Words that insult, stir up hatred or are coarse, in the language of the idea, however they are written."""

from collections.abc import Iterator

from contest.rules.findings import lexicon
from contest.rules.findings.facts import Facts, Finding, Rule

WEIGHTS = {"hate": 60, "insult": 40, "coarse": 12}


def look(facts: Facts) -> Iterator[Finding]:
    """Every listed word, with its group (hate, insult, coarse) and how it is listed."""
    groups = lexicon.lists("offensive", facts.lang)
    for field, text in facts.texts.items():
        for hit in lexicon.hits(text, groups, facts.allowed):
            said = {"kind": hit.group, "word": hit.listed}
            yield Finding(Rule.OFFENSIVE, WEIGHTS[hit.group], field, hit.start, hit.end, said)
