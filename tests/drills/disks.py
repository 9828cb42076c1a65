"""A disk whose power can be cut: a file system of its own in a file, all of which that was not written yet is lost.

The cut is the file system's own emergency stop (EXT4_IOC_SHUTDOWN without flushing its journal, as xfstests use it):
from then on nothing reaches the disk, and what programs wrote and the system had only kept in memory is dropped when
it is taken out. So it proves that whatever was acknowledged had been handed to the disk, with the file system's own
records of it. It does not prove what a disk does that forgets what it was told to keep.
"""

import contextlib
import fcntl
import os
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# _IOR('X', 125, __u32), and its flag "do not flush the log" (linux/fs/ext4/ext4.h).
SHUTDOWN, WITHOUT_FLUSHING = 0x8004587D, 2
SIZE = 2 * 1024**3
PATIENCE = 30.0


class Disk:
    """A file system in the file `image`, found at `place` while it is in."""

    def __init__(self, image: Path, place: Path) -> None:
        self.image, self.place = image, place

    def make(self) -> None:
        """An empty one."""
        with self.image.open("wb") as file:
            file.truncate(SIZE)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.image)], check=True)
        self.place.mkdir()

    def put_in(self) -> None:
        """Put it in; what its journal holds is done first."""
        subprocess.run(["mount", "-o", "loop", str(self.image), str(self.place)], check=True)

    def cut(self) -> None:
        """Cut its power."""
        folder = os.open(self.place, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(folder)

    def take_out(self) -> None:
        """Take it out, once nobody uses it."""
        until = time.monotonic() + PATIENCE
        while True:
            done = subprocess.run(["umount", str(self.place)], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return
            assert time.monotonic() < until, done.stderr
            time.sleep(0.05)


@contextlib.contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """A disk of one's own, put in; gone at the end. Where that is not allowed the test says so, and in CI fails."""
    found = Disk(folder / "disk", folder / "place")
    try:
        found.make()
        found.put_in()
    except (OSError, subprocess.CalledProcessError) as error:
        reason = f"NOT RUN: a power cut needs root, mkfs.ext4 and loop devices ({error})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    try:
        yield found
    finally:
        with contextlib.suppress(AssertionError):
            found.take_out()
