"""Every verb of the record and every role has its words."""

from contest.rules.roles import VERBS, Role
from contest.words import deeds


def test_every_verb_of_the_record_has_words():
    assert set(deeds.DEEDS) == set(VERBS)


def test_every_role_has_a_name():
    assert set(deeds.ROLES) == set(Role)
