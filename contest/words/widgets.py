"""Widgets in words: what each is called at the desk, and what it says it is on somebody else's page."""

from contest.rules.widgets import Kind, Size, Theme
from contest.words.catalogues import N_, gettext, translations

KINDS = {
    Kind.CAMPAIGN: N_("Call to take part, with the time left"),
    Kind.GALLERY: N_("Some of the ideas"),
    Kind.ENTRY: N_("One idea"),
    Kind.LEADERBOARD: N_("The first places"),
    Kind.WINNER: N_("The winner"),
    Kind.VOTE: N_("Voting, in the page itself"),
    Kind.SUBMIT: N_("The form for an idea, in the page itself"),
}
THEMES = {
    Theme.AUTO: N_("As the visitor's device: light or dark"),
    Theme.LIGHT: N_("Always light"),
    Theme.DARK: N_("Always dark"),
}
SIZES = {Size.SMALL: N_("Small"), Size.MEDIUM: N_("Middle-sized"), Size.LARGE: N_("Large")}

# Where a campaign's own name does not say it.
TITLES = {
    Kind.GALLERY: N_("The ideas of “%(campaign)s”"),
    Kind.LEADERBOARD: N_("The first places of “%(campaign)s”"),
    Kind.WINNER: N_("The winner of “%(campaign)s”"),
    Kind.VOTE: N_("Vote in “%(campaign)s”"),
    Kind.SUBMIT: N_("Propose an idea in “%(campaign)s”"),
}


def kind(lang: str, one: Kind) -> str:
    """What a widget is called at the desk."""
    return gettext(lang, KINDS[one])


def title(lang: str, one: Kind, *, campaign: str, entry: str = "") -> str:
    """What a widget is, to who hears it or sees the link in its place; `entry` is the name of its idea."""
    if one is Kind.ENTRY:
        text = N_("“%(name)s”, an idea of “%(campaign)s”")
        return translations(lang).gettext(text, name=entry, campaign=campaign)
    return translations(lang).gettext(TITLES[one], campaign=campaign) if one in TITLES else campaign
