"""Figures that may be cited: each with what it is, and as of when. What is hidden is not among them."""

from collections.abc import Iterator
from dataclasses import dataclass

from contest.queries.campaigns import CampaignView
from contest.queries.press import Facts, Votes
from contest.rules.phases import PhaseKind
from contest.words import dates
from contest.words.catalogues import translations


@dataclass(frozen=True)
class Figure:
    """A figure to cite."""

    name: str
    value: str
    means: str
    as_of: str


def figures(view: CampaignView, facts: Facts) -> list[Figure]:
    """Every figure that is public, in the language the campaign was read in."""
    said = translations(view.lang)
    ideas = Figure(
        said.gettext("Ideas online"),
        dates.number(view.lang, facts.ideas),
        said.gettext("Read by a person, published, and online at this moment. Withdrawn and joined ones do not count."),
        dates.exact(view.lang, facts.now, view.zone),
    )
    return [ideas, *(figure for votes in facts.votes for figure in _of_vote(view, facts, votes))]


def _of_vote(view: CampaignView, facts: Facts, votes: Votes) -> Iterator[Figure]:
    said = translations(view.lang)
    several = f" ({view.phase_name(votes.phase.position)})" if len(view.of_kind(PhaseKind.VOTE)) > 1 else ""
    as_of = dates.exact(view.lang, votes.closed_at or facts.now, view.zone)

    def figure(head: str, number: int, means: str) -> Figure:
        return Figure(head, dates.number(view.lang, number), means, as_of)

    final = said.gettext(
        "Confirmed in time by their voters, without those excluded. The result is closed: it no longer changes."
    )
    running = said.gettext("Confirmed by their voters so far. The vote runs or is being checked: not the final figure.")
    yield figure(
        said.gettext("Votes counted") + several,
        votes.counted,
        final if votes.closed_at is not None else running,
    )
    if votes.excluded is not None and votes.held is not None:
        yield figure(
            said.gettext("Votes excluded as unusual") + several,
            votes.excluded + votes.held,
            said.gettext("Set aside, looked at by a person, and not in the figure above. The reasons are published."),
        )
