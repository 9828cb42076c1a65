"""Uploads: kept for a moment, looked at by a limited child process, never decoded in ours.

No library is loaded here. The child is the program `contest.outside.images`; it gets no environment (so no
secret), few resources and little time, and answers one line of JSON.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

from contest.rules.pictures import (
    LARGER,
    MOST_BYTES,
    MOST_PIXELS,
    PORTRAITS,
    PREVIEW,
    Verdict,
    file_of,
    folder_of,
    portrait_folder_of,
    portrait_of,
)

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "contest.outside.images"
CHUNK = 256 * 1024
# Checks in this process at one time; who comes third waits a little, then is asked to come back.
AT_ONCE, PATIENCE = 2, 2.0
# The slowest good file, a HEIC of 40 megapixels, takes 2.3 s of a core; a slower machine gets as much again, and half.
CHECK_SECONDS, RESIZE_SECONDS = 6, 30
_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Folders:
    """Where pictures lie: `media` for what may be shown, `incoming` for what was just sent."""

    media: Path
    incoming: Path

    def original(self, picture_id: UUID) -> Path:
        """What was sent, until it has been resized."""
        return self.incoming / picture_id.hex

    def width(self, campaign_id: UUID, picture_id: UUID, width: int) -> Path:
        """One width of a checked picture."""
        return self.media / file_of(campaign_id, picture_id, width)


def receive(stream: IO[bytes], folders: Folders, campaign_id: UUID, picture_id: UUID) -> Verdict:
    """Keep an upload (for us alone), check it and make its preview; a refused one leaves nothing behind."""
    original = folders.original(picture_id)
    verdict = Verdict("picture_broken")
    try:
        digest = _keep(stream, original)
        verdict = _check(original, [(str(PREVIEW), folders.width(campaign_id, picture_id, PREVIEW))], digest)
    finally:
        if verdict.reason:
            discard(folders, campaign_id, picture_id)
    return verdict


def receive_portrait(stream: IO[bytes], folders: Folders, portrait_id: UUID) -> Verdict:
    """Check an upload and make every size of a portrait from its middle, square; the original is gone at once."""
    original = folders.original(portrait_id)
    pairs = [(f"{side}x{side}", folders.media / portrait_of(portrait_id, side)) for side in PORTRAITS]
    verdict = Verdict("picture_broken")
    try:
        digest = _keep(stream, original)
        verdict = _check(original, pairs, digest)
    finally:
        original.unlink(missing_ok=True)
        if verdict.reason:
            discard_portrait(folders, portrait_id)
    return verdict


def discard_portrait(folders: Folders, portrait_id: UUID) -> None:
    """Remove every file of a portrait; again is harmless."""
    shutil.rmtree(folders.media / portrait_folder_of(portrait_id), ignore_errors=True)


def enlarge(folders: Folders, campaign_id: UUID, picture_id: UUID) -> bool:
    """Make the larger widths from the original; False when that failed."""
    targets = [folders.width(campaign_id, picture_id, width) for width in LARGER]
    pairs = list(zip(map(str, LARGER), targets, strict=True))
    answer = _child(folders.original(picture_id), pairs, RESIZE_SECONDS)
    return answer.get("reason") == "" and all(target.exists() for target in targets)


def measure(folders: Folders, campaign_id: UUID, picture_id: UUID) -> Verdict:
    """Look at a picture that was taken in before pictures were measured, by its preview; no file is kept."""
    scratch = folders.incoming / f"{picture_id.hex}.measured"
    try:
        return _check(folders.width(campaign_id, picture_id, PREVIEW), [(str(PREVIEW), scratch)], "")
    finally:
        scratch.unlink(missing_ok=True)


def discard(folders: Folders, campaign_id: UUID, picture_id: UUID) -> None:
    """Remove every file of a picture; again is harmless."""
    folders.original(picture_id).unlink(missing_ok=True)
    shutil.rmtree(folders.media / folder_of(campaign_id, picture_id), ignore_errors=True)


def _keep(stream: IO[bytes], place: Path) -> str | None:
    """Copy an upload to `place`; its SHA-256, None when it is too large."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), MOST_BYTES
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(min(CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                return None
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()


def _check(original: Path, pairs: list[tuple[str, Path]], digest: str | None) -> Verdict:
    if digest is None:
        return Verdict("picture_too_large")
    if not _places.acquire(timeout=PATIENCE):
        return Verdict("picture_busy")
    try:
        for _, target in pairs:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        answer = _child(original, pairs, CHECK_SECONDS)
    finally:
        _places.release()
    try:
        size = int(answer["width"]), int(answer["height"])
        return Verdict(str(answer["reason"]), *size, digest, int(answer["shape"]), float(answer["contrast"]))
    except (KeyError, TypeError, ValueError):
        return Verdict("picture_broken")


def _child(source: Path, pairs: list[tuple[str, Path]], seconds: int) -> dict[str, str | int | float]:
    """Run the program and read its answer; empty when it died. Too slow is said to be busy."""
    given = [seconds, MOST_PIXELS, source, *(part for pair in pairs for part in pair)]
    command = [sys.executable, "-E", "-s", "-m", PROGRAM, *map(str, given)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, paths made by us
            command,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        return {"reason": "picture_busy", "width": 0, "height": 0, "shape": 0, "contrast": 0}
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
