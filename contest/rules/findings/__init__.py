"""What an automatic check notices about an idea: a hint with its reason and its place, never a decision.

Every check is a pure function from `Facts` to findings; `CHECKS` names them all. They order the queue and explain
themselves at the desk; what becomes of an idea is decided by a person who has read it.
"""

from collections.abc import Callable, Collection, Iterable

from contest.rules.findings import copies, danger, offensive, own, personal, pictures, sources
from contest.rules.findings.facts import URGENT, Facts, Finding, Rule, attention

Check = Callable[[Facts], Iterable[Finding]]
CHECKS: dict[Rule, Check] = {
    Rule.DANGER: danger.look,
    Rule.OFFENSIVE: offensive.look,
    Rule.PERSONAL: personal.look,
    Rule.LINK: personal.look_for_links,
    Rule.COMPETITOR: own.look_for_competitors,
    Rule.WATCHED: own.look_for_watched,
    Rule.COPY: copies.look,
    Rule.PICTURE_COPY: pictures.look_for_copies,
    Rule.PICTURE_EMPTY: pictures.look_for_empty,
    Rule.SOURCE: sources.look,
}
# One text that is nothing but findings says no more than its first ones.
MOST = 24


def look(facts: Facts, off: Collection[str] = ()) -> tuple[Finding, ...]:
    """What the checks that are not `off` notice, the heaviest first, then as they stand in the text."""
    found = [finding for rule, check in CHECKS.items() if rule not in off for finding in check(facts)]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.field, one.start))[:MOST])


__all__ = ["CHECKS", "MOST", "URGENT", "Facts", "Finding", "Rule", "attention", "look"]
