"""Ideas that were joined while a vote ran, as its public reads of them: on the results, on every receipt."""

from dataclasses import dataclass
from uuid import UUID

from contest.queries import joinings
from contest.web.pages import Page
from contest.words import dates


@dataclass(frozen=True)
class Joined:
    """One join: both ideas by number and name (an empty one is online no more), when, why and in which language."""

    gone: tuple[str, str, str]
    kept: tuple[str, str, str]
    when: str
    reason: str
    lang: str


def told(page: Page, phase_id: UUID) -> list[Joined]:
    """Every join of a vote, the first one first."""
    return [
        Joined(
            (dates.number(page.lang, one.gone), one.gone_name, one.gone_lang),
            (dates.number(page.lang, one.kept), one.kept_name, one.kept_lang),
            dates.exact(page.lang, one.at, page.campaign.zone),
            one.reason,
            one.lang,
        )
        for one in joinings.told(page.campaign.id, phase_id)
    ]
