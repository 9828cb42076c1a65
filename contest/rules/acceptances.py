"""What a winner agrees to in private before anything is announced, where that stands, and who stands ready."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contest.rules import forms, results
from contest.rules.objections import Objection

# The age of majority in every country of the prize: below it a parent or guardian agrees to it too.
PRIZE_AGE = 18
# field -> the most characters
LONGEST: dict[str, int] = {
    "full_name": 120,
    "shown_name": 80,
    "guardian": 120,
    "guardian_reach": 160,
    "phone": 40,
    "words": 1000,
}
TICKS = ("of_age", "rights", "silence")


class Answer(StrEnum):
    """What a winner who was asked has said so far."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Standing(StrEnum):
    """Where an acceptance stands. LAPSED: the time to answer is over. GONE: there is nobody to ask."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    GONE = "gone"


class RunnerUp(StrEnum):
    """Who comes next. TIED: several share the place, and nobody has said which. NONE: there is no other idea."""

    READY = "ready"
    TIED = "tied"
    NONE = "none"


@dataclass(frozen=True)
class Agreed:
    """What a winner typed, cleaned; below the age of the prize with a guardian and how to reach them."""

    full_name: str
    shown_name: str
    of_age: bool
    guardian: str
    guardian_reach: str
    phone: str
    words: str


# What is to be done about each standing that keeps a winner from being announced.
BLOCKING: dict[Standing, str] = {
    Standing.NOT_ASKED: "winner_not_asked",
    Standing.ASKED: "winner_waiting",
    Standing.DECLINED: "winner_declined",
    Standing.LAPSED: "winner_lapsed",
    Standing.GONE: "winner_erased",
}
# From whom the prize may pass to the runner-up.
PASSING = frozenset({Standing.DECLINED, Standing.LAPSED, Standing.GONE})


def standing(answer: Answer | None, *, answer_by: datetime | None, known: bool, now: datetime) -> Standing:
    """Where it stands at `now`; `known` is whether the author can still be written to.

    An answer counts before `answer_by`, not from it on.
    """
    if not known:
        return Standing.GONE
    if answer is None or answer_by is None:
        return Standing.NOT_ASKED
    if answer is Answer.ASKED:
        return Standing.ASKED if now < answer_by else Standing.LAPSED
    return Standing(answer.value)


def blockers(winners: Iterable[Standing], runner_up: RunnerUp) -> tuple[Objection, ...]:
    """What still speaks against announcing these winners, each with what to do about it."""
    found = [Objection(BLOCKING[one]) for one in dict.fromkeys(winners) if one in BLOCKING]
    if runner_up is RunnerUp.TIED:
        found.append(Objection("runner_up_tied"))
    return tuple(found)


def next_up(standings: Sequence[results.Standing], out: Collection[UUID]) -> tuple[RunnerUp, UUID | None]:
    """The first of the frozen ranking that is not `out`: winners, those passed over, those not shown any more."""
    left = [one for one in standings if one.entry_id not in out]
    if not left:
        return RunnerUp.NONE, None
    if len(left) > 1 and left[1].votes == left[0].votes:
        return RunnerUp.TIED, None
    return RunnerUp.READY, left[0].entry_id


def passing_objections(
    now_at: Standing, *, published: bool, runner_up: RunnerUp, scheduled: bool, shown: bool, reason: str
) -> tuple[Objection, ...]:
    """Every reason against passing the prize to the runner-up.

    `published`: the winning idea is on the shelf; `scheduled`, `shown`: its announcement waits for its hour, is public.
    """
    found = []
    if shown:
        found.append(Objection("pick_announced"))
    elif scheduled:
        found.append(Objection("pick_scheduled"))
    if published and now_at not in PASSING:
        found.append(Objection("pass_not_possible"))
    if runner_up is RunnerUp.NONE:
        found.append(Objection("runner_up_none"))
    elif runner_up is RunnerUp.TIED:
        found.append(Objection("runner_up_tied"))
    if not reason.strip():
        found.append(Objection("words_missing", "reason"))
    return tuple(found)


def check(typed: Mapping[str, str]) -> tuple[list[Objection], Agreed]:
    """Everything that is missing in what a winner typed, field by field, and the answers cleaned."""
    lines = {field: forms.clean_line(typed.get(field, "")) for field in LONGEST if field != "words"}
    words = forms.clean_lines(typed.get("words", ""))
    ticked = {tick: bool(typed.get(tick)) for tick in TICKS}
    agreed = Agreed(of_age=ticked["of_age"], words=words, **lines)
    found = [Objection("field_missing", field) for field in ("full_name", "shown_name") if not lines[field]]
    if not agreed.of_age and not agreed.guardian:
        found.append(Objection("guardian_name_missing", "guardian"))
    if not agreed.of_age and agreed.guardian and not agreed.guardian_reach:
        found.append(Objection("field_missing", "guardian_reach"))
    found += [
        Objection("field_too_long", field, {"longest": longest})
        for field, longest in LONGEST.items()
        if len(getattr(agreed, field)) > longest
    ]
    found += [Objection(f"{tick}_missing", tick) for tick in ("rights", "silence") if not ticked[tick]]
    return found, agreed
