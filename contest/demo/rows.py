"""The demo's rows: entries with authors and decisions, ballots with events, as if they had happened."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from contest import vault
from contest.db import new_id, transaction
from contest.demo import crowd
from contest.demo.words import Idea
from contest.models import (
    ActorKind,
    Audit,
    Ballot,
    BallotEvent,
    BallotTrace,
    Decision,
    Entry,
    EntryNumber,
    EntryVersion,
    Participant,
    Picture,
    PictureState,
)
from contest.rules import searching
from contest.rules.ballots import BallotState, EventKind
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.receipts import RANDOM_BYTES, receipt_of
from contest.services import keys

STATES = {"published": EntryState.PUBLISHED, "pending": EntryState.PENDING, "refused": EntryState.REFUSED}
BY_FATE = {"published": DecisionKind.PUBLISH, "refused": DecisionKind.REFUSE}

# The wave of votes that a machine casts: so many, one after the other.
WAVE, EVEN = 88, timedelta(seconds=7.5)


@dataclass(frozen=True)
class Signature:
    """The moderator who decided, as the letters were signed."""

    staff_id: UUID
    name: str
    role: str


def write_entries(
    campaign_id: UUID,
    ideas: list[Idea],
    received: list[datetime],
    by: Signature,
    pictures: dict[str, UUID],
    codes: Sequence[str] = (),
) -> list[UUID]:
    """Write the ideas with their authors and decisions; the ids of the published ones, by number.

    `codes` say by which links their authors came.
    """
    rows: dict[type, list[dict[str, Any]]] = {Participant: [], Entry: [], EntryVersion: [], Decision: [], Audit: []}
    number = 0
    published: list[UUID] = []
    for index, (idea, at) in enumerate(zip(ideas, received, strict=True)):
        author = _author(campaign_id, idea, at)
        rows[Participant].append(author)
        entry = _entry(campaign_id, idea, at, author["id"], pictures.get(idea.id))
        entry["share_code"] = (codes[index] if codes else "") or None
        if idea.fate == "published":
            number += 1
            entry["number"] = number
            published.append(entry["id"])
        rows[Entry].append(entry)
        rows[EntryVersion].append(_version(campaign_id, idea, at, entry["id"], entry["picture_id"]))
        decision = _decision(campaign_id, idea, entry, by) if idea.fate in BY_FATE else None
        rows[Decision] += [decision] if decision else []
        rows[Audit] += _record(entry, decision)
    with transaction() as session:
        for table, values in rows.items():
            session.execute(insert(table), values)
        session.execute(update(EntryNumber).where(EntryNumber.campaign_id == campaign_id).values(next=number + 1))
    return published


@dataclass(frozen=True)
class Cast:
    """A ballot for an entry as its voter cast and confirmed it, and the trace that the page left."""

    entry: UUID
    voter: str
    key: str
    receipt: str
    lang: str
    at: datetime
    confirmed_at: datetime
    trace: Mapping[str, Any]


def write_ballots(
    campaign_id: UUID,
    phase_id: UUID,
    entries: list[UUID],
    moments: list[datetime],
    seed: int,
    codes: Sequence[str] = (),
) -> None:
    """Write one counted ballot for each moment, each by another voter; `codes` say by which links they came."""
    chance, wanted = Random(seed), crowd.choices(len(moments), len(entries), seed)
    cast = [(at, entries[choice]) for at, choice in zip(moments, wanted, strict=True)]
    traces = [
        {"seconds_on_page": chance.randint(4, 180), "share_code": codes[index] if codes else ""}
        for index in range(len(cast))
    ]
    write_cast(campaign_id, phase_id, _voters(campaign_id, cast, traces, first=0, chance=chance))


def write_wave(campaign_id: UUID, phase_id: UUID, entry: UUID, begins: datetime, *, first: int, seed: int) -> None:
    """Write eighty-eight ballots for one entry in eleven minutes, as a machine casts them: the fair-play desk has work.

    `first` is the number of the first of their voters.
    """
    chance = Random(seed)
    cast = [(begins + number * EVEN, entry) for number in range(WAVE)]
    traces = [
        {
            "network_mac": vault.token_hash("demo network"),
            "agent_mac": vault.token_hash(f"demo browser {chance.randint(1, 60)}"),
            "domain_mac": vault.token_hash("demo domain"),
            "disposable": chance.random() < 0.9,
            "seconds_on_page": chance.randint(1, 3),
        }
        for _ in cast
    ]
    write_cast(campaign_id, phase_id, _voters(campaign_id, cast, traces, first=first, chance=chance))


def _voters(
    campaign_id: UUID,
    cast: Sequence[tuple[datetime, UUID]],
    traces: Sequence[dict[str, Any]],
    *,
    first: int,
    chance: Random,
) -> list[Cast]:
    return [
        Cast(
            entry=entry,
            voter=keys.voter_key(campaign_id, f"voter-{index}@demo.invalid"),
            key=f"demo-{index}",
            receipt=receipt_of(chance.randbytes(RANDOM_BYTES)),
            lang=chance.choice(("fr", "fr", "nl", "nl", "en")),
            at=at,
            confirmed_at=at + timedelta(seconds=chance.randint(20, 400)),
            trace=trace,
        )
        for index, ((at, entry), trace) in enumerate(zip(cast, traces, strict=True), start=first)
    ]


def write_cast(campaign_id: UUID, phase_id: UUID, cast: Sequence[Cast]) -> list[UUID]:
    """Write counted ballots with their events and traces; their ids."""
    rows: dict[type, list[dict[str, Any]]] = {Ballot: [], BallotEvent: [], BallotTrace: []}
    for one in cast:
        ballot = _ballot(campaign_id, phase_id, one)
        of_it = {"campaign_id": campaign_id, "ballot_id": ballot["id"]}
        confirmed = {"kind": EventKind.CONFIRMED, "before": BallotState.PENDING, "at": one.confirmed_at}
        rows[Ballot].append(ballot)
        rows[BallotEvent].append(of_it | {"id": new_id(), "phase_id": phase_id} | confirmed)
        rows[BallotTrace].append(of_it | dict(one.trace))
    with transaction() as session:
        for table, values in rows.items():
            session.execute(insert(table), values)
    return [row["id"] for row in rows[Ballot]]


def write_picture(campaign_id: UUID, idea: Idea, digest: str, size: tuple[int, int], at: datetime) -> UUID:
    """The row of a photograph that is ready."""
    picture_id = new_id()
    with transaction() as session:
        session.add(
            Picture(
                campaign_id=campaign_id,
                id=picture_id,
                state=PictureState.READY,
                width=size[0],
                height=size[1],
                alternative=idea.alternative,
                digest=digest,
                file_name=f"{idea.photo}.webp",
                created_at=at,
            )
        )
    return picture_id


def _author(campaign_id: UUID, idea: Idea, at: datetime) -> dict[str, Any]:
    # Addresses under .invalid get no mail, ever (RFC 2606).
    address = f"{idea.id}@demo.invalid"
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "voter_key": keys.voter_key(campaign_id, address),
        "address_sealed": keys.seal_address(campaign_id, address),
        "first_name": idea.first_name,
        "town": idea.town,
        "lang": idea.lang,
        "confirmed_at": at,
    }


def _entry(campaign_id: UUID, idea: Idea, at: datetime, author: UUID, picture: UUID | None) -> dict[str, Any]:
    shown = f"{idea.first_name}, {idea.town}"
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "participant_id": author,
        "submit_key": hashlib.sha256(idea.id.encode()).hexdigest(),
        "number": None,
        "state": STATES[idea.fate],
        "lang": idea.lang,
        "version": 1,
        "name": idea.name,
        "shown_author": shown,
        "picture_id": picture,
        "folded": searching.folded_entry([idea.name, idea.inspiration, *idea.ingredients, shown]),
        "received_at": at,
        "waiting_since": at,
        "published_at": at + timedelta(minutes=47) if idea.fate == "published" else None,
    }


def _version(campaign_id: UUID, idea: Idea, at: datetime, entry_id: UUID, picture: UUID | None) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "entry_id": entry_id,
        "version": 1,
        "form_version": 1,
        "answers": idea.answers,
        "picture_id": picture,
        "created_at": at,
    }


def _decision(campaign_id: UUID, idea: Idea, entry: dict[str, Any], by: Signature) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "entry_id": entry["id"],
        "version": 1,
        "kind": BY_FATE[idea.fate],
        "reason": idea.reason,
        "words": "",
        "staff_id": by.staff_id,
        "signed_name": by.name,
        "signed_role": by.role,
        "at": entry["received_at"] + timedelta(minutes=47),
    }


def _record(entry: dict[str, Any], decision: dict[str, Any] | None) -> list[dict[str, Any]]:
    """What was written down of an idea: sent, confirmed, decided."""
    common = {"campaign_id": entry["campaign_id"], "ref": entry["id"]}
    sent, confirmed = entry["received_at"] - timedelta(minutes=4), entry["received_at"]
    found = [
        _act("entry.submitted", sent, ActorKind.VISITOR, None, {}),
        _act("entry.confirmed", confirmed, ActorKind.PARTICIPANT, entry["participant_id"], {}),
    ]
    if decision:
        verb = f"entry.{entry['state'].value}"
        details = {"decision": decision["id"].hex}
        found.append(_act(verb, decision["at"], ActorKind.STAFF, decision["staff_id"], details))
    return [common | act for act in found]


def _act(verb: str, at: datetime, kind: ActorKind, who: UUID | None, details: dict[str, Any]) -> dict[str, Any]:
    return {"id": new_id(), "at": at, "actor_kind": kind, "actor_id": who, "verb": verb, "details": details}


def _ballot(campaign_id: UUID, phase_id: UUID, one: Cast) -> dict[str, Any]:
    return {
        "campaign_id": campaign_id,
        "id": new_id(),
        "phase_id": phase_id,
        "voter_key": one.voter,
        "bucket": "all",
        "slot": 1,
        "revision": 1,
        "choices": [str(one.entry)],
        "idempotency_key": one.key,
        "nonce_commitment": vault.token_hash(one.voter),
        "receipt": one.receipt,
        "lang": one.lang,
        "state": BallotState.COUNTED,
        "accepted_at": one.at,
    }
