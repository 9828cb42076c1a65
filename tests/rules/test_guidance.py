"""A team's own reasons and rules: what is wrong with them, what is offered, what is named for good."""

import pytest

from contest.rules.guidance import USUAL, Guidance, OwnReason, guidance, objections
from contest.words import reasons, statements

TASTE = OwnReason(
    "own-1", "7.2", {"fr": ("Hors sujet", "Ceci n’est pas une chips."), "nl": ("Iets anders", "Geen chips.")}
)
WHOLE = Guidance({"nl": "Droog en warm."}, {"danger": "9", "advertising": ""}, frozenset({"not_an_idea"}), (TASTE,))


def test_what_is_kept_is_what_was_set_and_nothing_is_the_usual():
    assert guidance(WHOLE.as_stored()) == WHOLE
    assert guidance({}) is USUAL
    assert [one.key for one in reasons.reasons("en")] == list(USUAL.keys)


def test_the_reason_its_rule_and_its_words_are_the_campaigns():
    offered = [one.key for one in reasons.reasons("nl", WHOLE)]
    assert ("own-1" in offered, "not_an_idea" in offered, offered[-1]) == (True, False, "other")
    assert (reasons.reason("nl", "danger", WHOLE).rule, reasons.reason("nl", "danger").rule) == ("9", "4.6")
    assert reasons.reason("fr", "own-1", WHOLE).mail == "Ceci n’est pas une chips."
    assert reasons.label("en", "own-1", WHOLE) == "Hors sujet", "a colleague's language that the contest does not speak"
    assert reasons.label("nl", "not_an_idea", WHOLE) == reasons.label("nl", "not_an_idea"), "named for good"
    said = [
        statements.statement("en", reason=key, basis=statements.Basis(), noticed=False, removed=False, by=WHOLE)[-2]
        for key in ("own-1", "danger", "advertising")
    ]
    assert [("rule 7.2" in said[0]), ("rule 9 " in said[1]), ("rule " in said[2])] == [True, True, False]
    assert (WHOLE.text("fr", "fr"), WHOLE.text("nl", "fr"), USUAL.text("nl", "fr")) == ("Droog en warm.",) * 2 + ("",)


@pytest.mark.parametrize(
    ("wanted", "against"),
    [
        (WHOLE, []),
        (Guidance(guide={"fr": "x" * 4000}), []),
        (Guidance(guide={"fr": "x" * 4001}), ["guide_fr"]),
        (Guidance(rules={"danger": "1" * 21}), ["rule_danger"]),
        (Guidance(own=(OwnReason("", "1" * 21, TASTE.texts),)), ["rule_"]),
        (
            Guidance(own=(OwnReason("own-2", "", {"fr": ("Hors sujet", "")}),)),
            ["mail_own-2_fr", "label_own-2_nl", "mail_own-2_nl"],
        ),
        (Guidance(own=(OwnReason("", "", {**TASTE.texts, "nl": ("x" * 81, "y" * 601)}),)), ["label__nl", "mail__nl"]),
        (Guidance(own=(TASTE,) * 13), [""]),
    ],
)
def test_every_reason_against_it_is_told_by_its_field(wanted: Guidance, against: list[str]):
    assert [one.field or "" for one in objections(wanted, ["fr", "nl"])] == against
