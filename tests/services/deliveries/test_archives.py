"""The archive of a closed vote, and the small program that checks it: what it believes and what it does not."""

import base64
import csv
import importlib.util
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from contest.db import reading, transaction
from contest.models import Ballot, Decision, Entry, Outbox
from contest.queries import archives, proof
from contest.rules.ballots import IN_PLACE, MOVES, BallotState, EventKind
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.papers import FORMULAS, MOST_STARS, Method
from contest.rules.proof import notes
from contest.services import ballots, entries, keys, moderation, participants, results, sealing, sequencer
from contest.services.ballots.statements import insert_event
from contest.services.deliveries import archives as deliveries
from contest.services.deliveries import leases
from contest.services.moderation import hiding
from contest.settings import ROOT
from tests.services.polls import Poll, clock, make_poll, stranger

HOST = "contest.example"
PROGRAM = ROOT / "static" / "verify.py"
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

spec = importlib.util.spec_from_file_location("verify", PROGRAM)
assert spec is not None
assert spec.loader is not None
program = importlib.util.module_from_spec(spec)
spec.loader.exec_module(program)


@dataclass
class Counted:
    """A closed vote with a bit of everything in it, and its archive."""

    poll: Poll
    media: Path
    first: UUID

    @property
    def file(self) -> Path:
        return self.media / archives.file_of(self.poll.campaign, 1)

    def receipt(self, ballot: UUID, file: Path) -> Path:
        """What a voter keeps of a ballot."""
        head = proof.head(self.poll.campaign, self.poll.phase)
        assert head is not None
        placed = proof.placed(self.poll.campaign, self.poll.phase, ballot, head.size)
        assert placed is not None
        said = {
            "line": placed.line.decode(),
            "seq": placed.seq,
            "path": [step.hex() for step in placed.path],
            "head": head.note,
        }
        file.write_text(json.dumps(said))
        return file


def votes(poll: Poll, many: int = 16) -> UUID:
    """Some votes: two who change their minds, one who withdraws, one never confirmed, one set aside; the first."""
    casts = [poll.cast(poll.participant(), ("salt", "vinegar", "pickle")[number % 3]) for number in range(many)]
    for name in ("salt", "pickle"):
        voter = poll.participant()
        poll.cast(voter, "vinegar")
        poll.cast(voter, name, change=True)
    gone = poll.participant()
    poll.cast(gone, "salt")
    ballots.withdraw(poll.campaign, voter_key=gone.voter_key, now=clock())
    poll.cast(stranger(), "salt")
    with transaction() as session:
        place = session.get_one(Ballot, (poll.campaign, casts[3].ballot_id))
        place.state = BallotState.EXCLUDED
        before = BallotState.COUNTED
        insert_event(session, *place_of(place), EventKind.EXCLUDED, before=before, rule="burst/1")
    return casts[0].ballot_id


def place_of(ballot: Ballot) -> tuple[UUID, UUID, UUID]:
    return ballot.campaign_id, ballot.phase_id, ballot.id


@pytest.fixture
def counted(app, tmp_path):
    with app.app_context():
        yield count(tmp_path / "media")


def count(media: Path, many: int = 16) -> Counted:
    """Vote, close and archive, with a head in the middle of it."""
    poll = make_poll("salt", "vinegar", "pickle")
    first = votes(poll, many)
    sequencer.run(clock())
    sealing.run(HOST, clock() - timedelta(hours=3))
    poll.cast(poll.participant(), "pickle")
    poll.over(timedelta(hours=2))
    results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
    assert leases.work(deliveries.handlers(media, PROGRAM, HOST), clock())
    return Counted(poll, media, first)


def read(file: Path, member: str) -> bytes:
    with zipfile.ZipFile(file) as archive:
        return archive.read(member)


