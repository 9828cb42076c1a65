"""Who may vote: what a phase says, what a voter has shown, until when it may be chosen."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contest.rules.ballots import BrowserVoter, CodeVoter, ConfirmedVoter, SignedOnVoter, UnconfirmedVoter
from contest.rules.eligibility import Who, change_objections, shown_by, who_may

SOMEBODY = UUID(int=1)


@pytest.mark.parametrize(
    ("settings", "who", "code", "address"),
    [
        ({}, Who.EMAIL, False, True),
        ({"exposure": "live"}, Who.EMAIL, False, True),
        ({"eligibility": "email"}, Who.EMAIL, False, True),
        ({"eligibility": "code"}, Who.CODE, True, False),
        ({"eligibility": "code_email"}, Who.CODE_EMAIL, True, True),
        ({"eligibility": "browser"}, Who.BROWSER, False, False),
        ({"eligibility": "sign_on"}, Who.SIGN_ON, False, False),
    ],
)
def test_a_phase_says_who_may_vote(settings, who: Who, code: bool, address: bool):
    found = who_may(settings)
    assert (found, found.asks_code, found.asks_address) == (who, code, address)


def test_a_rule_that_is_none_is_no_rule():
    with pytest.raises(ValueError, match="anybody"):
        who_may({"eligibility": "anybody"})


@pytest.mark.parametrize(
    ("voter", "who"),
    [
        (UnconfirmedVoter("a", b""), Who.EMAIL),
        (ConfirmedVoter("a", SOMEBODY), Who.EMAIL),
        (UnconfirmedVoter("a", b"", "code"), Who.CODE_EMAIL),
        (ConfirmedVoter("a", SOMEBODY, "code"), Who.CODE_EMAIL),
        (CodeVoter("code"), Who.CODE),
        (BrowserVoter("b"), Who.BROWSER),
        (SignedOnVoter("c", datetime.now(UTC)), Who.SIGN_ON),
    ],
)
def test_a_voter_has_shown_one_thing(voter, who: Who):
    assert shown_by(voter) is who


@pytest.mark.parametrize(
    ("told", "begun", "closed", "reason", "against"),
    [
        (False, False, False, "", []),
        (False, True, False, "", []),
        (True, False, False, " ", [("schedule_reason_missing", "who_why")]),
        (True, False, False, "why", []),
        (True, True, False, "why", [("eligibility_begun", "")]),
        (True, True, False, "", [("eligibility_begun", ""), ("schedule_reason_missing", "who_why")]),
        (False, True, True, "", [("eligibility_begun", "")]),
    ],
)
def test_it_is_chosen_before_the_vote_and_with_a_reason(told: bool, begun: bool, closed: bool, reason: str, against):
    found = change_objections(told=told, begun=begun, result_closed=closed, reason=reason)
    assert [(one.key, one.field) for one in found] == against


def test_a_sign_on_is_set_up_before_it_is_chosen():
    found = change_objections(told=False, begun=False, result_closed=False, reason="", unset=True)
    assert [one.key for one in found] == ["sign_on_unset"]
