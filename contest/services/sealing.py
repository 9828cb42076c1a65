"""Sealing: the lines of a vote's log go into its tree, and the head of the tree is signed.

The sequencer says in which order ballots and events were seen; here they become hashes that cannot be changed without
changing the root. Whoever kept a signed head can tell later whether a line from before it was changed or left out.
"""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from contest.db import insert_into, reading, transaction
from contest.models import Campaign, LogHead, LogTile, Phase, SealedLog
from contest.queries import proof
from contest.rules.proof import notes, trees
from contest.rules.proof.notes import Head
from contest.services import keys

# On SQLite nobody else writes during a portion: that many take a few milliseconds.
PORTION = 500


@dataclass(frozen=True)
class Broken:
    """A vote whose log is no longer what was sealed: what is wrong."""

    campaign_id: UUID
    phase_id: UUID
    what: str


def run(host: str, now: datetime) -> int:
    """Seal whatever was logged since; how many votes have a new head. Repeatable; two at once take turns.

    `host` names the site in the heads, and stays in a log's name once that is begun. A campaign whose key for its log
    was destroyed gets no new head.
    """
    sealed = 0
    for vote in proof.unsealed():
        with contextlib.suppress(KeyError):
            sealed += seal(*vote, host=host, now=now)
    return sealed


def seal(campaign_id: UUID, phase_id: UUID, *, host: str, now: datetime) -> bool:
    """Bring a vote's tree up to its log and sign the head; False when there was nothing new.

    Errors: KeyError when the campaign's key for its log was destroyed.
    """
    while _add(campaign_id, phase_id, host):
        pass
    with transaction() as session:
        log = _lock(session, campaign_id, phase_id, host)
        last = proof.head(campaign_id, phase_id)
        if log.size == (last.size if last else 0):
            return False
        root = trees.root(log.size, proof.tiles(campaign_id, phase_id))
        note = keys.signed_note(campaign_id, log.origin, Head(log.origin, log.size, root).text)
        session.execute(
            insert(LogHead),
            [
                {
                    "campaign_id": campaign_id,
                    "phase_id": phase_id,
                    "size": log.size,
                    "note": note,
                    "sealed_at": now,
                }
            ],
        )
    return True


def verify() -> list[Broken]:
    """Every log that is no longer what its heads say, by the rows as they are now (`flask verify`)."""
    logs = reading().execute(select(SealedLog.campaign_id, SealedLog.phase_id)).all()
    return [found for log in logs for found in _verify(*log)]


def verify_against(note: str) -> list[Broken]:
    """Whether a log still begins with what a signed head says, which somebody else has kept (a witness's mail).

    A database that was put back to an earlier day agrees with itself; only what lies elsewhere tells.
    Errors: ValueError for a text that is no head of a log of ours.
    """
    head, *_ = notes.read(note)
    here = select(SealedLog.campaign_id, SealedLog.phase_id).where(SealedLog.origin == head.origin)
    log = reading().execute(here).first()
    if log is None:
        raise ValueError(f"there is no log called {head.origin}")
    if keys.signed_note(log.campaign_id, head.origin, head.text) != note:
        raise ValueError("not signed by this campaign's key")
    return _compared(*log, {head.size: head.root})


def _verify(campaign_id: UUID, phase_id: UUID) -> list[Broken]:
    heads = proof.heads(campaign_id, phase_id, most=10**9)
    return _compared(campaign_id, phase_id, {head.size: notes.read(head.note)[0].root for head in heads})


def _compared(campaign_id: UUID, phase_id: UUID, signed: Mapping[int, bytes]) -> list[Broken]:
    """Hash all lines anew and compare the tree with the roots that were signed, by number of lines."""
    known, size = dict[tuple[int, int], bytes](), 0

    def read(level: int, number: int) -> bytes:
        return known[level, number]

    for until in sorted(signed):
        while size < until:
            portion = proof.lines(campaign_id, phase_id, after=size, most=min(proof.PORTION, until - size))
            if not portion:
                return [Broken(campaign_id, phase_id, f"line {size + 1} is missing")]
            hashes = map(trees.leaf_hash, portion)
            size, written = trees.grown(size, trees.tails_of(size, read), hashes)
            known |= written
        if trees.root(until, read) != signed[until]:
            return [Broken(campaign_id, phase_id, f"a line among the first {until} was changed")]
    return []


def _add(campaign_id: UUID, phase_id: UUID, host: str) -> bool:
    """Put a portion of lines into the tree; whether there may be more."""
    with transaction() as session:
        log = _lock(session, campaign_id, phase_id, host)
        lines = proof.lines(campaign_id, phase_id, after=log.size, most=PORTION)
        if not lines:
            return False
        tails = trees.tails_of(log.size, proof.tiles(campaign_id, phase_id))
        size, written = trees.grown(log.size, tails, map(trees.leaf_hash, lines))
        here = {"campaign_id": campaign_id, "phase_id": phase_id}
        adding = insert_into(session, LogTile)
        session.execute(
            adding.on_conflict_do_update(
                index_elements=[LogTile.campaign_id, LogTile.phase_id, LogTile.level, LogTile.number],
                set_={"hashes": adding.excluded.hashes},
            ),
            [{**here, "level": level, "number": number, "hashes": tile} for (level, number), tile in written.items()],
        )
        session.execute(
            update(SealedLog)
            .where(SealedLog.campaign_id == campaign_id, SealedLog.phase_id == phase_id)
            .values(size=size)
        )
        return len(lines) == PORTION


def _lock(session: Session, campaign_id: UUID, phase_id: UUID, host: str) -> SealedLog:
    """Be the only one to seal this log; it is begun here."""
    place = (campaign_id, phase_id)
    log = session.get(SealedLog, place, with_for_update=True, populate_existing=True)
    if log is None:
        named = select(Campaign.slug, Phase.position).join(Phase, Phase.campaign_id == Campaign.id)
        slug, position = session.execute(named.where(Campaign.id == campaign_id, Phase.id == phase_id)).one()
        begun = {
            "campaign_id": campaign_id,
            "phase_id": phase_id,
            "origin": f"{host}/{slug}/vote/{position}",
            "size": 0,
        }
        session.execute(insert_into(session, SealedLog).values(**begun).on_conflict_do_nothing())
        log = session.get(SealedLog, place, with_for_update=True, populate_existing=True)
        assert log is not None
    return log
