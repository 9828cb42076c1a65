"""Sealing a vote's log: what is in the tree, under which signature, and what is noticed when somebody changes it."""

import base64
import json
import threading
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from contest.db import database as db
from contest.db import reading, transaction
from contest.models import Ballot, BallotEvent, BallotLog, KeyPurpose, LogTile, Phase
from contest.queries import proof
from contest.rules.proof import leaves, notes, trees
from contest.services import keys, results, sealing, sequencer
from migrations import guards
from tests.services.polls import HOUR, Poll, clock, lift_guards, make_poll

HOST = "contest.example"


@pytest.fixture
def poll(app):
    with app.app_context():
        yield make_poll("salt", "vinegar")


@dataclass
class Sealed:
    """A vote's log, as everybody may check it."""

    poll: Poll

    def seal(self, host: str = HOST) -> bool:
        sequencer.run(clock())
        return sealing.seal(self.poll.campaign, self.poll.phase, host=host, now=clock())

    def lines(self) -> list[dict]:
        return [json.loads(line) for line in proof.lines(self.poll.campaign, self.poll.phase, after=0)]

    def heads(self) -> list[notes.Head]:
        """The heads, the oldest first, each with a signature that holds."""
        found = []
        for row in reversed(proof.heads(self.poll.campaign, self.poll.phase)):
            head, key_id, signature = notes.read(row.note)
            public = base64.b64decode(keys.head_verifier(self.poll.campaign, head.origin).split("+", 2)[2])[1:]
            assert key_id == notes.key_id(head.origin, public)
            Ed25519PublicKey.from_public_bytes(public).verify(signature, head.text.encode())
            found.append(head)
        return found

    def proves(self, ballot_id) -> proof.Placed:
        """The way from a ballot to the root of the latest head."""
        head = self.heads()[-1]
        placed = proof.placed(self.poll.campaign, self.poll.phase, ballot_id, head.size)
        assert placed is not None
        assert trees.root_from(placed.line, placed.seq, head.size, list(placed.path)) == head.root
        return placed


@pytest.fixture
def sealed(poll) -> Sealed:
    return Sealed(poll)


def test_nothing_logged_is_nothing_sealed(sealed):
    assert not sealed.seal()
    assert sealed.heads() == []
    assert sealing.run(HOST, clock()) == 0


def test_a_ballot_and_what_became_of_it_are_lines_under_a_signed_head(sealed):
    poll = sealed.poll
    voter = poll.participant()
    cast = poll.cast(voter, "salt")
    assert sealed.seal()
    ballot, event = sealed.lines()
    name = leaves.ballot_name(cast.ballot_id)
    assert (ballot["kind"], ballot["ballot"], ballot["choices"]) == ("ballot", name, [str(poll.entries["salt"])])
    assert (ballot["voter"], ballot["bucket"]) == (leaves.voter_name(poll.phase, voter.voter_key), "all")
    assert (event["kind"], event["ballot"], event["event"], event["rule"]) == ("event", name, "confirmed", "")
    (head,) = sealed.heads()
    assert head.size == 2
    assert head.origin.startswith(f"{HOST}/")
    assert head.origin.endswith("/vote/1")
    assert sealed.proves(cast.ballot_id).seq == 0


def test_no_line_holds_what_leads_to_a_person(sealed):
    voter = sealed.poll.participant()
    cast = sealed.poll.cast(voter, "salt")
    sealed.seal()
    said = json.dumps(sealed.lines())
    assert voter.voter_key not in said
    assert str(voter.participant_id) not in said
    assert str(cast.ballot_id) not in said
    assert cast.receipt not in said


def test_sealing_again_adds_nothing_and_later_heads_keep_the_earlier_lines(sealed):
    first = sealed.poll.cast(sealed.poll.participant(), "salt")
    assert sealed.seal()
    assert not sealed.seal()
    sealed.poll.cast(sealed.poll.participant(), "vinegar")
    assert sealed.seal("moved.example")
    old, new = sealed.heads()
    assert (old.size, new.size) == (2, 4)
    assert new.origin == old.origin
    read = proof.tiles(sealed.poll.campaign, sealed.poll.phase)
    assert trees.root(old.size, read) == old.root
    assert sealed.proves(first.ballot_id).size == 4


