"""The statement of reasons holds all that Regulation (EU) 2022/2065, art. 17, 3 asks for, in every language."""

import pytest

from contest.rules.reasons import Basis, Ground
from contest.words import statements


@pytest.mark.parametrize(
    ("basis", "noticed", "removed", "reason", "said"),
    [
        (Basis(), False, False, "danger", "NEVER_ONLINE WHOLE READ PERSON RULE REDRESS"),
        (Basis(), False, False, "other", "NEVER_ONLINE WHOLE READ PERSON RULES REDRESS"),
        (Basis(hinted=True), True, True, "danger", "ONLINE_NO_MORE WHOLE NOTICED HINTED PERSON RULE REDRESS"),
        (
            Basis(Ground.LAW, "art. 444 Code pénal", "the name in the second line", hinted=True),
            False,
            True,
            "other",
            "ONLINE_NO_MORE PASSAGE HINTED PERSON LAW REDRESS",
        ),
    ],
)
def test_what_was_decided_on_what_ground_how_it_was_found_and_what_one_may_do(basis, noticed, removed, reason, said):
    facts = {"law": basis.law, "passage": basis.passage, "rule": "4.6"}
    wanted = [getattr(statements, name) % facts for name in said.split()]
    assert statements.statement("en", reason=reason, basis=basis, noticed=noticed, removed=removed) == wanted


@pytest.mark.parametrize("lang", ["fr", "nl"])
def test_each_language_has_words_of_its_own_for_it(lang: str):
    given = {"reason": "danger", "basis": Basis(Ground.LAW, "X", "Y", hinted=True), "noticed": True, "removed": True}
    own, english = statements.statement(lang, **given), statements.statement("en", **given)
    assert len(own) == len(english) == 7
    assert not set(own) & set(english)
