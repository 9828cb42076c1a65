"""Widgets in words: what each is called at the desk, and what it says it is on somebody else's page."""

from contest.rules.widgets import Kind, Size, Theme
from contest.words.catalogues import N_, gettext, translations

KINDS = {
    Kind.CAMPAIGN: N_("Call to take part, with the time left"),
    Kind.GALLERY: N_("Some of the ideas"),
    Kind.ENTRY: N_("One idea"),
    Kind.LEADERBOARD: N_("The first places"),
    Kind.WINNER: N_("The winner"),
}
THEMES = {
    Theme.AUTO: N_("As the visitor's device: light or dark"),
    Theme.LIGHT: N_("Always light"),
    Theme.DARK: N_("Always dark"),
}
SIZES = {Size.SMALL: N_("Small"), Size.MEDIUM: N_("Medium"), Size.LARGE: N_("Large")}


def kind(lang: str, one: Kind) -> str:
    """What a widget is called at the desk."""
    return gettext(lang, KINDS[one])


def title(lang: str, one: Kind, *, campaign: str, entry: str = "") -> str:
    """What a widget is, to who hears it or sees the link in its place; `entry` is the name of its idea."""
    said = translations(lang)
    if one is Kind.GALLERY:
        return said.gettext("The ideas of “%(campaign)s”", campaign=campaign)
    if one is Kind.ENTRY:
        return said.gettext("“%(name)s”, an idea of “%(campaign)s”", name=entry, campaign=campaign)
    if one is Kind.LEADERBOARD:
        return said.gettext("The first places of “%(campaign)s”", campaign=campaign)
    if one is Kind.WINNER:
        return said.gettext("The winner of “%(campaign)s”", campaign=campaign)
    return campaign
