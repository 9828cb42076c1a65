"""What counting costs: a runoff, and duels, over many ballots that are nearly all different; and checking a vote."""

import random
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from benchmarks import archived
from benchmarks.figures import Figure, at_most
from benchmarks.proofs import verified
from contest.rules.counting import count
from contest.rules.papers import Method

ENTRIES = 10


def checking(ballots: int) -> Iterator[Figure]:
    """`verify.py` on an archive of so many ballots with one choice each."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as scratch:
        file = Path(scratch) / "vote.zip"
        archived.made(file, ballots)
        took, memory = verified(file)
    yield at_most("verify.py, s", took, 60, f"{ballots} ballots and their events")
    yield at_most("verify.py, memory in MiB", memory, 1024, f"{ballots} ballots and their events")


def counting(ballots: int) -> Iterator[Figure]:
    """Rankings of three to ten of ten entries, some liked more than others."""
    chance, standing = random.Random(1), [UUID(int=number) for number in range(1, ENTRIES + 1)]
    names = [str(entry) for entry in standing]
    papers: Counter[tuple[str, ...]] = Counter()
    for _ in range(ballots):
        order = sorted(names, key=lambda name: chance.expovariate(1 + names.index(name) / 3))
        papers[tuple(order[: chance.randint(3, ENTRIES)])] += 1
    for method, name, goal in ((Method.RUNOFF, "instant-runoff", 10), (Method.SCHULZE, "Schulze's method", 60)):
        began = time.monotonic()
        rounds = len(count(method, papers, standing).rounds)
        made_of = f"{ballots} ballots, {len(papers)} different ones, {rounds} rounds"
        yield at_most(f"counting by {name}, s", time.monotonic() - began, goal, made_of)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield at_most("memory of all the bench so far in MiB", memory, 1024, f"{ballots} ballots")
