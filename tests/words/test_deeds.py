"""Every verb of the record and every role has its words."""

from contest.rules.alarms import Condition
from contest.rules.roles import VERBS, Role
from contest.words import alarms, deeds


def test_every_verb_of_the_record_has_words():
    assert set(deeds.DEEDS) == set(VERBS)


def test_every_role_has_a_name():
    assert set(deeds.ROLES) == set(Role)


def test_every_alarm_says_what_is_so_and_what_to_do():
    said = {one: alarms.said("en", one, {"num": 2}, "Patatras") for one in Condition}
    assert len(set(said.values())) == len(Condition)
    assert all(text.startswith("Patatras: ") for text in said.values())
    assert {one for one in Condition if alarms.todo("nl", one)} == set(Condition)
