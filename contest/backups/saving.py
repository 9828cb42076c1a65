"""Making a backup, while everything runs."""

import os
import shutil
import subprocess
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from contest.backups import manifest, postgresql
from contest.backups.manifest import Manifest, Unfit
from contest.db import database, reading
from contest.settings import ROOT, Settings

SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASE = {SQLITE: "database.sqlite3", POSTGRESQL: "database.dump"}
MEDIA, INCOMING, MASTER_KEY = "media", "incoming", "master.key"


def save(settings: Settings, target: Path, *, with_key: bool, now: datetime) -> Manifest:
    """Make the backup `target`, a folder for us alone that must not exist; it is there whole or not at all.

    The database first: a picture it knows was written before it. With `with_key` the master key lies in it, and
    whoever holds the folder reads every address. Errors: Unfit, OSError.
    """
    if target.exists():
        raise Unfit(f"{target} exists; a backup never overwrites.")
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    try:
        made = _fill(settings, draft, with_key=with_key, now=now)
        manifest.write(draft, made)
        for path in [*draft.rglob("*"), draft]:
            to_disk(path)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return made


def revision() -> str:
    """The revision of the database's schema."""
    return str(reading().scalar(text("SELECT version_num FROM alembic_version")) or "")


def server_version() -> int:
    """The major version of the PostgreSQL server."""
    return int(reading().execute(text("SHOW server_version_num")).scalar_one()) // 10000


def to_disk(path: Path) -> None:
    """Return once a file or a folder's list of files is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(settings: Settings, draft: Path, *, with_key: bool, now: datetime) -> Manifest:
    kind = SQLITE if settings.is_sqlite else POSTGRESQL
    found = revision()
    _copy_database(settings, draft / DATABASE[kind])
    _copy_files(settings.media, draft / MEDIA)
    _copy_files(settings.data / INCOMING, draft / INCOMING)
    key = settings.master_key_file.read_bytes()
    if with_key:
        (draft / MASTER_KEY).write_bytes(key)
    for path in draft.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return Manifest(now.isoformat(), kind, found, _commit(), manifest.fingerprint(key), manifest.digests(draft))


def _copy_database(settings: Settings, file: Path) -> None:
    if not settings.is_sqlite:
        folder = postgresql.tools(server_version())
        reading().commit()
        postgresql.dump(folder, settings.database_url, file)
        return
    # One statement outside a transaction, below SQLAlchemy, which would begin one: a copy as of one moment, while
    # others go on writing.
    with closing(database.engine.raw_connection()) as connection:
        connection.cursor().execute("VACUUM INTO ?", (str(file),))


def _copy_files(source: Path, target: Path) -> None:
    """Copy a folder of pictures; one that is deleted meanwhile was erased, and is not missed."""
    target.mkdir()
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            shutil.copyfile(file, copy)


def _commit() -> str:
    """The commit of the software, where it is a clone and git is there."""
    with suppress(OSError):
        command = ["git", "-C", str(ROOT), "rev-parse", "HEAD"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        return done.stdout.strip() if done.returncode == 0 else ""
    return ""