def changed(file: Path, target: Path, member: str, change) -> Path:
    """The archive with one member changed."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == member else data)
    return target


def refused(file: Path, **more: Path) -> str:
    with pytest.raises((program.Wrong, *program.NO_ARCHIVE)) as reason:
        program.verify(file, **more)
    return str(reason.value)


def test_the_program_alone_says_that_the_result_follows_from_the_ballots(counted, tmp_path):
    with zipfile.ZipFile(counted.file) as archive:
        archive.extract("verify.py", tmp_path)
    receipt = counted.receipt(counted.first, tmp_path / "receipt.json")
    command = [sys.executable, "-I", str(tmp_path / "verify.py"), str(counted.file), "--receipt", str(receipt)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert "23 ballots" in said.stdout
    assert "1 excluded" in said.stdout
    assert "excluded, 1 times: burst/1" in said.stdout
    assert said.stdout.endswith("the result follows from the ballots\n")
    figures = results_of(counted)
    for row in figures["ranking"]:
        name = next(name for name, entry in counted.poll.entries.items() if str(entry) == row["entry"])
        number = list(counted.poll.entries).index(name) + 1
        assert f"{row['votes']:>9}  {number} {name}" in said.stdout


def results_of(counted: Counted) -> dict:
    with zipfile.ZipFile(counted.file) as archive:
        return json.loads(archive.read("result.json"))


@SQLITE
def test_it_is_written_once_and_the_same_to_the_byte(counted, tmp_path):
    written = counted.file.read_bytes()
    row = reading().scalars(select(Outbox).where(Outbox.kind == "archive.write")).one()
    again = leases.Leased(row.id, row.campaign_id, row.kind, row.ids, "", 1, clock(), clock())
    assert deliveries.write(again, clock(), counted.media, PROGRAM, HOST) == "there already"
    deliveries.write(again, clock(), tmp_path / "elsewhere", PROGRAM, HOST)
    assert (tmp_path / "elsewhere" / archives.file_of(counted.poll.campaign, 1)).read_bytes() == written
    assert [file.name for file in counted.file.parent.iterdir()] == [counted.file.name]


def named(counted: Counted) -> list[str]:
    """The names in the archive, once the worker has done what was queued; everything else stays to the byte."""
    before = {member: read(counted.file, member) for member in ("about.json", "result.json", "lines.jsonl")}
    while leases.work(deliveries.handlers(counted.media, PROGRAM, HOST), clock()):
        pass
    assert {member: read(counted.file, member) for member in before} == before
    assert [file.name for file in counted.file.parent.iterdir()] == [counted.file.name]
    assert program.verify(counted.file)
    return [row["name"] for row in csv.DictReader(StringIO(read(counted.file, "entries.csv").decode()))]


def taken_off(poll: Poll) -> None:
    moderation.decide(
        poll.campaign,
        poll.entries["salt"],
        version=1,
        kind=DecisionKind.REMOVE,
        reason="targets_person",
        by=poll.staff,
        now=clock(),
    )


def withdrawn(poll: Poll) -> None:
    entries.withdraw(poll.campaign, poll.entries["salt"], by=poll.author("salt"), now=clock())


def erased(poll: Poll) -> None:
    participants.erase(poll.campaign, poll.author("salt"), now=clock())


def hidden(poll: Poll) -> None:
    with transaction() as session:
        hiding.hide(session.get_one(Entry, (poll.campaign, poll.entries["salt"])), now=clock())


@pytest.mark.parametrize("act", [taken_off, withdrawn, erased, hidden])
def test_what_is_shown_no_more_is_named_there_no_more(counted, act):
    counted.poll.worded("salt")
    assert named(counted) == ["salt", "vinegar", "pickle"]
    act(counted.poll)
    assert named(counted) == ["", "vinegar", "pickle"]


def test_what_is_shown_again_is_named_there_again_and_what_is_new_leaves_it_as_it_is(counted):
    poll, whole = counted.poll, counted.file.read_bytes()
    poll.worded("salt")
    taken_off(poll)
    assert named(counted) == ["", "vinegar", "pickle"]
    (taken,) = reading().scalars(select(Decision.id)).all()
    moderation.undo(poll.campaign, taken, by=poll.staff, now=clock())
    assert (named(counted), counted.file.read_bytes()) == (["salt", "vinegar", "pickle"], whole)
    poll.entry("paprika", EntryState.PENDING)
    poll.worded("paprika")
    of = {"version": 1, "kind": DecisionKind.PUBLISH, "by": poll.staff}
    moderation.decide(poll.campaign, poll.entries["paprika"], **of, now=clock())
    assert (named(counted), counted.file.read_bytes()) == (["salt", "vinegar", "pickle"], whole)
    withdrawn(poll)
    assert named(counted) == ["", "vinegar", "pickle"]


@SQLITE
def test_a_vote_that_is_open_has_none(app, tmp_path):
    with app.app_context():
        poll = make_poll("salt")
        poll.cast(poll.participant(), "salt")
        sequencer.run(clock())
        ids = {"phase": poll.phase.hex}
        row = leases.Leased(poll.phase, poll.campaign, "archive.write", ids, "", 1, clock(), clock())
        with pytest.raises(leases.Failed):
            deliveries.write(row, clock(), tmp_path, PROGRAM, HOST)
        assert list(tmp_path.rglob("*.zip")) == []


@SQLITE
def test_nobody_is_named_in_it(counted):
    with zipfile.ZipFile(counted.file) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    rows = reading().execute(select(Ballot.id, Ballot.voter_key, Ballot.receipt)).all()
    assert len(rows) == 23
    for row in rows:
        assert str(row.id) not in everything
        assert row.voter_key not in everything
        assert row.receipt not in everything


def bytes_changed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


MEMBERS = ("lines.jsonl", "heads.jsonl", "result.json", "about.json", "entries.csv", "checksums.txt", "README.txt")


def unnoticed(counted: Counted, member: str, every: int) -> list[int]:
    """Which bytes of a member can be changed without a word."""
    with zipfile.ZipFile(counted.file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert not said_by(packed(members)).startswith("WRONG")
    places = range(0, len(members[member]), every)
    bent = (packed(members | {member: bytes_changed(members[member], place)}) for place in places)
    return [place for place, file in zip(places, bent, strict=True) if not said_by(file).startswith("WRONG")]


def packed(members: dict[str, bytes]) -> BytesIO:
    """An archive of these files, in memory."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


