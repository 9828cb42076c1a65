"""Announcements: what must be there before one can be scheduled, and when it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from contest.rules import acceptances
from contest.rules.acceptances import RunnerUp, Standing
from contest.rules.objections import Objection
from contest.rules.phases import PhaseKind, PhasePlan

# field -> the most characters
FIELDS: dict[str, int] = {
    "headline": 120,
    "standfirst": 300,
    "story_quote": 400,
    "story_caption": 160,
    "story": 4000,
    "decided": 2000,
}
REQUIRED = frozenset({"headline", "story"})
# language -> field -> text
Texts = Mapping[str, Mapping[str, str]]


class Mark(StrEnum):
    """What an idea is shown to be since it was announced."""

    FINALIST = "finalist"
    WINNER = "winner"


@dataclass(frozen=True)
class AnnouncementFacts:
    """What is known when an announcement is to be scheduled; `texts` is language -> field -> text.

    `result_signed`: by a second person, where the vote asks for one. `winners`: where the acceptance of each stands;
    `amended`: it is public already, and only its words change. `finalists`: it is about those who go on, of whom
    nothing is asked; then `winner_picked` and `winners_published` are about them.
    """

    result_closed: bool
    winner_picked: bool
    winners_published: bool
    winners: Sequence[Standing]
    runner_up: RunnerUp
    amended: bool
    languages: Sequence[str]
    texts: Texts
    opens: datetime
    now: datetime
    result_signed: bool = True
    finalists: bool = False


def blockers(facts: AnnouncementFacts) -> tuple[Objection, ...]:
    """Everything that is missing, all at once."""
    found = _about_finalists(facts) if facts.finalists else _about_winners(facts)
    if facts.opens < facts.now:
        found.append(Objection("announcement_in_past", "opens"))
    return (*found, *about_texts(facts.languages, facts.texts))


def _about_finalists(facts: AnnouncementFacts) -> list[Objection]:
    if not facts.winner_picked:
        return [Objection("announcement_no_finalists")]
    return [] if facts.winners_published else [Objection("announcement_finalist_gone")]


def _about_winners(facts: AnnouncementFacts) -> list[Objection]:
    found = []
    if not facts.result_closed:
        found.append(Objection("announcement_result_open"))
    elif not facts.result_signed:
        found.append(Objection("announcement_not_signed"))
    if not facts.winner_picked:
        found.append(Objection("announcement_no_winner"))
    elif not facts.winners_published:
        found.append(Objection("announcement_winner_gone"))
    if facts.winner_picked and not facts.amended:
        found += acceptances.blockers(facts.winners, facts.runner_up)
    return found


def is_shown(opens: datetime, withdrawn_at: datetime | None, now: datetime, *, awaits: bool = False) -> bool:
    """Whether an announcement is shown at `now`: half-open, `opens <= now < withdrawn_at`.

    One that `awaits` its second person is not, whatever its hour.
    """
    return not awaits and opens <= now and (withdrawn_at is None or now < withdrawn_at)


def is_waiting(opens: datetime, withdrawn_at: datetime | None, now: datetime, *, awaits: bool = False) -> bool:
    """Whether an announcement stands whose hour is still to come at `now`, or which `awaits` its second person."""
    return withdrawn_at is None and (awaits or now < opens)


def release_objections(*, waits: bool, same_person: bool) -> tuple[Objection, ...]:
    """Every reason against releasing an announcement: none waits for it, or by whoever wrote it."""
    if not waits:
        return (Objection("release_none"),)
    return (Objection("release_same_person"),) if same_person else ()


def passages(schedule: Sequence[PhasePlan]) -> tuple[tuple[PhasePlan, PhasePlan], ...]:
    """Where finalists go on, in order of opening: a phase that is no vote itself, and the vote that follows it.

    Of two votes in a row each has winners of its own: they may be two questions, and nothing says that they are not.
    """
    ordered = sorted(schedule, key=lambda phase: (phase.opens, phase.position))
    return tuple(
        (before, after)
        for before, after in pairwise(ordered)
        if after.kind is PhaseKind.VOTE and before.kind not in (PhaseKind.VOTE, PhaseKind.ANNOUNCEMENT)
    )


def sending(schedule: Sequence[PhasePlan]) -> tuple[PhasePlan, ...]:
    """The phases that send finalists on, in order of opening."""
    return tuple(before for before, _ in passages(schedule))


def about_texts(languages: Sequence[str], texts: Texts, *, complete: bool = True) -> list[Objection]:
    """What is wrong with the texts; unless they have to be complete, only what is longer than its place."""
    found = []
    for lang in languages:
        for field, longest in FIELDS.items():
            text = texts.get(lang, {}).get(field, "").strip()
            place = f"{field}_{lang}"
            if complete and not text and field in REQUIRED:
                found.append(Objection("announcement_text_missing", place, {"lang": lang}))
            elif len(text) > longest:
                found.append(Objection("announcement_text_long", place, {"lang": lang, "longest": longest}))
    return found
