"""Presets: each complete in each language, within every limit, with places only for what a manager answers."""

import re
from importlib.resources import files
from itertools import pairwise

import pytest

from contest.rules import forms, presets, texts
from contest.rules.ballots import vote_rules
from contest.rules.forms import FieldKind
from contest.rules.phases import PhaseKind
from contest.rules.pictures import SHORTEST_ALTERNATIVE
from contest.words import reasons

# The longest a manager may answer; an address has 254 characters at most (RFC 5321).
LONGEST = {
    "brand": "B" * 40,
    "name": "N" * 40,
    "prize": "P" * 40,
    "contact": "c" * 242 + "@example.org",
    "age": "16",
    "entries": "10",
}
# What only the brand can say: its own answers, and who it is before the law.
LEFT_TO_THE_BRAND = {"name", "title_first", "title_second", "prize_first", "imprint"}
PLACE = re.compile(r"\$(\w*)")
# A French sign that stands off its word never begins a line: its space does not break.
LOOSE = re.compile(r" [;:?!»]|« ")
STRAIGHT = re.compile("['\"]")

every = pytest.mark.parametrize("key", presets.KEYS)
spoken = pytest.mark.parametrize("lang", presets.LANGUAGES)


def positions(key: str) -> list[int]:
    return list(range(1, len(presets.preset(key).stages) + 1))


def said(key: str, lang: str) -> list[str]:
    """Every text of a preset in a language: campaign, form, documents."""
    found = presets.preset(key)
    of_form = [*(field.label_in(lang) for field in forms.fields(found.form)), forms.title_in(found.form, lang)]
    helps = [field.help_in(lang) for field in forms.fields(found.form)]
    return [*found.texts[lang].values(), *found.documents[lang].values(), *of_form, *helps]


@every
@spoken
def test_every_text_is_there_but_what_only_the_brand_can_say(key: str, lang: str):
    written = presets.preset(key).texts[lang]
    asked = {field.name: field for field in texts.fields(positions(key))}
    notes = {f"phase_{position}_note" for position in positions(key)}
    required = {name for name, field in asked.items() if field.required}
    assert written.keys() == (required - LEFT_TO_THE_BRAND) | notes


@every
@spoken
def test_every_text_fits_with_the_longest_answers_in_its_places(key: str, lang: str):
    filled = {name: presets.filled(text, LONGEST) for name, text in presets.preset(key).texts[lang].items()}
    assert texts.check(filled, positions(key), complete=True) == []


@every
@spoken
def test_places_are_for_answers_only_and_none_is_left_once_filled(key: str, lang: str):
    everything = said(key, lang)
    assert {place for text in everything for place in PLACE.findall(text)} == LONGEST.keys()
    assert [text for text in everything if "$" in presets.filled(text, LONGEST)] == []
    assert all(text.strip() == text for text in presets.preset(key).texts[lang].values())


@every
@spoken
def test_signs_are_those_of_print(key: str, lang: str):
    everything = said(key, lang)
    assert [text for text in everything if STRAIGHT.search(text)] == []
    if lang == "fr":
        assert [LOOSE.findall(text) for text in everything if LOOSE.search(text)] == []


@every
def test_no_two_languages_say_the_same(key: str):
    found = presets.preset(key)
    for first, second in (("fr", "nl"), ("fr", "en"), ("nl", "en")):
        same = [name for name, text in found.texts[first].items() if text == found.texts[second][name]]
        # Nothing but what is spelled alike is the same.
        assert same == []
        assert found.documents[first] != found.documents[second]


@every
def test_a_form_is_named_and_each_of_its_questions_is_in_every_language(key: str):
    form = presets.preset(key).form
    assert form["preset"] == key
    assert form["title"].keys() == set(presets.LANGUAGES)
    fields = forms.fields(form)
    assert len({field.key for field in fields}) == len(fields)
    for field in fields:
        assert all(field.label.get(lang) for lang in presets.LANGUAGES), field.key
        assert field.kind is FieldKind.CONSENT or all(field.help.get(lang) for lang in presets.LANGUAGES), field.key
    asked = {field.key: field for field in fields}
    assert [asked[name].required for name in ("name", "inspiration", "first_name", "rules")] == [True] * 4
    assert (asked["newsletter"].kind, asked["newsletter"].required) == (FieldKind.CONSENT, False)
    assert asked["of_age"].label_in("fr", age=16).startswith("J’ai 16 ans")


