"""The form of the crisps: every edge of every field, and what is made of what was typed."""

import json

import pytest

from contest.rules import forms, presets

GOOD = {
    "name": "Ail, ail, ail",
    "inspiration": "Trois sortes d’ail, parce qu’une seule…",
    "ingredients": ["ail"],
    "first_name": "Inès",
    "town": "Liège",
    "rules": "on",
}


def against(*, picture: bool = False, **answers) -> list[tuple[str, str]]:
    found, _ = forms.check(presets.form("crisps"), GOOD | answers, picture=picture)
    return [(objection.key, objection.field) for objection in found]


def cleaned(**answers) -> dict:
    return forms.check(presets.form("crisps"), GOOD | answers)[1]


def test_nothing_speaks_against_good_answers():
    assert against() == []


@pytest.mark.parametrize(
    ("field", "answer", "key"),
    [
        ("name", "", "answer_missing"),
        ("name", " \u200b ", "answer_missing"),
        ("name", "x", "answer_too_short"),
        ("name", "xy", None),
        ("name", "x" * 40, None),
        ("name", "x" * 41, "answer_too_long"),
        ("inspiration", "x" * 19, "answer_too_short"),
        ("inspiration", "x" * 20, None),
        ("inspiration", "x" * 600, None),
        ("inspiration", "x" * 601, "answer_too_long"),
        ("ingredients", "", "tags_missing"),
        ("ingredients", " , ;", "tags_missing"),
        ("ingredients", "a, b, c, d, e", None),
        ("ingredients", "a, b, c, d, e, E", None),
        ("ingredients", "a, b, c, d, e, f", "tags_too_many"),
        ("ingredients", ["x" * 30], None),
        ("ingredients", ["x" * 31], "tag_too_long"),
        ("first_name", "", "answer_missing"),
        ("first_name", "x" * 41, "answer_too_long"),
        ("town", "", None),
        ("town", "x" * 61, "answer_too_long"),
        ("rules", "", "consent_missing"),
        ("newsletter", "", None),
        ("of_age", "", None),
    ],
)
def test_every_bound_holds_on_both_sides(field, answer, key):
    assert against(**{field: answer}) == ([] if key is None else [(key, field)])


@pytest.mark.parametrize(
    ("alternative", "key"),
    [("", "alternative_missing"), ("x" * 9, "alternative_too_short"), ("x" * 10, None), ("x" * 301, "answer_too_long")],
)
def test_a_picture_is_told_to_those_who_cannot_see_it(alternative, key):
    assert against(picture=True, alternative=alternative) == ([] if key is None else [(key, "alternative")])
    assert against(alternative="x") == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ail,\t ail \n ail ", "Ail, ail ail"),
        ("Cafe\u0301", "Café"),
        ("a\u202eb\u2066c\u200bd\ufeffe", "abcde"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("a\ud800b", "ab"),
        ("👩\u200d🍳", "👩\u200d🍳"),
        ("e" + "\u0316" * 12, "e" + "\u0316" * 3),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_line_is_kept_as_it_is_seen(typed, kept):
    assert forms.clean_line(typed) == kept


def test_a_text_keeps_its_paragraphs():
    assert forms.clean_lines(" one \r\n two\r\n\r\n\r\n\r\nthree\u2029four ") == "one\ntwo\n\nthree\nfour"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ail, ail ; #persil\nsel", ["Ail", "persil", "sel"]),
        (["noix  de muscade", "", "Sel"], ["noix de muscade", "Sel"]),
        ([], []),
    ],
)
def test_tags_are_named_once(typed, kept):
    assert forms.clean_tags(typed) == kept


def test_what_the_form_does_not_ask_is_left_out():
    assert "state" not in cleaned(state="published", number="1")


def test_ticks_are_kept_apart_from_answers():
    answers = cleaned(newsletter="on", of_age="on")
    assert forms.consents(presets.form("crisps"), answers) == ["rules", "newsletter"]
    assert sorted(forms.kept(presets.form("crisps"), answers)) == [
        "alternative",
        "first_name",
        "ingredients",
        "inspiration",
        "name",
        "town",
    ]


def test_the_search_knows_what_the_public_sees():
    words = forms.public_texts(presets.form("crisps"), cleaned())
    assert words == ["Trois sortes d’ail, parce qu’une seule…", "ail", "Inès", "Liège"]


def test_every_label_is_there_in_every_language():
    assert json.loads(json.dumps(presets.form("crisps"))) == presets.form("crisps")
    for field in forms.fields(presets.form("crisps")):
        said = [field.label_in(lang, age=13) for lang in ("fr", "nl", "en")]
        assert all(said)
        assert len(set(said)) == 3
        assert "%(" not in "".join([*said, *(field.help_in(lang, age=13) for lang in ("fr", "nl", "en"))])


def test_what_a_form_does_not_say_or_ask_has_no_name():
    assert (forms.title_in({"fields": []}, "fr"), forms.label_in({"fields": []}, "name", "fr")) == ("", "")
    assert forms.label_in(presets.form("photo"), "ingredients", "nl") == "Trefwoorden"
    assert forms.label_in(presets.form("naming"), "ingredients", "nl") == ""
    assert forms.title_in(presets.form("naming"), "en") == "What name do you suggest?"
