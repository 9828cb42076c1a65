"""A campaign's own words: competitors' names, and what else its team wants to look at twice."""

from collections.abc import Iterator

from contest.rules.findings import lexicon
from contest.rules.findings.facts import Facts, Finding, Rule

COMPETITOR, WATCHED = 20, 20


def look_for_competitors(facts: Facts) -> Iterator[Finding]:
    """Names of competitors."""
    return _listed(facts, facts.competitors, Rule.COMPETITOR, COMPETITOR)


def look_for_watched(facts: Facts) -> Iterator[Finding]:
    """Words of the team's own list."""
    return _listed(facts, facts.watched, Rule.WATCHED, WATCHED)


def _listed(facts: Facts, listed: tuple[str, ...], rule: Rule, weight: int) -> Iterator[Finding]:
    if not listed:
        return
    groups = {rule.value: lexicon.sorted_words(listed)}
    for field, text in facts.texts.items():
        for hit in lexicon.hits(text, groups, facts.allowed):
            yield Finding(rule, weight, field, hit.start, hit.end, {"word": hit.listed})