@SQLITE
@pytest.mark.parametrize("member", MEMBERS)
def test_no_byte_can_be_changed(counted, member):
    assert unnoticed(counted, member, every=97) == []


@SQLITE
@pytest.mark.drill
def test_no_byte_of_two_hundred_ballots_can_be_changed(app, tmp_path, capsys, monkeypatch):
    # The same signature of the same text is asked for again and again.
    monkeypatch.setattr(program, "is_signed", cache(program.is_signed))
    with app.app_context():
        counted = count(tmp_path / "media", many=193)
        assert "200 ballots" in said_by(counted.file)
        for member in (*MEMBERS, "verify.py"):
            found = unnoticed(counted, member, every=1)
            with capsys.disabled():
                print(f"{member}: each of {len(read(counted.file, member))} bytes changed, unnoticed {len(found)}")
            assert found == []


@SQLITE
@pytest.mark.parametrize("member", ["lines.jsonl", "heads.jsonl", "result.json", "about.json"])
def test_nor_by_somebody_who_signs_the_sums_anew(counted, member, monkeypatch):
    """The lines, the heads and the result hold one another, whatever the sums say."""
    monkeypatch.setattr(program, "check_sums", lambda archive, key: None)
    assert unnoticed(counted, member, every=61 if member == "lines.jsonl" else 5) == []


def said_by(file: Path | BytesIO) -> str:
    """What the program says of an archive, or that something is wrong with it."""
    try:
        return program.verify(file)
    except (program.Wrong, *program.NO_ARCHIVE) as reason:
        return f"WRONG {reason}"


def without_line(number: int):
    return lambda data: b"".join(line for at, line in enumerate(data.splitlines(keepends=True)) if at != number)


