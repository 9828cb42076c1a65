"""Archives as files: the same bytes whenever one is written, whole or not at all, with signed checksums."""

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

# The same bytes whenever it is written.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)


def write(target: Path, members: Iterable[tuple[str, Iterable[bytes]]], sign: Callable[[str], str]) -> None:
    """Write the members and `checksums.txt`, which `sign` makes of their SHA-256."""
    target.parent.mkdir(parents=True, exist_ok=True)
    growing = target.with_suffix(f".{os.getpid()}")
    with zipfile.ZipFile(growing, "w", zipfile.ZIP_DEFLATED) as archive:
        sums = [f"{_add(archive, name, parts)}  {name}\n" for name, parts in members]
        _add(archive, "checksums.txt", [sign("".join(sums)).encode()])
    growing.rename(target)


def read(file: Path, name: str) -> bytes:
    """A member of an archive, whole: a small one."""
    with zipfile.ZipFile(file) as archive:
        return archive.read(name)


def digest_of(file: Path, name: str) -> str:
    """The SHA-256 of a member, as large as it may be."""
    found = hashlib.sha256()
    with zipfile.ZipFile(file) as archive, archive.open(name) as opened:
        while part := opened.read(1 << 20):
            found.update(part)
    return found.hexdigest()


def _add(archive: zipfile.ZipFile, name: str, parts: Iterable[bytes]) -> str:
    """Write a member; the SHA-256 of what was written."""
    member, digest = zipfile.ZipInfo(name, WRITTEN_AT), hashlib.sha256()
    member.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(member, "w", force_zip64=True) as file:
        for part in parts:
            digest.update(part)
            file.write(part)
    return digest.hexdigest()
