"""What a backup says about itself: when, of what, and the digest of every file; and whether that still holds."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

NAME = "manifest.json"
FORMAT = 1
CHUNK = 1024 * 1024


class Unfit(Exception):  # noqa: N818 - what is said of a backup, or of the place it should go to
    """It cannot be done; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """`made_at`: ISO 8601 UTC, when the copy of the database began; `revision`: of its schema; `code`: the commit of
    the software, if known; `master_key`: a fingerprint of the key that wraps the campaigns' keys; `files`: SHA-256
    (hexadecimal) by path below the folder."""

    made_at: str
    database: str
    revision: str
    code: str
    master_key: str
    files: dict[str, str]
    format: int = FORMAT


def fingerprint(master_key: bytes) -> str:
    """What tells one master key from another, and nothing more: a hash of 32 random bytes leads nowhere."""
    return hashlib.sha256(b"contest master key" + master_key).hexdigest()[:16]


def digest(file: Path) -> str:
    """SHA-256 of a file, hexadecimal (RFC 6234)."""
    hashed = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder but the manifest itself."""
    return {name: digest(folder / name) for name in sorted(_names(folder)) if name != NAME}


def write(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into its folder, for us alone."""
    (folder / NAME).touch(mode=0o600)
    (folder / NAME).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose every file is as it was written. Errors: Unfit."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise Unfit(f"{folder} is not a backup: it holds no readable {NAME}.") from error
    if manifest.format != FORMAT:
        raise Unfit(f"{folder} has format {manifest.format}, and this software reads {FORMAT}.")
    if changed := sorted(_changed(manifest.files, digests(folder))):
        raise Unfit(f"{folder} is damaged: {', '.join(changed[:5])} {'…' * (len(changed) > 5)}".rstrip())
    return manifest


def _changed(said: dict[str, str], found: dict[str, str]) -> set[str]:
    return {name for name in said.keys() | found.keys() if said.get(name) != found.get(name)}


def _names(folder: Path) -> Iterator[str]:
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
