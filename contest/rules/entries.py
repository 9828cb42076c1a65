"""Entries: their states, the moves between them, and who may see which."""

from enum import StrEnum


class EntryState(StrEnum):
    """What an entry is. What it won is a selection."""

    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    CHANGES_REQUESTED = "changes_requested"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    MERGED = "merged"


class DecisionKind(StrEnum):
    """What a moderator may decide."""

    PUBLISH = "publish"
    REFUSE = "refuse"
    REMOVE = "remove"
    REQUEST_CHANGES = "request_changes"
    CORRECT = "correct"
    MERGE = "merge"


class AuthorAct(StrEnum):
    """What an author may do with an entry."""

    CONFIRM = "confirm"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"


S = EntryState
# (state, act) -> state; what is not here is not allowed.
MOVES: dict[tuple[EntryState, DecisionKind | AuthorAct], EntryState] = {
    (S.UNCONFIRMED, AuthorAct.CONFIRM): S.PENDING,
    (S.PENDING, AuthorAct.EDIT): S.PENDING,
    (S.CHANGES_REQUESTED, AuthorAct.EDIT): S.PENDING,
    (S.UNCONFIRMED, AuthorAct.WITHDRAW): S.WITHDRAWN,
    (S.PENDING, AuthorAct.WITHDRAW): S.WITHDRAWN,
    (S.CHANGES_REQUESTED, AuthorAct.WITHDRAW): S.WITHDRAWN,
    (S.PUBLISHED, AuthorAct.WITHDRAW): S.WITHDRAWN,
    (S.REFUSED, AuthorAct.APPEAL): S.PENDING,
    (S.REMOVED, AuthorAct.APPEAL): S.PENDING,
    (S.PENDING, DecisionKind.REQUEST_CHANGES): S.CHANGES_REQUESTED,
    (S.PENDING, DecisionKind.CORRECT): S.CHANGES_REQUESTED,
    (S.PENDING, DecisionKind.MERGE): S.MERGED,
    (S.CHANGES_REQUESTED, DecisionKind.MERGE): S.MERGED,
    (S.PUBLISHED, DecisionKind.MERGE): S.MERGED,
    (S.PENDING, DecisionKind.PUBLISH): S.PUBLISHED,
    (S.CHANGES_REQUESTED, DecisionKind.PUBLISH): S.PUBLISHED,
    (S.REFUSED, DecisionKind.PUBLISH): S.PUBLISHED,
    (S.REMOVED, DecisionKind.PUBLISH): S.PUBLISHED,
    (S.PENDING, DecisionKind.REFUSE): S.REFUSED,
    (S.CHANGES_REQUESTED, DecisionKind.REFUSE): S.REFUSED,
    (S.PUBLISHED, DecisionKind.REMOVE): S.REMOVED,
}
# On what a decision is taken where nobody names the state it was seen in.
WAITS = (S.PENDING, S.CHANGES_REQUESTED)
DECIDED_ON: dict[DecisionKind, tuple[EntryState, ...]] = {
    DecisionKind.PUBLISH: WAITS,
    DecisionKind.REFUSE: WAITS,
    DecisionKind.REMOVE: (S.PUBLISHED,),
    DecisionKind.REQUEST_CHANGES: (S.PENDING,),
    DecisionKind.CORRECT: (S.PENDING,),
    DecisionKind.MERGE: (*WAITS, S.PUBLISHED),
}
WAITING = frozenset({S.PENDING})
PUBLIC = frozenset({S.PUBLISHED})
# What counts against the entries a participant may send.
COUNTED = frozenset({S.PENDING, S.CHANGES_REQUESTED, S.PUBLISHED})


def move(state: EntryState, act: DecisionKind | AuthorAct) -> EntryState | None:
    """The state after the act, or None when the act is not allowed in this state."""
    return MOVES.get((state, act))


def shown_author(first_name: str, town: str) -> str:
    """The author as the public sees them: "Nadia, Seraing"."""
    return ", ".join(part for part in (first_name, town) if part)
