"""`make bench`: every figure on both databases, a line each; all of them into benchmarks/results/<date>.json."""

import contextlib
import json
import logging
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import psycopg

from benchmarks import copies, counting, desk, figures, joining, load, papers, proofs, sites, told, votes
from benchmarks.figures import Figure
from benchmarks.sites import Site
from contest import clock
from contest.settings import ROOT
from tests.drills import servers

# More of it, and the figures say little: others work on this machine.
QUIET = 0.25
# So many ballots of a ranking are counted, so many are read for a join, sealed, archived, so many checked by verify.py,
# among so many ideas copies are looked for, unless told otherwise.
RANKINGS, BALLOTS, CHECKED, PRINTS = "1000000", "100000", "200000", "100000"
# What may be measured alone: `python -m benchmarks sqlite votes`. A recount is within the proofs, and only alone does
# it take more ballots than can be put in order and sealed in an evening.
PARTS, RECOUNT = ("votes", "pages", "join", "proofs", "copies"), "recount"


def main() -> int:
    """Measure; the exit status is 1 when a goal is missed on a quiet machine."""
    load.tool()
    logging.disable(logging.INFO)
    few, many = (int(os.environ.get(name, usual)) for name, usual in (("BENCH_FEW", "1000"), ("BENCH_MANY", "100000")))
    others = load.busy()
    print(f"machine: {os.cpu_count()} cores, others keep {others:.2f} of them busy, load {os.getloadavg()[0]:.2f}")
    print(f"{'figure':<76} {'value':>9}  {'goal':<8} ok", flush=True)
    found: dict[str, list[Figure]] = {"sqlite": [], "postgresql": [], "counting": [], told.PAPERS: []}
    named = sys.argv[1:]
    parts = [name for name in named if name in {*PARTS, RECOUNT}]
    alone = {"counting": counted, told.PAPERS: papers.papers}
    for name in [name for name in named if name not in parts] or found:
        figures_of = alone[name]() if name in alone else measured(name, few, many, parts or PARTS)
        found[name] = list(shown(name, figures_of))
    if parts:
        print("in parts: nothing is written")
    else:
        drawn = {told.PAPERS: found.pop(told.PAPERS)}
        write({"few": few, "many": many, "others": round(others, 2)}, found, told.RESULTS)
        write({"others": round(others, 2)}, drawn, told.APART)
        found |= drawn
    missed = [figure for each in found.values() for figure in each if not figure.ok]
    if others > QUIET:
        print("NO VERDICT: the machine was not quiet")
        return 0
    return 1 if missed else 0


def shown(name: str, found: Iterator[Figure]) -> Iterator[Figure]:
    """Print each as it comes."""
    for figure in found:
        title = f"{name}: {figure.name}"
        print(
            f"{title:<76} {figure.value:>9}  {figure.goal:<8} {'ok' if figure.ok else 'NO'}  ({figure.made_of})",
            flush=True,
        )
        yield figure


def counted() -> Iterator[Figure]:
    """What needs no database."""
    yield from counting.checking(int(os.environ.get("BENCH_CHECKED", CHECKED)))
    yield from counting.counting(int(os.environ.get("BENCH_RANKINGS", RANKINGS)))


def measured(name: str, few: int, many: int, parts: Collection[str]) -> Iterator[Figure]:
    """These parts of the figures of one database."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as scratch, addresses(name, Path(scratch)) as urls:
        folder = Path(scratch)
        accepted: list[float] = []
        small = sites.furnished(folder / "a", urls[0], few)
        if "pages" in parts:
            large = sites.furnished(folder / "b", urls[1], many)
            yield from figures.statements(small, large, f"{many} / {few}")
        with sites.served(small):
            if "votes" in parts:
                yield from votes.votes(small, folder, accepted)
                yield from votes.counted(small)
            if "pages" in parts:
                with sites.served(large):
                    yield from pages(small, large, f"{many} / {few}", folder)
        if "join" in parts:
            yield from joining.joining(small, int(os.environ.get("BENCH_BALLOTS", BALLOTS)))
        if "proofs" in parts:
            usual = statistics.median(accepted) if accepted else 0.0
            yield from proofs.proofs(small, int(os.environ.get("BENCH_BALLOTS", BALLOTS)), usual)
        if RECOUNT in parts:
            yield from proofs.recounts(small, int(os.environ.get("BENCH_BALLOTS", BALLOTS)))
        if "copies" in parts:
            yield from copies.copies(small, int(os.environ.get("BENCH_PRINTS", PRINTS)))


def pages(small: Site, large: Site, sizes: str, folder: Path) -> Iterator[Figure]:
    """What is only looked at, and the process that shows it."""
    yield from figures.cached(small, folder)
    yield from figures.uncached(small, large, sizes, folder)
    yield from figures.searches(large)
    yield from figures.process(large)
    yield from desk.moderation(large)


@contextlib.contextmanager
def addresses(name: str, folder: Path) -> Iterator[list[str]]:
    """Two databases, one for few ideas and one for many."""
    for which in "ab":
        (folder / which).mkdir()
    if name == "sqlite":
        yield [f"sqlite:///{folder / which / 'contest.sqlite3'}" for which in "ab"]
        return
    with servers.server() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            for which in "ab":
                connection.execute(f"CREATE DATABASE {which}".encode())
        yield [server.url.replace("/postgres?", f"/{which}?") for which in "ab"]


def write(conditions: dict[str, object], found: dict[str, list[Figure]], folder: Path) -> None:
    """What was measured, beside the circumstances; papers, which need no quiet machine, apart from the rest."""
    fresh = {name: [figure.as_row() for figure in each] for name, each in found.items() if each}
    if not fresh:
        return
    now = clock.now()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    file = folder / f"{now:%Y-%m-%d}{'-papers' if told.PAPERS in fresh else ''}.json"
    before = json.loads(file.read_text())["figures"] if file.exists() else {}
    answer = {
        "at": now.isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        **conditions,
        "figures": before | fresh,
    }
    file.write_text(json.dumps(answer, indent=1, ensure_ascii=False) + "\n")
    told.tell()
    print(f"written: {file.relative_to(ROOT)} and {told.PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
