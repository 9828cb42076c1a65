"""What is said differently where entries stand as packets on a shelf, and where they hang as posters."""

from contest.rules.drawings import Sheet
from contest.web.pages import Page
from contest.words import catalogues, dates


def _shelf(page: Page) -> bool:
    return page.sheet is Sheet.PACKET


def counted(page: Page, count: int) -> str:
    """How many ideas there are to see."""
    said, shown = catalogues.translations(page.lang), dates.number(page.lang, count)
    if _shelf(page):
        return said.ngettext("%(num)s idea on the shelf", "%(num)s ideas on the shelf", count, num=shown)
    return said.ngettext("%(num)s idea", "%(num)s ideas", count, num=shown)


def since(page: Page) -> str:
    """What stands before the day an idea was published."""
    said = catalogues.translations(page.lang)
    return said.gettext("On the shelf since") if _shelf(page) else said.gettext("To be seen since")


def since_day(page: Page, day: str) -> str:
    """The label under an idea: since when it is there."""
    said = catalogues.translations(page.lang)
    if _shelf(page):
        return said.gettext("On the shelf since %(day)s", day=day)
    return said.gettext("To be seen since %(day)s", day=day)


def empty(page: Page) -> str:
    """What a gallery without ideas is headed with."""
    said = catalogues.translations(page.lang)
    return said.gettext("The shelf is still empty") if _shelf(page) else said.gettext("No idea to see yet")
