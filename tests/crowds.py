"""Many rows at once, where a demo has dozens: ideas in every published place, votes and their events."""

import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from contest.db import new_id, reading, transaction
from contest.models import Ballot, BallotEvent, Cluster, ClusterBallot, Entry, EntryNumber, EntryVersion, Phase
from contest.rules.ballots import BallotState, EventKind
from contest.rules.entries import EntryState
from contest.rules.phases import PhaseKind
from contest.rules.receipts import RANDOM_BYTES, receipt_of
from contest.rules.searching import folded_entry
from contest.rules.suspicion import Rule

AT_ONCE = 2000
# In every idea; in one of so many.
COMMON, RARE, ONE_OF = "aubergine", "quetsche", 5000
WORDS = """
    ail basilic carotte cerise chou citron coriandre courge cumin curry estragon fenouil figue fromage gingembre
    girolle lard laurier lentille menthe miel moutarde navet noisette oignon olive panais poire poivre prune radis
    romarin safran sel thym tomate truffe vinaigre yuzu
""".split()  # noqa: SIM905 - one reads it


def add_entries(campaign_id: UUID, total: int, *, now: datetime) -> None:
    """Publish invented ideas until the campaign has given `total` numbers."""
    with transaction() as session:
        first = session.scalars(select(EntryNumber.next).where(EntryNumber.campaign_id == campaign_id)).one()
        form = session.scalars(select(func.max(EntryVersion.form_version))).one()
    luck = random.Random(first)
    for numbers in _portions(range(first, total + 1)):
        entries, versions = [], []
        for number in numbers:
            entry = _entry(campaign_id, number, luck, now)
            entries.append(entry)
            versions.append(_version(entry, form))
        with transaction() as session:
            session.execute(insert(Entry), entries)
            session.execute(insert(EntryVersion), versions)
            session.execute(
                update(EntryNumber).where(EntryNumber.campaign_id == campaign_id).values(next=numbers[-1] + 1)
            )


def add_ballots(campaign_id: UUID, total: int, *, now: datetime, first: int = 1) -> None:
    """Let `total` invented voters vote for published ideas in the campaign's first vote; counted at once.

    `first` is the number of the first of them, for another crowd after this one.
    """
    phase = vote_of(campaign_id)
    chosen = list(
        reading().scalars(
            select(Entry.id).where(Entry.campaign_id == campaign_id, Entry.state == EntryState.PUBLISHED).limit(5000)
        )
    )
    luck = random.Random(total)
    for numbers in _portions(range(first, first + total)):
        ballots = [_ballot(campaign_id, phase, number, luck.choice(chosen), now) for number in numbers]
        with transaction() as session:
            session.execute(insert(Ballot), ballots)
            session.execute(insert(BallotEvent), [_event(ballot, now) for ballot in ballots])


def vote_of(campaign_id: UUID) -> UUID:
    """The campaign's first vote."""
    votes = select(Phase.id).where(Phase.campaign_id == campaign_id, Phase.kind == PhaseKind.VOTE)
    phase = reading().scalars(votes.order_by(Phase.position)).first()
    assert phase is not None
    return phase


def add_clusters(campaign_id: UUID, *, now: datetime, clusters: int = 50, size: int = 100) -> None:
    """Put votes of the campaign into invented clusters, each for the idea of its first vote."""
    some = select(Ballot.id, Ballot.phase_id, Ballot.choices).where(Ballot.campaign_id == campaign_id)
    rows = reading().execute(some.order_by(Ballot.id).limit(clusters * size)).all()
    made, within = [], []
    for number in range(1, len(rows) // size + 1):
        votes = rows[(number - 1) * size : number * size]
        made.append(_cluster(campaign_id, number, votes, now))
        within += [{"campaign_id": campaign_id, "cluster_id": made[-1]["id"], "ballot_id": row.id} for row in votes]
    with transaction() as session:
        session.execute(insert(Cluster), made)
        session.execute(insert(ClusterBallot), within)


def _cluster(campaign_id: UUID, number: int, votes: Sequence[Any], now: datetime) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "number": number,
        "phase_id": votes[0].phase_id,
        "entry_id": UUID(votes[0].choices[0]),
        "rule": Rule.BURST,
        "version": "suspicion/1",
        "score": number,
        "size": len(votes),
        "facts": {"unusual": [], "explains": []},
        "begins": now - timedelta(hours=1),
        "ends": now - timedelta(minutes=59),
        "found_at": now,
        "grown_at": now,
    }


def _portions(numbers: range) -> Iterator[tuple[int, ...]]:
    left = iter(numbers)
    while portion := tuple(itertools.islice(left, AT_ONCE)):
        yield portion


def _entry(campaign_id: UUID, number: int, luck: random.Random, now: datetime) -> dict[str, Any]:
    words = luck.sample(WORDS, 4)
    name = f"{words[0].title()} {words[1]} {number}"
    rare = [RARE] if number % ONE_OF == ONE_OF // 2 else []
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "participant_id": None,
        "submit_key": f"crowd {number}",
        "number": number,
        "state": EntryState.PUBLISHED,
        "lang": "fr",
        "version": 1,
        "name": name,
        "shown_author": "Quelqu’un, Huy",
        "picture_id": None,
        "folded": folded_entry([name, *words, COMMON, *rare]),
        "received_at": now - timedelta(days=9),
        "waiting_since": None,
        "published_at": now - timedelta(days=8) + timedelta(milliseconds=number),
        "claimed_by": None,
        "claimed_until": None,
    }


def _version(entry: dict[str, Any], form: int) -> dict[str, Any]:
    return {
        "campaign_id": entry["campaign_id"],
        "entry_id": entry["id"],
        "version": 1,
        "form_version": form,
        "answers": {"inspiration": "Le marché, un samedi matin de pluie.", "ingredients": entry["name"].split()[:2]},
        "picture_id": None,
        "created_at": entry["received_at"],
    }


def _ballot(campaign: UUID, phase: UUID, number: int, entry: UUID, now: datetime) -> dict[str, Any]:
    return {
        "campaign_id": campaign,
        "id": new_id(),
        "phase_id": phase,
        "voter_key": f"{number:064x}",
        "bucket": "all",
        "slot": 1,
        "revision": 1,
        "choices": [str(entry)],
        "pending_choice": None,
        "idempotency_key": f"crowd {number}",
        "nonce_commitment": f"{number:064x}",
        "receipt": receipt_of(number.to_bytes(RANDOM_BYTES, "big")),
        "lang": "fr",
        "state": BallotState.COUNTED,
        "accepted_at": now - timedelta(hours=1),
    }


def _event(ballot: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "campaign_id": ballot["campaign_id"],
        "id": new_id(),
        "ballot_id": ballot["id"],
        "phase_id": ballot["phase_id"],
        "kind": EventKind.CONFIRMED,
        "before": BallotState.PENDING,
        "rule": "",
        "reason": "",
        "staff_id": None,
        "at": ballot["accepted_at"],
    }
