"""The demo's rows: entries with authors and decisions, ballots with events, as if they had happened."""

import hashlib
from collections.abc import Sequence
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


def write_ballots(
    campaign_id: UUID,
    phase_id: UUID,
    entries: list[UUID],
    moments: list[datetime],
    seed: int,
    codes: Sequence[str] = (),
) -> None:
    """Write one counted ballot for each moment, each by another voter; `codes` say by which links they came."""
    chance = Random(seed)
    rows: dict[type, list[dict[str, Any]]] = {Ballot: [], BallotEvent: [], BallotTrace: []}
    wanted = crowd.choices(len(moments), len(entries), seed)
    for index, (at, choice) in enumerate(zip(moments, wanted, strict=True)):
        ballot_id = new_id()
        rows[Ballot].append(_ballot(campaign_id, phase_id, ballot_id, entries[choice], at, index, chance))
        rows[BallotEvent].append(
            {
                "campaign_id": campaign_id,
                "id": new_id(),
                "ballot_id": ballot_id,
                "phase_id": phase_id,
                "kind": EventKind.CONFIRMED,
                "before": BallotState.PENDING,
                "at": at + timedelta(seconds=chance.randint(20, 400)),
            }
        )
        trace = {"campaign_id": campaign_id, "ballot_id": ballot_id, "seconds_on_page": chance.randint(4, 180)}
        rows[BallotTrace].append(trace | {"share_code": codes[index] if codes else ""})
    with transaction() as session:
        for table, values in rows.items():
            session.execute(insert(table), values)


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


def _ballot(
    campaign_id: UUID, phase_id: UUID, ballot_id: UUID, entry: UUID, at: datetime, index: int, chance: Random
) -> dict[str, Any]:
    voter = keys.voter_key(campaign_id, f"voter-{index}@demo.invalid")
    return {
        "campaign_id": campaign_id,
        "id": ballot_id,
        "phase_id": phase_id,
        "voter_key": voter,
        "bucket": "all",
        "slot": 1,
        "revision": 1,
        "choices": [str(entry)],
        "idempotency_key": f"demo-{index}",
        "nonce_commitment": vault.token_hash(voter),
        "receipt": receipt_of(chance.randbytes(RANDOM_BYTES)),
        "lang": chance.choice(("fr", "fr", "nl", "nl", "en")),
        "state": BallotState.COUNTED,
        "accepted_at": at,
    }
