"""A recount in a process of its own, so that its memory is its own: `python -m benchmarks.recount CAMPAIGN PHASE`."""

import json
import os
import resource
import sys
import time
from uuid import UUID

from contest.app import create_app
from contest.queries import tally
from contest.settings import Settings


def main(campaign: str, phase: str) -> None:
    """Recount a vote from its ballots as the log has them, and say how long it took and how much memory."""
    app = create_app(Settings.from_environment(dict(os.environ)))
    with app.app_context():
        began = time.monotonic()
        votes = sum(tally.recount(UUID(campaign), UUID(phase)).values())
        took = time.monotonic() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"votes": votes, "seconds": took, "memory": memory}))


if __name__ == "__main__":
    main(*sys.argv[1:])
