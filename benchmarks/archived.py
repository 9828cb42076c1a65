"""An archive of many ballots, made without a database: so that `verify.py` is measured at any size, in a minute."""

import hashlib
import importlib.util
import json
import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from contest import vault
from contest.rules.ballots import BallotState
from contest.rules.counting import count
from contest.rules.papers import FORMULAS, Method
from contest.rules.proof import leaves, notes
from contest.rules.proof.notes import Head
from contest.settings import ROOT

ORIGIN, SEED, PHASE = "bench.example/crisps/vote/1", bytes(range(32)), UUID(int=7)
PROGRAM = ROOT / "static" / "verify.py"
ENTRIES = [UUID(int=number) for number in range(1, 6)]
AT = datetime(2026, 3, 3, 20, 0, tzinfo=UTC)


def made(file: Path, ballots: int) -> None:
    """Write an archive of so many confirmed ballots with one choice each."""
    tree, votes = _program().Tree(), Counter[tuple[str, ...]]()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        sums: list[str] = []

        def add(name: str, content: bytes) -> None:
            archive.writestr(name, content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")

        with archive.open("lines.jsonl", "w", force_zip64=True) as lines:
            digest = hashlib.sha256()
            for line in _lines(ballots, votes):
                tree.add(line)
                lines.write(line + b"\n")
                digest.update(line + b"\n")
        sums.append(f"{digest.hexdigest()}  lines.jsonl\n")
        add("about.json", _json(_about()))
        rows = "".join(f"{entry},{number},Idea {number},fr\n" for number, entry in enumerate(ENTRIES, start=1))
        add("entries.csv", f"id,number,name,language\n{rows}".encode())
        add("result.json", _json(_result(votes)))
        add("heads.jsonl", _json(_note(Head(ORIGIN, tree.size, tree.root()).text)) + b"\n")
        archive.writestr("checksums.txt", _note("".join(sums)))


def _lines(ballots: int, votes: Counter[tuple[str, ...]]) -> Iterator[bytes]:
    chance, named = random.Random(1), [str(entry) for entry in ENTRIES]
    for number in range(1, ballots + 1):
        ballot, chosen = UUID(int=number), chance.choice(named)
        votes[(chosen,)] += 1
        yield leaves.ballot_leaf(
            phase=PHASE,
            ballot=ballot,
            voter_key=f"{number:064x}",
            bucket="all",
            choices=[chosen],
            commitment=f"{number:064x}",
            received=AT,
        )
        yield leaves.event_leaf(ballot=ballot, event="confirmed", rule="", reason="", at=AT)
    yield leaves.close_leaf(phase=PHASE, at=AT)


def _about() -> dict[str, Any]:
    key = notes.verifier(ORIGIN, vault.public_key(SEED))
    rules = {"method": "one", "choices": 1, "changes": True, "once": "phase"}
    return {"format": 2, "key": key, "phase": str(PHASE), "rules": rules}


def _result(votes: Counter[tuple[str, ...]]) -> dict[str, Any]:
    counted = count(Method.ONE, votes, ENTRIES)
    states = dict.fromkeys((state.value for state in BallotState), 0) | {"counted": votes.total()}
    ranking = [
        {"entry": str(row.entry_id), "votes": row.votes, "rank": row.rank, "tied": row.tied}
        for row in counted.standings
    ]
    told = {"received": votes.total(), "for_unpublished": 0, "of": counted.of, "tie": counted.standings[0].tied}
    aside: dict[str, list[str]] = {"set_aside": [], "exclusions": []}
    return {"formula": FORMULAS[Method.ONE], "ranking": ranking, **told, **aside, **states}


def _note(text: str) -> str:
    return notes.signed(text, ORIGIN, vault.public_key(SEED), vault.signature(SEED, text))


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _program() -> Any:
    """The program itself, for its tree."""
    spec = importlib.util.spec_from_file_location("verify", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    load: Callable[[Any], None] = spec.loader.exec_module
    load(found)
    return found
