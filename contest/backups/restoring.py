"""Restoring a backup: everything is checked first, built beside what is there, and then takes its place."""

import os
import secrets
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DatabaseError

from contest.backups import erased, manifest, postgresql
from contest.backups.manifest import Manifest, Unfit
from contest.backups.saving import DATABASE, INCOMING, MASTER_KEY, MEDIA, POSTGRESQL, SQLITE, server_version, to_disk
from contest.db import database, reading
from contest.models import Campaign
from contest.settings import ROOT, Settings

# What `flask` is told to do in a process of its own, on the restored database: see contest/cli/upkeep.py.
FINISH = "finish-restore"


def restore(settings: Settings, source: Path, *, replace: bool) -> Manifest:
    """Put the backup `source` in the place of database and pictures. Nothing else may run on them.

    On SQLite all of it is built beside and then renamed, the database last. On PostgreSQL the rows come in one
    transaction; migrating them and destroying again follow, and are done by restoring again if they fail.
    Errors: Unfit, OSError.
    """
    made = manifest.read(source)
    _check(settings, made)
    _make_room(replace=replace)
    _take_key(settings, source, made, replace=replace)
    if settings.is_sqlite:
        _restore_sqlite(settings, source)
    else:
        _restore_postgresql(settings, source)
    return made


def _check(settings: Settings, made: Manifest) -> None:
    kind = SQLITE if settings.is_sqlite else POSTGRESQL
    if made.database != kind:
        raise Unfit(f"This is a backup of {made.database}, and DATABASE_URL names {kind}.")
    try:
        ScriptDirectory(str(ROOT / "migrations")).get_revision(made.revision)
    except CommandError as error:
        raise Unfit(f"The backup is of a newer version ({made.code or made.revision}): install that first.") from error


def _make_room(*, replace: bool) -> None:
    """Refuse to replace campaigns unasked; note what the present database has destroyed."""
    try:
        if not inspect(database.engine).has_table("campaign"):
            return
        campaigns = reading().execute(select(func.count()).select_from(Campaign)).scalar_one()
        if campaigns and not replace:
            raise Unfit(f"There are {campaigns} campaigns here. Make a backup of them, then add --replace.")
        erased.gather()
    except DatabaseError as error:
        if not replace:
            raise Unfit(f"The present database cannot be read ({type(error.orig).__name__}): add --replace.") from error
    finally:
        database.session.remove()


def _take_key(settings: Settings, source: Path, made: Manifest, *, replace: bool) -> None:
    """Have the master key that opens this backup: the one in its place, or the one that lies in it."""
    place = settings.master_key_file
    if place.exists() and manifest.fingerprint(place.read_bytes()) == made.master_key:
        return
    if not (source / MASTER_KEY).exists():
        raise Unfit(f"{place} is not the master key of this backup, which is not in it: put that one there first.")
    if settings.is_production and not replace:
        raise Unfit(f"{place} is another master key than the backup's: move it away, or add --replace.")
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    shutil.copyfile(source / MASTER_KEY, draft)
    draft.chmod(0o600)
    if place.exists():
        place.rename(place.with_name(f"{place.name}.before"))
    draft.rename(place)


def _restore_sqlite(settings: Settings, source: Path) -> None:
    file = settings.sqlite_path
    assert file is not None
    draft = file.with_name(f".{file.name}.restoring")
    media = _copied(source / MEDIA, settings.media)
    incoming = _copied(source / INCOMING, settings.data / INCOMING)
    try:
        _remove(draft)
        shutil.copyfile(source / DATABASE[SQLITE], draft)
        draft.chmod(0o600)
        _finish(settings, f"sqlite:///{draft}")
        # The pictures first: the database, which alone says what is shown, is the last to change.
        _put(media, settings.media)
        _put(incoming, settings.data / INCOMING)
        _empty_log_of(file)
        to_disk(draft)
        draft.replace(file)
        to_disk(file.parent)
    finally:
        _remove(draft)
        for left in (media, incoming):
            shutil.rmtree(left, ignore_errors=True)


def _restore_postgresql(settings: Settings, source: Path) -> None:
    tools = postgresql.tools(server_version())
    database.session.remove()
    database.engine.dispose()
    media = _copied(source / MEDIA, settings.media)
    incoming = _copied(source / INCOMING, settings.data / INCOMING)
    script = settings.data / f".restoring.{secrets.token_hex(4)}.sql"
    try:
        script.touch(mode=0o600)
        postgresql.load(tools, settings.database_url, source / DATABASE[POSTGRESQL], script)
        _put(media, settings.media)
        _put(incoming, settings.data / INCOMING)
    finally:
        script.unlink(missing_ok=True)
        for left in (media, incoming):
            shutil.rmtree(left, ignore_errors=True)
    _finish(settings, settings.database_url)


def _finish(settings: Settings, url: str) -> None:
    """Migrate, destroy again, count: by a process of its own, whose application stands on the restored database."""
    environment = os.environ | {
        "CONTEST_ENV": settings.environment,
        "CONTEST_DATA": str(settings.data),
        "CONTEST_MEDIA": str(settings.media),
        "CONTEST_MASTER_KEY_FILE": str(settings.master_key_file),
        "CONTEST_SECRET_KEY": settings.secret_key,
        "DATABASE_URL": url.replace("postgresql+psycopg:", "postgresql:"),
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", FINISH]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:  # noqa: S603 - our own words
        raise Unfit("The restored database could not be finished, see above.")


def _copied(source: Path, target: Path) -> Path:
    """A copy of a folder beside the place it will take."""
    draft = target.with_name(f".{target.name}.restoring")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(source, draft)
    return draft


def _put(draft: Path, place: Path) -> None:
    """Let a folder take the place of another."""
    before = place.with_name(f".{place.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if place.exists():
        place.rename(before)
    draft.rename(place)
    shutil.rmtree(before, ignore_errors=True)


def _empty_log_of(file: Path) -> None:
    """Write SQLite's log into the old file and remove it, or it would be played into the new one."""
    if file.exists():
        try:
            with closing(database.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except DatabaseError:
            pass  # it could not be read; --replace was given
    database.engine.dispose()
    for ending in ("-wal", "-shm", "-journal"):
        file.with_name(f"{file.name}{ending}").unlink(missing_ok=True)


def _remove(draft: Path) -> None:
    for ending in ("", "-wal", "-shm", "-journal"):
        draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)