def test_a_photo_is_a_photo_and_a_name_is_words_alone():
    asked = {key: {field.key: field for field in forms.fields(presets.form(key))} for key in presets.KEYS}
    assert (asked["photo"]["picture"].required, asked["photo"]["picture"].most) == (True, 4)
    assert not asked["photo"]["ingredients"].required
    assert not {"picture", "ingredients"} & asked["naming"].keys()


ANSWERS = {
    "name": "Un nom",
    "inspiration": "Parce qu’il chante quand on le dit.",
    "first_name": "Noémie",
    "of_age": "1",
    "rules": "1",
    "alternative": "x" * SHORTEST_ALTERNATIVE,
    "ingredients": "Mer, vent",
}


@pytest.mark.parametrize(
    ("key", "picture", "kept"),
    [
        ("crisps", False, {"name", "inspiration", "ingredients", "alternative", "first_name", "town"}),
        ("photo", True, {"name", "inspiration", "ingredients", "alternative", "first_name", "town"}),
        ("naming", False, {"name", "inspiration", "first_name", "town"}),
    ],
)
def test_each_form_takes_what_it_asks_and_nothing_else(key: str, picture: bool, kept: set[str]):
    form = presets.form(key)
    found, answers = forms.check(form, ANSWERS, picture=picture)
    assert found == []
    assert forms.kept(form, answers).keys() == kept


@every
def test_stages_follow_one_another_and_each_has_a_page(key: str):
    stages = presets.preset(key).stages
    assert [stage.kind for stage in stages] == [PhaseKind.SUBMISSION, PhaseKind.VOTE, PhaseKind.ANNOUNCEMENT]
    assert stages[0].after.days == 0
    assert all(stage.lasts.days > 0 for stage in stages)
    assert all(first.after + first.lasts < second.after for first, second in pairwise(stages))
    # A live figure may be hidden before the close, never longer than the vote is.
    vote = stages[1]
    assert vote_rules(vote.settings).hidden < vote.lasts


@every
def test_the_promise_says_within_how_many_hours(key: str):
    found = presets.preset(key)
    for lang in presets.LANGUAGES:
        assert re.findall(r"\d+", found.texts[lang]["promise"]) == [str(found.promised_hours)]


@every
@spoken
def test_the_rules_have_the_numbers_that_a_refusal_names(key: str, lang: str):
    headings = set(re.findall(r"^### (\d+\.\d+) ", presets.preset(key).documents[lang]["rules"], re.MULTILINE))
    assert {reason.rule for reason in reasons.reasons(lang) if reason.rule} <= headings


@every
@spoken
def test_an_article_that_is_named_is_there(key: str, lang: str):
    rules = presets.preset(key).documents[lang]["rules"]
    numbers = re.findall(r"^#{2,3} (\d+(?:\.\d+)?) ", rules, re.MULTILINE)
    named = re.findall(r"articles? (\d+(?:\.\d+)?)", rules) + re.findall(r"artikel (\d+(?:\.\d+)?)", rules)
    assert len(set(numbers)) == len(numbers)
    assert named
    assert set(named) <= set(numbers)


@every
def test_a_document_has_the_same_articles_in_every_language(key: str):
    for kind in presets.DOCUMENTS:
        articles = [
            re.findall(r"^#{2,3} (\d+(?:\.\d+)?) ", presets.preset(key).documents[lang][kind], re.MULTILINE)
            for lang in presets.LANGUAGES
        ]
        assert articles[0] == articles[1] == articles[2]
        assert articles[0] == sorted(articles[0], key=lambda number: [int(part) for part in number.split(".")])


def test_there_is_a_folder_for_each_key_and_no_other():
    folders = files("contest.rules.presets").iterdir()
    found = {folder.name for folder in folders if folder.is_dir() and not folder.name.startswith("_")}
    assert found == set(presets.KEYS)
    with pytest.raises(KeyError):
        presets.preset("soup")
    with pytest.raises(KeyError):
        presets.form("soup")


def test_a_place_nobody_named_stays_as_it_is():
    assert presets.filled("$brand cherche $prize.", {"brand": "Crunch"}) == "Crunch cherche $prize."
