"""The demo's words: enough of them, as people write, and each its own."""

import re
from collections import Counter

from contest.demo import making, words
from contest.demo.words import Idea
from contest.rules import forms, presets

PAGE = 24
TICKS = {"of_age": "on", "rules": "on"}


def every() -> list[Idea]:
    return words.ideas() + words.past()[0]


def runs(text: str, length: int = 5) -> set[tuple[str, ...]]:
    said = re.findall(r"\w+", text.lower())
    return {tuple(said[place : place + length]) for place in range(len(said) - length + 1)}


def test_there_are_at_least_a_hundred_and_fifty_ideas_fifty_in_each_language():
    counted = Counter(idea.lang for idea in words.ideas())
    assert sum(counted.values()) >= 150
    assert min(counted[lang] for lang in words.LANGUAGES) >= 50


def test_every_idea_has_a_name_of_its_own():
    names = Counter((idea.lang, idea.name.casefold()) for idea in words.ideas())
    assert [name for name, count in names.items() if count > 1] == []
    assert len({idea.id for idea in every()}) == len(every())


def test_no_five_words_in_a_row_stand_in_more_than_two_ideas():
    counted = Counter(run for idea in every() for run in runs(f"{idea.name} . {idea.inspiration}"))
    assert [run for run, count in counted.items() if count > 2] == []


def test_ideas_fit_the_form_they_are_said_to_have_come_through():
    for idea in words.ideas():
        objections, kept = forms.check(presets.form("crisps"), idea.answers | TICKS, picture=idea.photo is not None)
        assert objections == [], idea.id
        assert (kept["name"], kept["ingredients"]) == (idea.name.replace("\u00a0", " "), list(idea.ingredients))


def test_duplicates_and_ideas_to_refuse_are_named():
    known = {idea.id: idea for idea in words.ideas()}
    lists = words.lists()
    assert len(lists["duplicates"]) >= 10
    assert {one for pair in lists["duplicates"] for one in pair} <= known.keys()
    to_refuse = [one["id"] for one in lists["to_refuse"]]
    assert len(to_refuse) >= 10
    assert set(to_refuse) <= known.keys()
    assert all(known[one].fate != "published" for one in to_refuse)


def test_no_two_of_any_twenty_four_neighbours_look_alike():
    looks = [idea.look for idea in making._in_order(words.ideas()) if idea.fate == "published"]
    alike = [
        (first, second)
        for first in range(len(looks))
        for second in range(first + 1, min(first + PAGE, len(looks)))
        if looks[first] == looks[second]
    ]
    assert alike == []