def test_when_a_ballot_came_under_a_head_is_known(sealed):
    cast = sealed.poll.cast(sealed.poll.participant(), "salt")
    where = (sealed.poll.campaign, sealed.poll.phase, cast.ballot_id)
    assert proof.sealed_since(*where) is None
    sealed.seal()
    first = proof.sealed_since(*where)
    sealed.poll.cast(sealed.poll.participant(), "salt")
    sealed.seal()
    assert proof.sealed_since(*where) == first


def test_many_lines_are_sealed_in_portions(sealed, monkeypatch):
    monkeypatch.setattr(sealing, "PORTION", 7)
    casts = [sealed.poll.cast(sealed.poll.participant(), "salt") for _ in range(150)]
    assert sealing.run(HOST, clock()) == 0
    sequencer.run(clock())
    assert sealing.run(HOST, clock()) == 1
    (head,) = sealed.heads()
    assert head.size == 300
    levels = reading().execute(select(LogTile.level, func.length(LogTile.hashes)).order_by(LogTile.level)).all()
    assert sorted(map(tuple, levels)) == [(0, 44 * 32), (0, 256 * 32), (1, 32)]
    for cast in (casts[0], casts[74], casts[-1]):
        sealed.proves(cast.ballot_id)
    assert sealing.verify() == []


def test_two_that_seal_at_once_take_turns(app, sealed):
    for _ in range(40):
        sealed.poll.cast(sealed.poll.participant(), "salt")
    sequencer.run(clock())
    reading().commit()
    barrier, wrong = threading.Barrier(4), []

    def seal():
        with app.app_context():
            barrier.wait()
            try:
                sealing.run(HOST, clock())
            except Exception as error:  # noqa: BLE001 - said below
                wrong.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert [head.size for head in sealed.heads()] == [80]
    assert sealing.verify() == []


CHANGES = {
    "a choice": lambda poll: update(Ballot).values(choices=[str(poll.entries["vinegar"])]),
    "a voter": lambda poll: update(Ballot).values(voter_key="f" * 64),
    "a commitment": lambda poll: update(Ballot).values(nonce_commitment="f" * 64),
    "an hour": lambda poll: update(Ballot).values(accepted_at=clock() - HOUR),
    "a reason": lambda poll: update(BallotEvent).values(reason="another"),
    "a line that is gone": lambda poll: delete(BallotLog).where(BallotLog.seq == 2),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_behind_our_back_is_noticed(sealed, change):
    sealed.poll.cast(sealed.poll.participant(), "salt")
    sealed.seal()
    assert sealing.verify() == []
    with pytest.raises(IntegrityError, match=guards.WORDS), transaction() as session:
        session.execute(change(sealed.poll))
    lift_guards()
    with transaction() as session:
        session.execute(change(sealed.poll))
    (broken,) = sealing.verify()
    assert (broken.campaign_id, broken.phase_id) == (sealed.poll.campaign, sealed.poll.phase)


def test_the_close_is_the_last_line_that_counts(sealed):
    poll = sealed.poll
    poll.cast(poll.participant(), "salt")
    with transaction() as session:
        phase = session.get_one(Phase, (poll.campaign, poll.phase))
        phase.opens, phase.closes = clock() - 9 * HOUR, clock() - 5 * HOUR
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock() + timedelta(hours=1))
    sealed.seal()
    kinds = [line["kind"] for line in sealed.lines()]
    assert kinds == ["ballot", "event", "close"]
    assert sealed.lines()[-1]["phase"] == str(poll.phase)
    assert sequencer.verify() == []
    assert sealing.verify() == []


def test_without_its_key_a_log_gets_no_new_head(sealed):
    sealed.poll.cast(sealed.poll.participant(), "salt")
    keys.destroy(sealed.poll.campaign, KeyPurpose.LOG)
    keys.ring.open(keys.ring.master)
    with pytest.raises(KeyError):
        sealed.seal()
    assert sealed.heads() == []
    other = Sealed(make_poll("salt"))
    other.poll.cast(other.poll.participant(), "salt")
    sequencer.run(clock())
    assert sealing.run(HOST, clock()) == 1
    assert len(other.heads()) == 1
