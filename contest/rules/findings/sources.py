"""Many ideas in one day from one connection and one kind of browser."""

from collections.abc import Iterator

from contest.rules.findings.facts import Facts, Finding, Rule

# A family at the kitchen table stays below; a class does not, which the explanation says.
MANY = 6
WEIGHT = 10


def look(facts: Facts) -> Iterator[Finding]:
    """How many, and under how many addresses."""
    if facts.from_source >= MANY:
        yield Finding(Rule.SOURCE, WEIGHT, facts={"ideas": facts.from_source, "people": facts.people})
