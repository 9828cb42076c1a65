"""A ballot paper that is filled in: what was sent of it, what it says, and how it stands on a page."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from contest.queries import candidates, joinings
from contest.queries.campaigns import CampaignView, PhaseView
from contest.queries.entries import EntryCard
from contest.rules import gallery, papers
from contest.rules.objections import Objection, Refused
from contest.rules.papers import MOST_STARS, RANKED, Method, Move, Paper
from contest.web import cards
from contest.web.pages import Page
from contest.words import voting


@dataclass(frozen=True)
class Filled:
    """What stands on the page: in which order the ideas do, and the stars of each that is marked, by number.

    Where no stars are given a mark is 1; a ranking's are in its order.
    """

    seed: str
    marks: Mapping[int, int]


def new(marks: Mapping[int, int], number: int, method: Method) -> Filled:
    """A paper with these marks, and with the idea marked whose page one comes from (0: none)."""
    given = {number: MOST_STARS if method is Method.STARS else 1} if number else {}
    return Filled(secrets.token_hex(4), {**marks, **given})


def sent() -> Filled:
    """What was sent: numbers in their order, or stars by number; an idea moved where that was pressed."""
    marks = dict.fromkeys(request.form.getlist("mark", type=int)[: papers.MOST_STANDING * 2], 1)
    for name, value in list(request.form.items())[: papers.MOST_STANDING * 4]:
        number = name.removeprefix("stars-")
        if name != number and number.isdecimal() and value.isdecimal() and len(number + value) < 12:
            marks[int(number)] = int(value)
    what, _, number = request.form.get("move", "").partition(":")
    if what in list(Move) and number.isdecimal() and len(number) < 12:
        marks = dict.fromkeys(papers.moved(list(marks), Move(what), int(number)), 1)
    return Filled(request.form.get("seed", "")[:16] or secrets.token_hex(4), marks)


def paper(view: CampaignView, phase: PhaseView, filled: Filled) -> Paper:
    """What is cast. Errors: Refused with what speaks against it."""
    rules = phase.rules
    known = {entry.number: entry.id for entry in candidates.standing(view.id, phase.id)}
    if filled.marks.keys() - known.keys():
        known |= joinings.numbers(view.id, phase.id)
    if not filled.marks.keys() <= known.keys():
        raise Refused([Objection("entry_not_votable", "paper")])
    return papers.filled(rules.method, rules.choices, [(known[one], stars) for one, stars in filled.marks.items()])


def shown(page: Page, phase: PhaseView, filled: Filled) -> dict[str, Any]:
    """The paper for a page: what is asked, and the ideas as they stand on it."""
    rules = phase.rules
    standing = gallery.shuffled(filled.seed, candidates.standing(page.campaign.id, phase.id))
    return {
        "method": rules.method.value,
        "question": voting.question(page.lang, rules.method),
        "most": papers.limit(rules.method, rules.choices),
        "stars": range(MOST_STARS + 1),
        "seed": filled.seed,
        **_rows(page, rules.method in RANKED, standing, filled.marks),
    }


def _rows(page: Page, ranked: bool, standing: Sequence[EntryCard], marks: Mapping[int, int]) -> dict[str, object]:
    """The ideas as they stand on the page: those in the ranking in its order, the others in the visit's."""
    drawn = {entry.number: cards.card(page, entry) for entry in standing}
    order = [number for number in marks if number in drawn] if ranked else []
    return {
        "ranking": [drawn[number] for number in order],
        "cards": [card for number, card in drawn.items() if number not in order],
        "marks": marks,
    }
