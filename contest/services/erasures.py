"""What was destroyed for good, noted in a file beside the database: whoever restores an older one destroys it again.

A line is written before the database forgets, and reaches the disk first. Should the database then fail, the line
still says what was asked for, and a restore does it. Lines hold ids only, and none is ever removed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from uuid import UUID

NAME = "erasures.log"


class Kind(StrEnum):
    """What can be destroyed for good."""

    PARTICIPANT = "participant"
    KEY = "key"


@dataclass(frozen=True)
class Erasure:
    """One thing destroyed: a participant, by id, or a campaign's key, by its purpose."""

    kind: Kind
    campaign_id: UUID
    ref: str

    def __str__(self) -> str:
        return f"{self.kind} {self.campaign_id} {self.ref}"


class Log:
    """The file of this process."""

    def __init__(self) -> None:
        self._file: Path | None = None
        self._silent = False

    def open(self, file: Path) -> None:
        """Write to this file from now on; made with its first line."""
        self._file = file

    @property
    def file(self) -> Path:
        """Where it lies. Errors: RuntimeError before `open`."""
        if self._file is None:
            raise RuntimeError("the log of erasures was not opened")
        return self._file

    def note(self, kind: Kind, campaign_id: UUID, ref: str) -> None:
        """Note one thing that is about to be destroyed; returns once it is on disk. Errors: OSError."""
        if not self._silent:
            self.append([Erasure(kind, campaign_id, ref)])

    def append(self, erasures: list[Erasure]) -> None:
        """Add these lines; returns once they are on disk. Errors: OSError."""
        descriptor = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            # One write: lines of two processes do not mix.
            file.write("".join(f"{erasure}\n" for erasure in erasures).encode())
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Erasure]:
        """Everything noted, each once, in order. A line cut off by a full disk is no line."""
        if not self.file.exists():
            return []
        lines = dict.fromkeys(self.file.read_text(encoding="ascii", errors="replace").split("\n"))
        return [erasure for line in lines if (erasure := _parsed(line)) is not None]

    @contextmanager
    def silent(self) -> Iterator[None]:
        """Note nothing inside: what is done there was read from this file."""
        self._silent = True
        try:
            yield
        finally:
            self._silent = False


log = Log()


def _parsed(line: str) -> Erasure | None:
    try:
        kind, campaign, ref = line.split(" ")
        return Erasure(Kind(kind), UUID(campaign), ref)
    except ValueError:
        return None
