"""The lines of a vote's log, as the bytes that are hashed.

A line is one JSON object with sorted keys and no spaces, in UTF-8. It names ballots and voters by digests that lead
back to nobody: the ids behind them hold the millisecond, the keys an address. A ballot's line cannot be guessed from
its hash, because it holds the digest of a number that only the voter's browser knows.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from contest.rules.receipts import rounded_down


def ballot_leaf(
    *,
    phase: UUID,
    ballot: UUID,
    voter_key: str,
    bucket: str,
    choices: Sequence[str],
    commitment: str,
    received: datetime,
) -> bytes:
    """A ballot as it was received; whether it counts, its events say. `received` is rounded to ten minutes."""
    return _line(
        kind="ballot",
        ballot=ballot_name(ballot),
        voter=voter_name(phase, voter_key),
        bucket=bucket,
        choices=list(choices),
        commitment=commitment,
        received=_about(received),
    )


def event_leaf(*, ballot: UUID, event: str, rule: str, reason: str, at: datetime) -> bytes:
    """What happened to a ballot, by which rule and why, where there was one; `at` is rounded to ten minutes."""
    return _line(kind="event", ballot=ballot_name(ballot), event=event, rule=rule, reason=reason, at=_about(at))


def joined_leaf(*, gone: UUID, kept: UUID, reason: str, by: str, at: datetime) -> bytes:
    """Two ideas became one, by whom (their roles): from the first line on, votes for the one count for the other."""
    return _line(kind="joined", gone=str(gone), kept=str(kept), reason=reason, by=by, at=_about(at))


def close_leaf(*, phase: UUID, at: datetime) -> bytes:
    """Nothing that comes after this line was counted in the result."""
    return _line(kind="close", phase=str(phase), at=_about(at))


def ballot_name(ballot: UUID) -> str:
    """What a ballot is called in the log: 64 hexadecimal digits."""
    return hashlib.sha256(b"ballot\0" + ballot.bytes).hexdigest()


def voter_name(phase: UUID, voter_key: str) -> str:
    """What a voter is called in one vote's log: 64 hexadecimal digits, others in the next vote."""
    return hashlib.sha256(b"voter\0" + phase.bytes + voter_key.encode()).hexdigest()


def _about(moment: datetime) -> str:
    return rounded_down(moment).astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _line(**said: str | list[str]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
