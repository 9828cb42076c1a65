"""What one can do in a campaign now, and until when: for every page that leads on to it."""

from dataclasses import dataclass
from datetime import datetime

from contest.rules.phases import PhaseKind
from contest.web.pages import Page
from contest.words import catalogues, dates
from contest.words.catalogues import N_


@dataclass(frozen=True)
class Action:
    """The main thing one can do now."""

    label: str
    address: str


def actions_of(page: Page, now: datetime, *, winner: bool) -> list[Action]:
    """What one can do now, the main thing first."""
    view, lang, found = page.campaign, page.lang, []
    if view.open_phase(PhaseKind.SUBMISSION, now):
        found.append(Action(catalogues.translations(lang).gettext("Send my idea"), page.to("submit")))
    if vote := view.open_phase(PhaseKind.VOTE, now):
        # The ballot itself: on the way through a redirect it would be lost by which link somebody came.
        found.append(Action(catalogues.translations(lang).gettext("Vote"), page.to("ballot", position=vote.position)))
    if winner:
        found.insert(0, Action(catalogues.translations(lang).gettext("Meet the winner"), page.to("winner")))
    first = view.phases[0] if view.phases else None
    if not found and first is not None and now < first.opens and first.kind is PhaseKind.SUBMISSION:
        there = page.to("remind", position=first.position)
        found.append(Action(catalogues.translations(lang).gettext("Tell me when it opens"), there))
    if not found:
        found.append(Action(catalogues.translations(lang).gettext("See the ideas"), page.to("entries")))
    return found[:2]


def until_of(page: Page, now: datetime) -> str:
    """Until when: one sentence about what is open, or about what comes next."""
    view, lang = page.campaign, page.lang
    said = []
    for kind, sentence in (
        (PhaseKind.SUBMISSION, N_("Ideas until %(moment)s.")),
        (PhaseKind.VOTE, N_("Votes until %(moment)s.")),
    ):
        phase = view.open_phase(kind, now)
        if phase is not None:
            moment = dates.day_and_time(lang, phase.last_second, view.zone)
            said.append(catalogues.gettext(lang, sentence, moment=moment))
    return " ".join(said) or f"{page.progress.sentence} {page.progress.left}".strip()
