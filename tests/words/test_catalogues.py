"""Phrases by language, without Flask."""

import ast
import inspect
import re

import pytest
from babel.messages.pofile import read_po
from jinja2 import UndefinedError

from contest.rules.objections import Objection
from contest.settings import ROOT
from contest.words import catalogues, desk_phrases, phrases, reasons


def test_a_message_is_said_in_the_language_asked_for():
    said = [catalogues.gettext(lang, "Hello %(name)s,", name="Wout") for lang in catalogues.languages()]
    assert said == ["Bonjour Wout,", "Dag Wout,", "Hello Wout,"]


def test_a_message_without_values_keeps_its_per_cent_signs():
    assert catalogues.gettext("fr", "100 % new") == "100 % new"


def test_nothing_is_one_thing_in_french_and_many_in_dutch_and_english():
    def hours(lang: str, n: int) -> str:
        return catalogues.ngettext(lang, "%(num)s hour", "%(num)s hours", n, num=n)

    assert [hours("fr", n) for n in (0, 1, 2)] == ["0 heure", "1 heure", "2 heures"]
    assert [hours("nl", n) for n in (0, 1, 2)] == ["0 uur", "1 uur", "2 uur"]
    assert [hours("en", n) for n in (0, 1, 2)] == ["0 hours", "1 hour", "2 hours"]


def test_the_empty_message_is_not_the_catalogue_s_header():
    assert catalogues.gettext("fr", "") == ""


def test_a_language_that_is_not_spoken_here_is_refused():
    with pytest.raises(LookupError):
        catalogues.translations("../en")


def test_templates_are_strict_and_escape_where_they_are_html():
    page = "{{ _('Hello %(name)s,', name=name) }}"
    shown = [
        catalogues.environment("fr", escaped=escaped).from_string(page).render(name="<b>") for escaped in (True, False)
    ]
    assert shown == ["Bonjour &lt;b&gt;,", "Bonjour <b>,"]
    with pytest.raises(UndefinedError):
        catalogues.environment("fr", escaped=True).from_string(page).render()


def test_every_objection_s_sentence_is_marked_for_the_catalogues():
    trees = [ast.parse(inspect.getsource(module)) for module in (desk_phrases, phrases)]
    tables = [node.value for tree in trees for node in tree.body if isinstance(node, ast.AnnAssign)]
    marked = [
        key.value
        for table in tables
        if isinstance(table, ast.Dict)
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Call) and getattr(value.func, "id", "") == "N_"
    ]
    assert marked == list(phrases.OBJECTIONS)


def test_an_objection_is_said_with_its_facts():
    assert phrases.objection("en", Objection("form_expired")).startswith("This page had been open")
    with pytest.raises(KeyError):
        phrases.objection("en", Objection("nobody_wrote_this"))


def test_the_reasons_are_the_same_in_every_language():
    keys = {lang: [reason.key for reason in reasons.reasons(lang)] for lang in catalogues.languages()}
    assert keys["fr"] == keys["nl"] == keys["en"]
    rules = {lang: [reason.rule for reason in reasons.reasons(lang)] for lang in catalogues.languages()}
    assert rules["fr"] == rules["nl"] == rules["en"]
    assert all(reason.label and reason.mail for lang in keys for reason in reasons.reasons(lang))


def test_a_reason_that_is_no_longer_in_the_list_is_in_the_moderator_s_own_words():
    assert reasons.reason("nl", "gone").key == reasons.OTHER
    assert reasons.reason("nl", "danger").rule == "4.6"


def test_a_sentence_that_has_a_plural_is_never_asked_for_without_one():
    """A catalogue keeps it under both forms: asked for alone it would not be found, and be read in English."""
    file = ROOT / "contest" / "translations" / "fr" / "LC_MESSAGES" / "messages.po"
    with file.open("rb") as catalogue:
        plural = {message.id[0] for message in read_po(catalogue) if isinstance(message.id, tuple)}
    sources = [*(ROOT / "contest").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    asked = {
        said
        for source in sources
        for said in re.findall(r'(?<!n)(?:\b_|\bgettext|\bN_)\(\s*"((?:[^"\\]|\\.)*)"', source.read_text())
    }
    assert asked & plural == set()
