"""Readiness: what a campaign lacks before it can be shown, and what is worth a look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from contest.rules.phases import PhaseKind, PhasePlan, gaps, overlaps


class Room(StrEnum):
    """Where at the desk something is mended."""

    TEXTS = "texts"
    DOCUMENTS = "documents"
    DATES = "dates"
    QUEUE = "queue"


# Without one of these a contest has no beginning, no choice or no end.
WANTED = (PhaseKind.SUBMISSION, PhaseKind.VOTE, PhaseKind.ANNOUNCEMENT)


@dataclass(frozen=True)
class Lack:
    """One thing: its key, where it is mended, the text, document or phases it is about.

    `blocks`: while it lacks nothing is shown to the public.
    """

    key: str
    room: Room
    lang: str = ""
    name: str = ""
    numbers: tuple[int, ...] = ()
    blocks: bool = False


@dataclass(frozen=True)
class ReadinessFacts:
    """What is known of a campaign; `labels` is field of the form -> languages in which it has a label."""

    languages: Sequence[str]
    texts_missing: Sequence[tuple[str, str]]
    documents_missing: Sequence[str]
    labels: Mapping[str, Sequence[str]]
    schedule: Sequence[PhasePlan]
    zone: tzinfo
    waiting: int
    now: datetime
    # Votes on a paper that is filled in, by position, where more ideas stand than fit on one.
    crowded: Sequence[int] = ()


def lacks(facts: ReadinessFacts) -> tuple[Lack, ...]:
    """Everything at once, what blocks first."""
    found = [
        *(Lack("text_missing", Room.TEXTS, lang, field, blocks=True) for lang, field in facts.texts_missing),
        *(Lack("document_missing", Room.DOCUMENTS, name=kind, blocks=True) for kind in facts.documents_missing),
        *(
            Lack("label_missing", Room.TEXTS, lang, field, blocks=True)
            for field, spoken in facts.labels.items()
            for lang in facts.languages
            if lang not in spoken
        ),
        *_about_schedule(facts),
    ]
    if facts.waiting and any(phase.kind is PhaseKind.VOTE and phase.opens > facts.now for phase in facts.schedule):
        found.append(Lack("entries_undecided", Room.QUEUE, numbers=(facts.waiting,)))
    found += [Lack("paper_crowded", Room.DATES, numbers=(position,)) for position in facts.crowded]
    return tuple(sorted(found, key=lambda lack: not lack.blocks))


def _about_schedule(facts: ReadinessFacts) -> list[Lack]:
    """Phases by position: what is not there, what overlaps, where nothing is open, where the clocks change."""
    schedule = facts.schedule
    if not schedule:
        return [Lack("phases_missing", Room.DATES, blocks=True)]
    acting = [phase for phase in schedule if phase.kind is not PhaseKind.ANNOUNCEMENT]
    kinds = {phase.kind for phase in schedule}
    found = [Lack(f"{kind.value}_missing", Room.DATES) for kind in WANTED if kind not in kinds]
    if all(phase.closes <= facts.now for phase in schedule):
        found.append(Lack("all_over", Room.DATES, blocks=True))
    found += [Lack("phases_overlap", Room.DATES, numbers=(one.first, one.second)) for one in overlaps(acting)]
    found += [Lack("gap_between", Room.DATES, numbers=(one.after, one.before)) for one in gaps(schedule)]
    turned = [phase for phase in acting if _offset(phase.opens, facts) != _offset(phase.closes, facts)]
    return found + [Lack("clocks_change", Room.DATES, numbers=(phase.position,)) for phase in turned]


def _offset(moment: datetime, facts: ReadinessFacts) -> object:
    return moment.astimezone(facts.zone).utcoffset()
