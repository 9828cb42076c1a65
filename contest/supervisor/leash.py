"""Runs a command that ends when its parent does: `leash.py PARENT COMMAND...`, and becomes that command.

The kernel sends SIGTERM when the parent (strictly, the thread of it that started us) is gone, by kill -9 too.
Standard library alone, and run by its path: it starts in a few milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Ask for the signal, make sure the parent had not gone before we asked, and become the command."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
