"""How a shared first place was decided, as the public and the desk read it."""

from dataclasses import dataclass
from uuid import UUID

from contest.queries import entries, tie_breaks
from contest.words import dates


@dataclass(frozen=True)
class Tie:
    """The question and its right answer; each idea with its language and its author's answer, the nearest first."""

    question: str
    answer: str
    guesses: tuple[tuple[str, str, str], ...]
    winner: str
    winner_id: UUID | None


def told(campaign_id: UUID, phase_id: UUID, lang: str) -> Tie | None:
    """The tie-break of a closed result; None where it had nothing to decide. What is no longer shown has no name."""
    found = tie_breaks.decided(campaign_id, phase_id)
    if found is None:
        return None
    known = entries.by_ids(campaign_id, [guess.entry_id for guess in found.guesses])
    return Tie(
        found.question.get(lang) or next(iter(found.question.values())),
        dates.number(lang, found.answer),
        tuple(
            (
                known[guess.entry_id].name,
                known[guess.entry_id].lang,
                "" if guess.answer is None else dates.number(lang, guess.answer),
            )
            for guess in found.guesses
            if guess.entry_id in known
        ),
        known[found.winner].name if found.winner in known else "",
        found.winner,
    )
