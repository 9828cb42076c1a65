"""Documents to print: text over pages, with contents, tables and page numbers, tagged for whoever has it read out.

Typst sets it (one wheel, its own fonts inside, the same bytes for the same document). A program of its own, as cards
are: setting takes a second of a core, and counting must not wait.

    python -m contest.outside.documents < {"title": ..., "blocks": [...]} > document.pdf
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import typst

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).parent
# PDF/UA-1: readable by a screen reader, or it is not written.
STANDARD: Literal["ua-1"] = "ua-1"
SECONDS, NICE = 60, 10


class NotSetError(Exception):
    """The program died, or took too long."""


def pdf(document: Mapping[str, object]) -> bytes:
    """Set a document apart from this process; the same one gives the same bytes. Errors: NotSetError."""
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-m", "contest.outside.documents"],
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            input=json.dumps(document).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise NotSetError(type(error).__name__) from error
    return done.stdout


def main() -> int:
    """Set what the input says."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    given = sys.stdin.read()
    sys.stdout.buffer.write(
        typst.compile(
            HERE / "documents.typ",
            format="pdf",
            sys_inputs={"given": given},
            font_paths=[HERE / "fonts"],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=datetime(1980, 1, 1, tzinfo=UTC),
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
