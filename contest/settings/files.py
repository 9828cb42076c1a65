"""The data folder and the keys in it."""

import os
import pwd
import secrets
from pathlib import Path

from contest.settings.reading import SettingsError


def own_folder(folder: Path) -> None:
    """Make the folder for us alone. Another user's is refused: files made by us would lock its owner out."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    owner = folder.stat().st_uid
    if owner != os.geteuid():
        sentence = (
            f"CONTEST_DATA: {folder} belongs to {_user(owner)}, and this is {_user(os.geteuid())}: "
            "start as that user, or type CONTEST_DATA=/another/folder before the command."
        )
        raise SettingsError([sentence])


def _user(number: int) -> str:
    try:
        return f"user {pwd.getpwuid(number).pw_name}"
    except KeyError:
        return f"user {number}"


def keep_secret(path: Path, fresh: bytes) -> bytes:
    """What `path` holds; made of `fresh`, for us alone, when it is not there. Two starts at once agree."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # link never replaces: whoever was first stays
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
