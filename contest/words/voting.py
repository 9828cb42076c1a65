"""What is said about a way of voting: what a voter has, until when, and what the figures count."""

from contest.rules.ballots import VoteRules
from contest.rules.papers import RANKED, Method, limit
from contest.words import blending, dates
from contest.words.catalogues import N_, translations

NAMES = {
    Method.ONE: N_("One choice"),
    Method.SEVERAL: N_("Several choices"),
    Method.RUNOFF: N_("A ranking, counted in rounds"),
    Method.SCHULZE: N_("A ranking, counted in duels"),
    Method.STARS: N_("Stars"),
}
# How the winner is found, for whoever looks at the figures.
COUNTED = {
    Method.ONE: N_("Each ballot is one vote; the idea with most votes is first."),
    Method.SEVERAL: N_("Each ballot is a vote for every idea on it; the idea with most votes is first."),
    Method.RUNOFF: N_(
        "Each ballot counts for the best of its ideas that is left. In every round the last idea leaves, "
        "and its ballots go on to their next idea, until two are left."
    ),
    Method.SCHULZE: N_(
        "Every two ideas meet in a duel: which one do more ballots put before the other? "
        "Who wins against all others is first; where that goes in circles, the weakest wins do not count."
    ),
    Method.STARS: N_("All stars are added up; an idea without stars on a ballot gets none from it."),
}


def name(lang: str, method: Method) -> str:
    """What a way of voting is called."""
    return translations(lang).gettext(NAMES[method])


def counted(lang: str, method: Method) -> str:
    """How the winner is found, in a sentence or two."""
    return translations(lang).gettext(COUNTED[method])


def question(lang: str, method: Method) -> str:
    """What a voter is asked."""
    said = translations(lang)
    if method is Method.SEVERAL:
        return said.gettext("Which ones get your vote?")
    if method in RANKED:
        return said.gettext("Which is your order?")
    return (
        said.gettext("How many stars for each?")
        if method is Method.STARS
        else said.gettext("Which one gets your vote?")
    )


def has(lang: str, rules: VoteRules) -> str:
    """What a voter has, in one sentence; in a second one what else counts, where something does."""
    if rules.blend is None:
        return _has(lang, rules)
    parts = blending.parts(lang, rules.blend)
    made_of = translations(lang).gettext("The result will be made of: %(parts)s.", parts=parts)
    return f"{_has(lang, rules)} {made_of}"


def _has(lang: str, rules: VoteRules) -> str:
    said = translations(lang)
    if rules.method in RANKED:
        return said.gettext("Put your favourite first, then the next. You need not place them all.")
    if rules.method is Method.STARS:
        return said.gettext("Give each idea up to five stars, or none.")
    most = limit(rules.method, rules.choices)
    return said.ngettext("You have one vote.", "You have up to %(num)s votes, one for each idea.", most, num=most)


def lasts(lang: str, rules: VoteRules, moment: str) -> str:
    """Whether one can change one's mind, and until when; `moment` as it is shown."""
    said = translations(lang)
    if rules.per_day and rules.changes:
        return said.gettext(
            "You can vote once a day until %(moment)s, and change your mind until midnight.", moment=moment
        )
    if rules.per_day:
        return said.gettext("You can vote once a day until %(moment)s; what is given stays.", moment=moment)
    if rules.changes:
        return said.gettext("You can change your mind until %(moment)s.", moment=moment)
    return said.gettext("The vote runs until %(moment)s; what is given stays.", moment=moment)


def amount(lang: str, method: Method, number: int, *, final: bool) -> str:
    """How much an idea has: votes, stars, first places so far, ballots in its last round, or duels won."""
    said, figure = translations(lang), dates.number(lang, number)
    if method is Method.STARS:
        return said.ngettext("%(num)s star", "%(num)s stars", number, num=figure)
    if method in RANKED and not final:
        return said.ngettext("%(num)s first place", "%(num)s first places", number, num=figure)
    if method is Method.RUNOFF:
        return said.ngettext(
            "%(num)s ballot in its last round", "%(num)s ballots in its last round", number, num=figure
        )
    if method is Method.SCHULZE:
        return said.ngettext("%(num)s duel won", "%(num)s duels won", number, num=figure)
    return said.ngettext("%(num)s vote", "%(num)s votes", number, num=figure)


def seal(lang: str, method: Method, number: int, *, by_votes: bool = True) -> tuple[str, str]:
    """The winner's seal, in two lines: votes or stars; of a ranking or a blend they would say nothing there."""
    said = translations(lang)
    if method in RANKED or not by_votes:
        return said.gettext("1st"), said.gettext("place")
    if method is Method.STARS:
        return dates.number(lang, number), said.ngettext("star", "stars", number)
    return dates.number(lang, number), said.ngettext("vote", "votes", number)
