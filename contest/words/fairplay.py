"""What is said about unusual votes, at the desk: the finding, each figure, and what a cluster does to the order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from contest.rules.suspicion import Rule
from contest.rules.suspicion.drawing import Compared
from contest.words import dates
from contest.words.catalogues import N_, gettext, translations

RULES: dict[Rule, str] = {
    Rule.NETWORK: N_("one network"),
    Rule.HEADERS: N_("one network, many browsers"),
    Rule.DOMAIN: N_("one mail domain"),
    Rule.DISPOSABLE: N_("throw-away addresses"),
    Rule.BURST: N_("a sudden burst"),
    Rule.DRIP: N_("an even drip"),
}
# Each is read after its number.
FACTS: dict[str, str] = {
    "beyond": N_("votes here; about %(expected)s would be usual in this stretch"),
    "even": N_("between one vote and the next, as even as a clock: %(percent)s of the gaps are alike"),
    "network": N_("of %(of)s from one network"),
    "domain": N_("of %(of)s with addresses of one mail domain"),
    "disposable": N_("with a throw-away address, of %(of)s"),
    "agents": N_("different browsers in %(of)s votes"),
    "one_agent": N_("kind of browser for all %(of)s votes"),
    "once": N_("of %(of)s whose voters did nothing else here"),
    "known": N_("whose voters voted at another time or sent an idea: real people, no doubt"),
    "shared": N_("through one of the contest’s share links"),
    "slow": N_("of %(of)s in which somebody took more than four seconds"),
    "networks": N_("different networks"),
}
MINUTE = 60


def headline(lang: str, size: int, begins: datetime, ends: datetime) -> str:
    """The finding in a few words: so many votes in so long a time."""
    length = dates.time_left(lang, max(ends - begins, timedelta(minutes=1)))
    said = {"count": dates.number(lang, size), "length": length}
    return translations(lang).ngettext("%(count)s vote in %(length)s", "%(count)s votes in %(length)s", size, **said)


def rule(lang: str, found_by: Rule) -> str:
    """What shape the votes have."""
    return gettext(lang, RULES[found_by])


def fact(lang: str, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A stored figure as lines of a number and the words after it; one no longer known says nothing."""
    kind = stored["kind"]
    if kind == "quick":
        return _quick(lang, stored)
    if kind not in FACTS:
        return []
    numbers = {name: dates.number(lang, stored[name]) for name in ("expected", "of") if name in stored}
    if kind == "even":
        every = stored["every"]
        numbers["percent"] = f"{stored['percent']}{'' if lang == 'en' else dates.NBSP}%"
        lead = _seconds(lang, every)
    else:
        lead = "1" if kind == "one_agent" else dates.number(lang, stored["count"])
    return [(lead, gettext(lang, FACTS[kind], **numbers) if numbers else gettext(lang, FACTS[kind]))]


def order(lang: str, found: Compared, name: str) -> str:
    """What the cluster does to the order, in a sentence."""
    with_it, without = found.moved
    if with_it == without:
        return gettext(lang, N_("It does not change the order."))
    said = {"name": name, "before": place(lang, without), "after": place(lang, with_it)}
    return gettext(lang, N_("It changes the order: with it, %(name)s goes from %(before)s to %(after)s place."), **said)


def place(lang: str, rank: int) -> str:
    """A rank as one says it: 1re, 3e; 1e; 1st, 2nd."""
    if lang == "fr":
        return "1re" if rank == 1 else f"{rank}e"
    if lang == "nl":
        return f"{rank}e"
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{rank}{'th' if rank % 100 in (11, 12, 13) else endings.get(rank % 10, 'th')}"


def _quick(lang: str, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    usual = stored["usual"]
    words = gettext(lang, N_("from opening the page to voting, in the middle case"))
    if usual:
        words = gettext(
            lang,
            N_("from opening the page to voting, in the middle case; usually %(usual)s"),
            usual=_seconds(lang, usual),
        )
    many = gettext(lang, N_("of %(of)s within four seconds"), of=dates.number(lang, stored["of"]))
    return [(_seconds(lang, stored["seconds"]), words), (dates.number(lang, stored["count"]), many)]


def _seconds(lang: str, seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return gettext(lang, N_("%(number)s s"), number=dates.number(lang, seconds))
    return gettext(lang, N_("%(number)s min"), number=dates.number(lang, round(seconds / MINUTE)))
