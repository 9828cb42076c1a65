"""The archive of a closed vote, written as a file: what `verify.py` needs to check the vote without us."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path
from uuid import UUID

from contest.queries import archives, proof
from contest.queries.archives import Archived
from contest.rules.papers import limit
from contest.services import keys, sealing
from contest.services.deliveries import zips
from contest.services.deliveries.leases import Failed, Handler, Leased

FORMAT = 2
ENTRIES, LINES = "entries.csv", "lines.jsonl"
READ_ME = """\
To check this vote:   python3 verify.py ARCHIVE.zip
Pour vérifier ce vote :   python3 verify.py ARCHIVE.zip
Om deze stemming na te rekenen:   python3 verify.py ARCHIVE.zip
"""


def handlers(media: Path, verifier: Path, host: str) -> dict[str, Handler]:
    """A handler for the one kind of row; `verifier` is the program that each archive holds."""
    return {"archive.write": lambda row, now: write(row, now, media, verifier, host)}


def write(row: Leased, now: datetime, media: Path, verifier: Path, host: str) -> str:
    """Seal the vote's log to its end and write its archive, unless it is there. Errors: Failed while it is open.

    One that names an idea otherwise than it may be named now is replaced: by the same but for the names.
    """
    assert row.campaign_id is not None
    campaign_id, phase_id = row.campaign_id, UUID(row.ids["phase"])
    sealing.seal(campaign_id, phase_id, host=host, now=now)
    vote = archives.archived(campaign_id, phase_id)
    if vote is None:
        raise Failed("its log has no end")
    target = media / archives.file_of(campaign_id, vote.position)
    there = zips.read(target, ENTRIES) if target.exists() else None
    entries = _entries(campaign_id, there)
    if entries == there:
        return "there already"
    members = _members(campaign_id, phase_id, vote, entries, verifier)
    zips.write(target, members, lambda sums: keys.signed_note(campaign_id, vote.origin, sums))
    return ""


def _members(
    campaign_id: UUID, phase_id: UUID, vote: Archived, entries: bytes, verifier: Path
) -> Iterator[tuple[str, Iterable[bytes]]]:
    yield "README.txt", [READ_ME.encode()]
    yield "about.json", [_json(_about(campaign_id, phase_id, vote))]
    yield ENTRIES, [entries]
    yield "result.json", [_json(vote.figures)]
    yield "heads.jsonl", (_json(note) for note in archives.notes(campaign_id, phase_id))
    yield LINES, (line + b"\n" for line in proof.every_line(campaign_id, phase_id, until=vote.size))
    yield "verify.py", [verifier.read_bytes()]


def _about(campaign_id: UUID, phase_id: UUID, vote: Archived) -> dict[str, object]:
    return {
        "format": FORMAT,
        "key": keys.head_verifier(campaign_id, vote.origin),
        "phase": str(phase_id),
        "rules": {
            "method": vote.vote.method.value,
            "choices": limit(vote.vote.method, vote.vote.choices),
            "changes": vote.vote.changes,
            "once": "day" if vote.vote.per_day else "phase",
            **({"blend": vote.vote.blend.as_settings()} if vote.vote.blend else {}),
        },
    }


def _entries(campaign_id: UUID, there: bytes | None) -> bytes:
    """The ideas as they may be named now; of an archive that is there already, those it has: others came later."""
    found = archives.candidates(campaign_id)
    if there is not None:
        its_own = {row["id"] for row in csv.DictReader(StringIO(there.decode()))}
        found = [one for one in found if one[0] in its_own]
    written = StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("id", "number", "name", "language"))
    rows.writerows(found)
    return written.getvalue().encode()


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
