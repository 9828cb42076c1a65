"""How code mails fare by the domain of the recipient: handed over, answered, come back, and how fast."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from contest.db import reading
from contest.models import MailDomainDay
from contest.rules import spans
from contest.rules.spans import FEWEST, Figure

# All domains of few people, together.
OTHERS = ""


@dataclass(frozen=True)
class Domain:
    """One domain; '' is all those of fewer than five people. Each mail counts once, however often it was sent.

    `to_hand`: within which time half were handed over; `to_confirm`: within which half of those confirmed were.
    """

    domain: str
    people: int
    asked: int
    bounced: int
    confirmed: int
    to_hand: timedelta | None
    to_confirm: timedelta | None

    @property
    def rate(self) -> float:
        """The share of what was asked that was confirmed, 0 to 1."""
        return min(self.confirmed / self.asked, 1.0) if self.asked else 0.0


def figures(since: str) -> list[Domain]:
    """Every domain of all that was asked from this day (UTC, as 2026-11-29) on: where half take longest first.

    Domains of fewer than five people are one line, the last, as long as it has five.
    """
    rows = reading().execute(
        select(MailDomainDay.domain, MailDomainDay.what, MailDomainDay.seconds, func.sum(MailDomainDay.number))
        .where(MailDomainDay.day >= since)
        .group_by(MailDomainDay.domain, MailDomainDay.what, MailDomainDay.seconds)
    )
    counted: dict[str, dict[str, Counter[int]]] = defaultdict(lambda: defaultdict(Counter))
    for domain, what, seconds, number in rows:
        counted[domain][what][seconds] += int(number)
    few = [domain for domain, counts in counted.items() if counts[Figure.PEOPLE].total() < FEWEST or domain == OTHERS]
    together: dict[str, Counter[int]] = defaultdict(Counter)
    for domain in few:
        for what, numbers in counted.pop(domain).items():
            together[what].update(numbers)
    named = sorted((_domain(domain, counts) for domain, counts in counted.items()), key=_slowest_first)
    others = _domain(OTHERS, together)
    return [*named, others] if others.people >= FEWEST else named


def _domain(domain: str, counts: dict[str, Counter[int]]) -> Domain:
    return Domain(
        domain,
        people=counts[Figure.PEOPLE].total(),
        asked=counts[Figure.ASKED].total(),
        bounced=counts[Figure.BOUNCED].total(),
        confirmed=counts[Figure.CONFIRMED].total(),
        to_hand=spans.middle(counts[Figure.HANDED]),
        to_confirm=spans.middle(counts[Figure.CONFIRMED]),
    )


def _slowest_first(one: Domain) -> tuple[timedelta, float, str]:
    """Where nobody confirmed at all is worst."""
    longest = one.to_confirm if one.to_confirm is not None else timedelta.max
    return (-longest, one.rate, one.domain)