def doubled(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join([*lines[:-1], lines[0], lines[-1]])


def swapped(data: bytes) -> bytes:
    first, second, *rest = data.splitlines(keepends=True)
    return b"".join([second, first, *rest])


def with_a_vote_more(data: bytes) -> bytes:
    result = json.loads(data)
    result["ranking"][0]["votes"] += 1
    result["counted"] += 1
    return json.dumps(result).encode()


LIES = {
    "a line left out": ("lines.jsonl", without_line(4)),
    "the close left out": ("lines.jsonl", lambda data: b"".join(data.splitlines(keepends=True)[:-1])),
    "the end cut off": ("lines.jsonl", lambda data: data[:-1]),
    "a line twice": ("lines.jsonl", doubled),
    "lines in another order": ("lines.jsonl", swapped),
    "a vote more in the result": ("result.json", with_a_vote_more),
    "a head left out": ("heads.jsonl", lambda data: data.splitlines(keepends=True)[0]),
    "no head": ("heads.jsonl", lambda data: b""),
    "an entry that is not there": ("entries.csv", lambda data: b"".join(data.splitlines(keepends=True)[:-1])),
    "another format": ("about.json", lambda data: data.replace(b'"format":2', b'"format":3')),
}


@SQLITE
@pytest.mark.parametrize(("member", "lie"), LIES.values(), ids=LIES)
def test_what_no_honest_archive_holds_is_refused(counted, tmp_path, member, lie, monkeypatch):
    file = changed(counted.file, tmp_path / "lie.zip", member, lie)
    assert refused(file)
    monkeypatch.setattr(program, "check_sums", lambda archive, key: None)
    refused(file)


@SQLITE
def test_whoever_signs_with_a_key_of_their_own_is_found_out_by_whoever_kept_a_head(counted, tmp_path):
    """A whole archive made anew holds together; it does not bear the key that was published before."""
    about = json.loads(read(counted.file, "about.json"))
    name, _, packed = about["key"].split("+", 2)
    other = notes.verifier(name, bytes(33 - 1))
    forged = changed(
        counted.file,
        tmp_path / "forged.zip",
        "about.json",
        lambda data: data.replace(about["key"].encode(), other.encode()),
    )
    assert "another key" in refused(forged)
    assert base64.b64decode(packed)[:1] == b"\x01"


@SQLITE
def test_an_earlier_archive_is_the_beginning_of_a_later_one_or_it_is_said(counted, tmp_path):
    assert program.verify(counted.file, previous=counted.file)
    lines = read(counted.file, "lines.jsonl").splitlines(keepends=True)
    earlier = changed(counted.file, tmp_path / "earlier.zip", "lines.jsonl", lambda data: b"".join(lines[:9]))
    assert program.verify(counted.file, previous=earlier)
    other = changed(earlier, tmp_path / "other.zip", "lines.jsonl", lambda data: bytes_changed(data, 700))
    assert "earlier archive" in refused(counted.file, previous=other)
    longer = changed(counted.file, tmp_path / "longer.zip", "lines.jsonl", lambda data: data + lines[0])
    assert "are missing" in refused(counted.file, previous=longer)


WAYS = [
    ({"method": "several", "choices": 2}, [("salt", "pickle"), ("salt",), ("vinegar", "pickle"), ("salt", "vinegar")]),
    ({"method": "runoff"}, [("salt", "pickle"), ("pickle",), ("vinegar", "pickle"), ("salt",), ("pickle", "gone")]),
    ({"method": "schulze"}, [("salt", "vinegar", "pickle"), ("vinegar", "pickle"), ("pickle", "salt"), ("gone",)]),
    ({"method": "stars", "per_day": True}, [("salt", "pickle"), ("pickle", "vinegar"), ("vinegar", "gone")]),
]
TWINS = [("twin", "pickle"), ("salt", "twin"), ("twin",)]


@SQLITE
@pytest.mark.parametrize(("settings", "said"), WAYS, ids=[settings["method"] for settings, _ in WAYS])
def test_every_way_of_voting_is_recounted_by_the_program_and_another_result_is_refused(app, tmp_path, settings, said):
    with app.app_context():
        poll = make_poll("salt", "vinegar", "pickle", "gone", "twin", **settings)
        for number, names in enumerate((said + TWINS) * 3):
            poll.fill(poll.participant(), *names, stars=[1 + (number + place) % 5 for place in range(len(names))])
        sequencer.run(clock())
        given = {"into": 1, "version": 1, "told": "Both are salt.", "by": poll.staff, "now": clock()}
        moderation.merge(poll.campaign, poll.entries["twin"], **given)
        poll.fill(poll.participant(), "twin", "pickle", stars=[4, 2])
        voter = poll.participant()
        for names in (("salt",), ("pickle", "salt")):
            poll.fill(voter, *names, change=True)
        with transaction() as session:
            session.get_one(Entry, (poll.campaign, poll.entries["gone"])).state = EntryState.REMOVED
        poll.over(timedelta(hours=2))
        figures = results.close(poll.campaign, poll.phase, by=poll.staff, now=clock())
        assert leases.work(deliveries.handlers(tmp_path, PROGRAM, HOST), clock())
        file = tmp_path / archives.file_of(poll.campaign, 1)
        assert "joined: 5 twin with 1 salt: Both are salt." in program.verify(file)
        assert [one["reason"] for one in figures["joined"]] == ["Both are salt."]
        assert (figures["formula"], len(figures["ranking"])) == (FORMULAS[Method(settings["method"])], 3)
        first = figures["ranking"][0]["votes"]
        wrong = changed(file, tmp_path / "wrong.zip", "result.json", lambda data: data.replace(b"%d" % first, b"9", 1))
        assert refused(wrong)


@SQLITE
def test_a_head_that_somebody_kept_is_one_of_the_log_or_it_is_said(counted, tmp_path):
    kept = tmp_path / "head.txt"
    first = proof.heads(counted.poll.campaign, counted.poll.phase)[-1].note
    kept.write_text(first)
    assert program.verify(counted.file, head=kept)
    kept.write_text(first.replace("vote/1\n", "vote/2\n"))
    assert "wrong signature" in refused(counted.file, head=kept)
    # As if another log had been shown to somebody: signed by the same key, over as many lines.
    other = notes.Head(notes.read(first)[0].origin, notes.read(first)[0].size, b"r" * 32)
    kept.write_text(keys.signed_note(counted.poll.campaign, other.origin, other.text))
    assert "two heads over" in refused(counted.file, head=kept)


@SQLITE
@pytest.mark.parametrize("part", ["line", "seq", "path", "head"])
def test_a_receipt_that_was_changed_is_refused(counted, tmp_path, part):
    receipt = counted.receipt(counted.first, tmp_path / "receipt.json")
    said = json.loads(receipt.read_text())
    bent = {
        "line": said["line"].replace("ballot", "bullet", 1),
        "seq": said["seq"] + 1,
        "path": [said["path"][0][::-1], *said["path"][1:]],
        "head": said["head"].replace("/vote/1\n", "/vote/2\n"),
    }
    receipt.write_text(json.dumps(said | {part: bent[part]}))
    assert refused(counted.file, receipt=receipt)


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        (["close", "ab"], "after the close"),
        (["ab", "ac"], "joined twice"),
        (["ab", "ba"], "with itself"),
        (["aa"], "with itself"),
        (["ax"], "could not be voted for"),
    ],
)
def test_the_program_refuses_what_cannot_be_joined(lines, wrong):
    rules = {"method": "one", "choices": 1, "changes": True, "once": "phase"}
    vote = program.Vote({"rules": rules, "phase": "p"}, dict.fromkeys("abc", ""))
    said = [
        {"kind": "close", "phase": "p"}
        if line == "close"
        else {"kind": "joined", "gone": line[0], "kept": line[1], "reason": ""}
        for line in lines
    ]
    for number, line in enumerate(said[:-1]):
        vote.read(line, number)
    with pytest.raises(program.Wrong, match=wrong):
        vote.read(said[-1], len(said))


def test_the_program_knows_the_same_rules_as_the_house():
    assert {(before.value, event.value): after.value for (before, event), after in MOVES.items()} == program.MOVES
    assert {state.value for state in IN_PLACE} == set(program.IN_PLACE)
    assert {state.value for state in BallotState} == set(program.STATES)
    assert {method.value: formula for method, formula in FORMULAS.items()} == program.FORMULAS
    assert program.MOST_STARS == MOST_STARS


# The first three of RFC 8032, section 7.1: secret left out, public key, message, signature.
SIGNED = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("public", "text", "signature"), SIGNED)
def test_signatures_are_checked_as_the_standard_says(public, text, signature):
    key, message, mark = map(bytes.fromhex, (public, text, signature))
    assert program.is_signed(key, message, mark)
    for place in range(64):
        assert not program.is_signed(key, message, bytes_changed(mark, place))
    assert not program.is_signed(key, message + b"!", mark)


def test_what_is_no_archive_is_said_in_words(tmp_path):
    nothing = tmp_path / "nothing.zip"
    nothing.write_bytes(b"PK")
    command = [sys.executable, "-I", str(PROGRAM), str(nothing)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (1, "")
    assert said.stdout.startswith("WRONG: not an archive")
