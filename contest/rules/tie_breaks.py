"""The tie-break: a question asked with the idea, whose answer nobody knows yet; nearest wins, then earliest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contest.rules.forms import MOST_DIGITS, FieldKind, whole
from contest.rules.objections import Objection

KEY = "tie_break"
LONGEST_QUESTION = 200


@dataclass(frozen=True)
class Guess:
    """What the author of an idea answered when it was first sent (None: nothing), and when it was received."""

    entry_id: UUID
    answer: int | None
    received: datetime


def in_order(truth: int, guesses: Sequence[Guess]) -> list[Guess]:
    """The nearest first; of equally near ones whichever was received first. Whoever gave no answer comes last."""
    return sorted(guesses, key=lambda guess: _distance(truth, guess))


def nearest(truth: int, guesses: Sequence[Guess]) -> UUID | None:
    """Whose idea is first by this; None where nobody answered, or two are as near and of the very same moment."""
    ordered = in_order(truth, guesses)
    if not ordered or ordered[0].answer is None:
        return None
    alike = [guess for guess in ordered if _distance(truth, guess) == _distance(truth, ordered[0])]
    return ordered[0].entry_id if len(alike) == 1 else None


def question(form: Mapping[str, Any]) -> dict[str, Any] | None:
    """The field of a form's definition that asks it; None where none does."""
    return next((dict(field) for field in form["fields"] if field["kind"] == FieldKind.TIE_BREAK), None)


def with_question(form: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """The form's definition asking it in these words, by language, before the ticks; without words no more."""
    others = [dict(field) for field in form["fields"] if field["kind"] != FieldKind.TIE_BREAK]
    if not any(texts.values()):
        return dict(form) | {"fields": others}
    asked = {"key": KEY, "kind": FieldKind.TIE_BREAK.value, "label": dict(texts)}
    ticks = (FieldKind.AGE, FieldKind.CONSENT)
    place = next((number for number, field in enumerate(others) if field["kind"] in ticks), len(others))
    return dict(form) | {"fields": [*others[:place], asked, *others[place:]]}


def asking_objections(texts: Mapping[str, str], *, sent: bool) -> tuple[Objection, ...]:
    """Every reason against asking it in these words: ideas were sent without it, a language is left out, too long."""
    found = [Objection("setting_frozen")] if sent else []
    if any(texts.values()):
        found += [Objection("answer_missing", f"question_{lang}") for lang, text in texts.items() if not text]
    return (
        *found,
        *(
            Objection("answer_too_long", f"question_{lang}", {"most": LONGEST_QUESTION})
            for lang, text in texts.items()
            if len(text) > LONGEST_QUESTION
        ),
    )


def answering_objections(typed: str, *, asked: bool, closed: bool) -> tuple[Objection, ...]:
    """Every reason against this as the right answer: the result is closed, nobody was asked, it is no whole number."""
    found = []
    if closed:
        found.append(Objection("tie_break_closed"))
    if not asked:
        found.append(Objection("tie_break_unasked"))
    if whole(typed) is None:
        found.append(Objection("answer_not_whole", "answer", {"most": MOST_DIGITS}))
    return tuple(found)


def _distance(truth: int, guess: Guess) -> tuple[bool, int, datetime]:
    near = 0 if guess.answer is None else abs(guess.answer - truth)
    return guess.answer is None, near, guess.received
