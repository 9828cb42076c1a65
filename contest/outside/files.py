"""The disk, as far as pictures lie on it."""

from datetime import datetime
from pathlib import Path


def sweep(folder: Path, *, before: datetime) -> int:
    """Remove the files of a folder not changed since `before`; answers how many."""
    removed, oldest = 0, before.timestamp()
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
            removed += 1
    return removed
