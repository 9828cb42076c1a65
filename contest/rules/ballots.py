"""Ballots: their states, the events that change them, who votes, and what an act on a ballot answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from contest.rules import blend
from contest.rules.blend import Blend
from contest.rules.objections import Objection
from contest.rules.papers import Method, Paper
from contest.rules.phases import Exposure

DEFAULT_GRACE = 30
# More ballots than this are excluded by two people, where a vote says nothing else.
DEFAULT_BY_ONE = 200
MOST_BY_ONE = 100_000


class BallotState(StrEnum):
    """What a ballot is at the moment."""

    PENDING = "pending"
    COUNTED = "counted"
    HELD = "held"
    EXCLUDED = "excluded"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class EventKind(StrEnum):
    """What happened to a ballot after it was cast."""

    CONFIRMED = "confirmed"
    HELD = "held"
    RELEASED = "released"
    EXCLUDED = "excluded"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


S = BallotState
# (state, event) -> state; what is not here cannot happen.
MOVES: dict[tuple[BallotState, EventKind], BallotState] = {
    (S.PENDING, EventKind.CONFIRMED): S.COUNTED,
    (S.PENDING, EventKind.WITHDRAWN): S.WITHDRAWN,
    (S.COUNTED, EventKind.HELD): S.HELD,
    (S.COUNTED, EventKind.EXCLUDED): S.EXCLUDED,
    (S.COUNTED, EventKind.SUPERSEDED): S.SUPERSEDED,
    (S.COUNTED, EventKind.WITHDRAWN): S.WITHDRAWN,
    (S.HELD, EventKind.RELEASED): S.COUNTED,
    (S.HELD, EventKind.EXCLUDED): S.EXCLUDED,
    (S.HELD, EventKind.WITHDRAWN): S.WITHDRAWN,
    (S.EXCLUDED, EventKind.RELEASED): S.COUNTED,
}
# A ballot in one of these states keeps its voter's place; a withdrawn one has given it back.
IN_PLACE = frozenset({S.COUNTED, S.HELD, S.EXCLUDED})


def change_of_count(before: BallotState, kind: EventKind) -> int:
    """What an event adds to its choice's count: 1, 0 or -1. Errors: KeyError for a move that cannot happen.

    Each event says what was before it, so a sum over events is the same in whatever order they are read.
    """
    return int(MOVES[before, kind] is S.COUNTED) - int(before is S.COUNTED)


@dataclass(frozen=True)
class UnconfirmedVoter:
    """Somebody who typed an address: its keyed hash, and the address sealed for the mail.

    `code_key`: the pack code that came with it, where the vote asks for both.
    """

    voter_key: str
    address_sealed: bytes
    code_key: str | None = None


@dataclass(frozen=True)
class ConfirmedVoter:
    """A participant whose confirmed address this browser remembers; `code_key` as above."""

    voter_key: str
    participant_id: UUID
    code_key: str | None = None


@dataclass(frozen=True)
class CodeVoter:
    """Whoever holds a pack with this code: the code itself, hashed, is the voter."""

    voter_key: str


@dataclass(frozen=True)
class BrowserVoter:
    """A browser, by the keyed hash of what its cookie holds."""

    voter_key: str


@dataclass(frozen=True)
class SignedOnVoter:
    """Whoever has signed on with the contest's provider: the keyed hash of what it calls them.

    The vote was `received` before they left for the provider, by the database's clock; that moment decides whether it
    was in time, and to which day it belongs.
    """

    voter_key: str
    received: datetime


Voter = UnconfirmedVoter | ConfirmedVoter | CodeVoter | BrowserVoter | SignedOnVoter


@dataclass(frozen=True)
class Trace:
    """What may later show that a ballot is unusual; network, browser and mail domain are keyed hashes of the things."""

    address_mac: str = ""
    network_mac: str = ""
    agent_mac: str = ""
    seconds_on_page: int | None = None
    share_code: str = ""
    domain_mac: str = ""
    disposable: bool = False


class Outcome(StrEnum):
    """What became of an act on a ballot.

    PENDING: received, to be confirmed by mail. COUNTED: it is in. ALREADY: a remembered voter's place holds
    another choice; ask, then cast again with `change`. TAKEN: the same found while confirming; ask, then
    `change_to`.
    """

    PENDING = "pending"
    COUNTED = "counted"
    ALREADY = "already"
    TAKEN = "taken"


@dataclass(frozen=True)
class Cast:
    """The answer to an act on a ballot. ALREADY and TAKEN name the ballot, receipt and paper in place."""

    outcome: Outcome
    ballot_id: UUID
    receipt: str
    paper: Paper
    wanted: Paper
    repeated: bool = False
    confirmation_id: UUID | None = None


@dataclass(frozen=True)
class VoteRules:
    """How a vote phase is set."""

    exposure: Exposure
    hidden: timedelta
    grace: timedelta
    changes: bool
    per_day: bool
    method: Method = Method.ONE
    choices: int = 1
    picked: bool = False
    two_sign: bool = False
    excluded_by_one: int = DEFAULT_BY_ONE
    blend: Blend | None = None


def vote_rules(settings: Mapping[str, Any]) -> VoteRules:
    """A phase's settings: `exposure`, `grace_minutes`, `changes` (of mind, until the close), `per_day`.

    `hidden_hours`: so long before the close live figures are hidden again. `method`, and where several may be chosen
    `choices`: how many. `picked`: only entries that were picked stand in it. `two_sign`: a second person signs the
    result before it is announced. `excluded_by_one`: so many ballots one person may exclude, more need a second.
    `blend`: the formula where jury or sales count too.
    """
    return VoteRules(
        exposure=Exposure(settings.get("exposure", Exposure.AFTER_CLOSE)),
        hidden=timedelta(hours=settings.get("hidden_hours", 0)),
        grace=timedelta(minutes=settings.get("grace_minutes", DEFAULT_GRACE)),
        changes=settings.get("changes", True),
        per_day=settings.get("per_day", False),
        method=Method(settings.get("method", Method.ONE)),
        choices=settings.get("choices", 1),
        picked=settings.get("picked", False),
        two_sign=settings.get("two_sign", False),
        excluded_by_one=settings.get("excluded_by_one", DEFAULT_BY_ONE),
        blend=blend.of_settings(settings.get("blend")),
    )


@dataclass(frozen=True)
class VoteFacts:
    """What decides whether a ballot is taken, as the database saw it at one moment of its own clock."""

    at: datetime
    opens: datetime
    closes: datetime
    bucket: str | None
    entry_votable: bool


def objections(facts: VoteFacts) -> tuple[Objection, ...]:
    """Every reason against taking a ballot; `bucket` is None when no window is open at `at`."""
    found = []
    if facts.at < facts.opens:
        found.append(Objection("vote_not_open"))
    elif facts.at >= facts.closes:
        found.append(Objection("vote_closed"))
    elif facts.bucket is None:
        found.append(Objection("vote_paused"))
    if not facts.entry_votable:
        found.append(Objection("entry_not_votable", "entry"))
    return tuple(found)
