"""The disk, as far as pictures lie on it."""

import time
from pathlib import Path


def sweep(folder: Path, *, older_than: float) -> int:
    """Remove the files of a folder not changed for `older_than` seconds; answers how many."""
    removed, oldest = 0, time.time() - older_than
    for file in folder.iterdir() if folder.is_dir() else ():
        if file.is_file() and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)
            removed += 1
    return removed
