"""What stands beside an idea: what it is tagged with, its number, since when it is shown, its language."""

from dataclasses import dataclass

from contest.queries import entries
from contest.queries.entries import EntryDetail
from contest.rules import forms
from contest.web import lookups, wording
from contest.web.pages import Page
from contest.words import catalogues, dates

# The answer that is a list of tags, whatever a campaign calls them.
TAGS = "ingredients"


@dataclass(frozen=True)
class Fact:
    """One line about an entry; `lang` where its value is in the entry's own language."""

    label: str
    value: str
    lang: str = ""


def of_entry(page: Page, found: EntryDetail) -> list[Fact]:
    """The lines about a published entry; its tags under the name that its form gives them, if it has any."""
    lang, said = page.lang, catalogues.translations(page.lang)
    facts = [
        Fact(said.gettext("Number"), dates.number(lang, found.card.number)),
        Fact(wording.since(page), dates.day(lang, found.card.published_at, page.campaign.zone)),
        Fact(said.gettext("Written in"), catalogues.language_name(lang, found.card.lang)),
    ]
    if found.card.ingredients:
        label = forms.label_in(lookups.form(page.campaign), TAGS, lang) or said.gettext("Tags")
        facts.insert(0, Fact(label, ", ".join(found.card.ingredients), found.card.lang))
    others = entries.joined_authors(page.campaign.id, found.card.id)
    if others:
        facts.append(Fact(said.gettext("Thought of as well by"), "; ".join(others)))
    return facts
