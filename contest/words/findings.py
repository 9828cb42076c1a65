"""What checks notice, in words: what each check is called, why it says something, how often it was right."""

from collections.abc import Mapping
from typing import Any

from contest.rules.findings import Rule
from contest.words import dates
from contest.words.catalogues import N_, gettext

LABELS: dict[str, str] = {
    Rule.DANGER: N_("Somebody may come to harm"),
    Rule.OFFENSIVE: N_("Insulting or coarse word"),
    Rule.PERSONAL: N_("Leads to a person"),
    Rule.LINK: N_("Link out of the contest"),
    Rule.COMPETITOR: N_("Name of a competitor"),
    Rule.WATCHED: N_("Word of your own list"),
    Rule.COPY: N_("Nearly the same text as another idea"),
    Rule.PICTURE_COPY: N_("Nearly the same picture as another idea"),
    Rule.PICTURE_EMPTY: N_("A picture in which little can be seen"),
    Rule.SOURCE: N_("Many ideas from one place in one day"),
}
WHY: dict[tuple[str, str], str] = {
    (Rule.DANGER, "harm"): N_(
        "It may be about suicide, or about violence at home. Talk about it before you decide. In Belgium people "
        "listen at 0800 32 123 (French) and 1813 (Dutch), in France at 3114, in the Netherlands at 113."
    ),
    (Rule.DANGER, "threat"): N_(
        "It reads like a threat. Talk to whoever is in charge before you decide; in an emergency, call 112."
    ),
    (Rule.DANGER, "poison"): N_("It names something that must not be eaten. Mostly a joke, but a child may try it."),
    (Rule.OFFENSIVE, "hate"): N_("“%(word)s” is on the list of words that stir up hatred."),
    (Rule.OFFENSIVE, "insult"): N_("“%(word)s” is on the list of insults."),
    (Rule.OFFENSIVE, "coarse"): N_("“%(word)s” is on the list of coarse words. Among friends it may be none."),
    (Rule.PERSONAL, "phone"): N_("It looks like a telephone number."),
    (Rule.PERSONAL, "mail"): N_("It looks like an e-mail address."),
    (Rule.PERSONAL, "address"): N_("It looks like a street and a number."),
    (Rule.PERSONAL, "account"): N_("It is a bank account number: its check digits are right."),
    (Rule.PERSONAL, "register"): N_("It is a national register number: its check digits are right."),
    (Rule.LINK, "link"): N_("It leads to another site."),
    (Rule.LINK, "handle"): N_("It looks like somebody’s name in a social network."),
    (Rule.COMPETITOR, ""): N_("“%(word)s” is on your list of competitors."),
    (Rule.WATCHED, ""): N_("“%(word)s” is on your list of words to look at twice."),
    (Rule.COPY, ""): N_("%(percent)s of it stands in “%(name)s” too."),
    (Rule.PICTURE_COPY, ""): N_("Its picture looks like the one of “%(name)s”."),
    (Rule.PICTURE_EMPTY, "tiny"): N_("It is %(width)s by %(height)s pixels, no more."),
    (Rule.PICTURE_EMPTY, "blank"): N_("It is nearly of one colour."),
    (Rule.SOURCE, ""): N_(
        "%(ideas)s ideas came that day from one connection and browser, from %(people)s people. "
        "A class or a family looks like that too."
    ),
}
# Of fewer answers a share says nothing.
ENOUGH = 5


def label(lang: str, rule: str) -> str:
    """What a check is called; one that no longer exists is shown by its name."""
    return gettext(lang, LABELS[rule]) if rule in LABELS else rule


def why(lang: str, rule: str, facts: Mapping[str, Any]) -> str:
    """Why it said something, in a sentence; nothing for what is no longer known."""
    said = WHY.get((rule, str(facts.get("kind", ""))), "")
    if not said:
        return ""
    values = {name: dates.number(lang, fact) if isinstance(fact, int) else fact for name, fact in facts.items()}
    if "percent" in facts:
        values["percent"] = f"{facts['percent']}{'' if lang == 'en' else dates.NBSP}%"
    return gettext(lang, said, **values)


def precision(lang: str, right: int, judged: int) -> str:
    """How often a check was right, of what somebody said something about."""
    if not judged:
        return "–"
    if judged < ENOUGH:
        return gettext(lang, N_("not enough answers yet"))
    numbers = {"right": dates.number(lang, right), "judged": dates.number(lang, judged)}
    return gettext(lang, N_("right in %(right)s of %(judged)s"), **numbers)
