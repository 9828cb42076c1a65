"""Papers to print: documents, certificates, posters, tagged for whoever has them read out.

Typst sets them (one wheel, its own fonts inside, the same bytes for the same paper). A program of its own, as cards
are: setting takes a second of a core, and counting must not wait. Several papers cost one start.

    python -m contest.outside.documents < [{"paper": "document", "title": ..., ...}] > ["base64 of a PDF"]
"""

import base64
import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import typst

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).parent
PAPERS = HERE / "papers"
# PDF/UA-1, readable by a screen reader.
STANDARD: Literal["ua-1"] = "ua-1"
# How it says that no font has a letter; one run of them at a time.
UNKNOWN_LETTERS = re.compile(r'the text `"(.+?)"` could not be displayed')
# Letters that cannot be shown in a message either.
ESCAPED = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
MOST_RUNS, INSTEAD = 40, "…"
SECONDS, NICE = 60, 10


class NotSetError(Exception):
    """The program died, or took too long."""


def pdf(document: Mapping[str, object]) -> bytes:
    """Set one paper. Errors: NotSetError."""
    return pdfs([document])[0]


def pdfs(documents: Sequence[Mapping[str, object]]) -> list[bytes]:
    """Set papers apart from this process; the same one gives the same bytes. Errors: NotSetError.

    `paper` says which it is: document (where it is missing), certificate, poster.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-E", "-s", "-m", "contest.outside.documents"],
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
            input=json.dumps(documents).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
        return [base64.b64decode(one) for one in json.loads(done.stdout)]
    except (subprocess.SubprocessError, ValueError) as error:
        raise NotSetError(type(error).__name__) from error


def main() -> int:
    """Set what the input says."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    papers = json.load(sys.stdin)
    json.dump([base64.b64encode(_set(paper)).decode() for paper in papers], sys.stdout)
    return 0


def _set(paper: Mapping[str, object]) -> bytes:
    """A paper; letters that none of our fonts has give way to three dots, for the standard takes no empty boxes."""
    for _ in range(MOST_RUNS):
        try:
            return _compiled(paper, strict=True)
        except typst.TypstError as error:
            unknown = UNKNOWN_LETTERS.search(str(error))
            if unknown is None:
                raise
            paper = without(paper, ESCAPED.sub(lambda letter: chr(int(letter[1], 16)), unknown[1]))
    return _compiled(paper, strict=False)


def without(said: Any, letters: str) -> Any:
    """What is said, its texts with three dots where any of these letters stand."""
    if isinstance(said, str):
        # A drawing's letters are outlines.
        stays = said.startswith("<svg") or not set(letters) & set(said)
        return said if stays else re.sub(f"[{re.escape(letters)}{INSTEAD}]+", INSTEAD, said)
    if isinstance(said, Mapping):
        return {key: without(one, letters) for key, one in said.items()}
    return [without(one, letters) for one in said] if isinstance(said, list) else said


def _compiled(paper: Mapping[str, object], *, strict: bool) -> bytes:
    return typst.compile(
        str(PAPERS / f"{paper.get('paper', 'document')}.typ"),
        root=str(PAPERS),
        format="pdf",
        sys_inputs={"given": json.dumps(paper)},
        font_paths=[str(HERE / "fonts"), str(PAPERS / "fonts")],
        ignore_system_fonts=True,
        pdf_standards=STANDARD if strict else None,
        timestamp=datetime(1980, 1, 1, tzinfo=UTC),
    )


if __name__ == "__main__":
    sys.exit(main())
