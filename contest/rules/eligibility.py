"""Who may vote in a vote phase, and when that may still be chosen."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from contest.rules.ballots import BrowserVoter, CodeVoter, SignedOnVoter, Voter
from contest.rules.objections import Objection

SETTING = "eligibility"


class Who(StrEnum):
    """What a vote asks of whoever votes. In the order of what it is worth, the weakest last."""

    CODE_EMAIL = "code_email"
    SIGN_ON = "sign_on"
    EMAIL = "email"
    CODE = "code"
    BROWSER = "browser"

    @property
    def asks_code(self) -> bool:
        """Whether a code from a pack is asked for."""
        return self in {Who.CODE, Who.CODE_EMAIL}

    @property
    def asks_address(self) -> bool:
        """Whether a confirmed e-mail address is asked for."""
        return self in {Who.EMAIL, Who.CODE_EMAIL}


def who_may(settings: Mapping[str, Any]) -> Who:
    """Who may vote, from a phase's settings; a confirmed e-mail address where nothing is said."""
    return Who(settings.get(SETTING, Who.EMAIL))


def shown_by(voter: Voter) -> Who:
    """What a voter has shown: it must be what the vote asks, no less and no more."""
    if isinstance(voter, CodeVoter):
        return Who.CODE
    if isinstance(voter, BrowserVoter):
        return Who.BROWSER
    if isinstance(voter, SignedOnVoter):
        return Who.SIGN_ON
    return Who.EMAIL if voter.code_key is None else Who.CODE_EMAIL


def change_objections(
    *, told: bool, begun: bool, result_closed: bool, reason: str, unset: bool = False
) -> tuple[Objection, ...]:
    """Every reason against choosing anew. `told`: the public sees the campaign, so it is owed a reason.

    `unset`: a single sign-on is wanted that nobody has set up yet. Once a vote has begun the choice stays: ballots
    taken under two rules cannot be counted together.
    """
    found = []
    if result_closed or (told and begun):
        found.append(Objection("eligibility_begun"))
    if unset:
        found.append(Objection("sign_on_unset"))
    if told and not reason.strip():
        found.append(Objection("schedule_reason_missing", "who_why"))
    return tuple(found)
