"""What is said of a result that is a blend: its parts, how figures become points, what the public can still change."""

from collections.abc import Mapping
from uuid import UUID

from babel.lists import format_list
from babel.numbers import format_decimal

from contest.rules.blend import FULL, WHOLE, Blend, Part, Points
from contest.rules.outlook import Outlook, Prospect
from contest.words.catalogues import N_, gettext, translations
from contest.words.dates import LOCALES, NBSP, number

PARTS: dict[Part, str] = {
    Part.PUBLIC: N_("public vote"),
    Part.JURY: N_("jury"),
    Part.SALES: N_("sales"),
}
# The same at the beginning of a line, for languages in which that changes more than a letter.
HEADS: dict[Part, str] = {
    Part.PUBLIC: N_("Public vote"),
    Part.JURY: N_("Jury"),
    Part.SALES: N_("Sales"),
}
POINTS: dict[Points, str] = {
    Points.SHARE: N_("In proportion: 100 points for the best, half as many for half as much"),
    Points.RANK: N_("By place: 100 points for the first, an equal step less for each place"),
}
# The same where one chooses.
NAMES: dict[Points, str] = {Points.SHARE: N_("in proportion"), Points.RANK: N_("by place")}
DECIDES: dict[Part, str] = {
    Part.PUBLIC: N_("the public vote decides first"),
    Part.JURY: N_("the jury decides first"),
    Part.SALES: N_("sales decide first"),
}
PROSPECTS: dict[Prospect, str] = {
    Prospect.SHARED: N_("Several share the first place as it stands: the next votes decide."),
    Prospect.SETTLED: N_("Whatever the public does, “%(leader)s” wins."),
    Prospect.TANGLED: N_("“%(leader)s” leads. The public can still change that, but not by votes for one single idea."),
    Prospect.MOVABLE: N_("“%(leader)s” leads. The public can still change that."),
}


def part(lang: str, one: Part, *, head: bool = False) -> str:
    """What a part is called."""
    return gettext(lang, (HEADS if head else PARTS)[one])


def points(lang: str, how: Points) -> str:
    """How figures become points."""
    return gettext(lang, POINTS[how])


def ways(lang: str) -> list[tuple[str, str, str]]:
    """The ways in which figures become points: key, name, and how."""
    return [(how.value, gettext(lang, NAMES[how]), gettext(lang, POINTS[how])) for how in Points]


def weight(lang: str, per_cent: int) -> str:
    """60 % or 60%."""
    return f"{per_cent}{'' if lang == 'en' else NBSP}%"


def parts(lang: str, blend: Blend) -> str:
    """60 % public vote, 25 % jury and 15 % sales."""
    named = [f"{weight(lang, term.weight)} {part(lang, term.part)}" for term in blend.terms]
    return format_list(named, locale=LOCALES[lang])


def decides(lang: str, blend: Blend) -> str:
    """Who is ahead of two with equal points."""
    said = translations(lang)
    return said.gettext("Where two have the same points, %(what)s.", what=said.gettext(DECIDES[blend.first]))


def hundredths(lang: str, value: int) -> str:
    """Points of a hundred with two decimals, from hundredths."""
    return format_decimal(value / WHOLE, format="0.00", locale=LOCALES[lang])


def total(lang: str, value: int) -> str:
    """What an entry has in all, of a hundred; from the weighed sum, which is exact."""
    shown = format_decimal(value / FULL, format="0.00", locale=LOCALES[lang])
    return translations(lang).gettext("%(num)s points", num=shown)


def outlook(lang: str, found: Outlook, names: Mapping[UUID, str]) -> str:
    """In one sentence, whether the public can still change the winner."""
    said = translations(lang)
    leader = names.get(found.leader, "") if found.leader else ""
    if found.prospect is not Prospect.OPEN or found.challenger is None:
        return said.gettext(PROSPECTS[found.prospect], leader=leader)
    return said.ngettext(
        "With %(num)s more ballot “%(name)s” would win instead of “%(leader)s”.",
        "With %(num)s more ballots “%(name)s” would win instead of “%(leader)s”.",
        found.ballots,
        num=number(lang, found.ballots),
        name=names.get(found.challenger, ""),
        leader=leader,
    )
