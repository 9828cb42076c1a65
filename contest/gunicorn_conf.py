"""How gunicorn serves; the supervisor starts it with `--config python:contest.gunicorn_conf`."""

import contextlib
import ctypes
import gc
import os
import sys
from pathlib import Path
from typing import Any

from gunicorn.http.wsgi import Response

from contest.settings import ROOT, Settings

# malloc.h
M_ARENA_MAX, HEAPS = -8, 2
# Seconds that a thread may go on while another waits for its turn; Python's own 5 ms are several requests.
TURN = 0.001
_settings = Settings.from_environment(os.environ)

# Without the commands of `wsgi`.
wsgi_app = "contest.app:create_app()"
chdir = str(ROOT)
bind = _settings.bind
worker_class = "gthread"
workers = _settings.processes
threads = _settings.threads
# Each process opens its own connections and threads: nothing is made before the fork.
preload_app = False
# The supervisor gives everything five seconds; this leaves it one to be sure.
graceful_timeout = 4
timeout = 30
keepalive = 5
# Otherwise it opens one in the home folder.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = "warning"
# The application alone decides whom to believe about the client's address and scheme (CONTEST_PROXIES).
forwarded_allow_ips = ""
if Path("/dev/shm").is_dir():  # noqa: S108 - the heartbeat's file: in memory, a busy disk cannot stop it
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def post_fork(server: Any, worker: Any) -> None:
    """What is set before the application is loaded.

    glibc gives each thread a heap of its own, and gives none of them back; two serve eight threads as fast. Loading
    makes no circles to speak of, and looking for them takes an eighth of it. A vote comes back from its database
    several times, and each time would wait behind whoever is at work.
    """
    gc.disable()
    sys.setswitchinterval(TURN)
    with contextlib.suppress(OSError, AttributeError):  # another C library has no such setting
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, HEAPS)


def post_worker_init(worker: Any) -> None:
    """What was loaded stays until the end: from here on circles are looked for, and only among what comes after it."""
    gc.freeze()
    gc.enable()


_with_banner = Response.default_headers


def _without_banner(response: Any) -> list[str]:
    return [line for line in _with_banner(response) if not line.startswith("Server:")]


# gunicorn has no setting for this: a page does not say what serves it.
Response.default_headers = _without_banner
