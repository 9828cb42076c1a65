"""`make bench`: every figure on both databases, a line each; all of them into benchmarks/results/<date>.json."""

import contextlib
import json
import logging
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from benchmarks import copies, counting, desk, figures, load, postgresql, proofs, sites, told
from benchmarks.figures import Figure
from contest import clock
from contest.settings import ROOT

# More of it, and the figures say little: others work on this machine.
QUIET = 0.25
# So many ballots of a ranking are counted, so many are sealed, archived and recounted, so many checked by verify.py,
# unless told otherwise.
RANKINGS, BALLOTS, CHECKED = "1000000", "100000", "200000"


def main() -> int:
    """Measure; the exit status is 1 when a goal is missed on a quiet machine."""
    load.tool()
    logging.disable(logging.INFO)
    few, many = (int(os.environ.get(name, usual)) for name, usual in (("BENCH_FEW", "1000"), ("BENCH_MANY", "100000")))
    others = load.busy()
    print(f"machine: {os.cpu_count()} cores, others keep {others:.2f} of them busy, load {os.getloadavg()[0]:.2f}")
    print(f"{'figure':<76} {'value':>9}  {'goal':<8} ok", flush=True)
    found: dict[str, list[Figure]] = {"sqlite": [], "postgresql": [], "counting": []}
    for name in sys.argv[1:] or found:
        figures_of = (
            counting.counting(int(os.environ.get("BENCH_RANKINGS", RANKINGS)))
            if name == "counting"
            else measured(name, few, many)
        )
        found[name] = list(shown(name, figures_of))
    write({"few": few, "many": many, "others": round(others, 2)}, found)
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


def measured(name: str, few: int, many: int) -> Iterator[Figure]:
    """Every figure of one database."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as scratch, addresses(name, Path(scratch)) as urls:
        folder = Path(scratch)
        made = [sites.furnished(folder / which, url, n) for which, url, n in zip("ab", urls, (few, many), strict=True)]
        sizes = f"{many} / {few}"
        yield from figures.statements(*made, sizes)
        with sites.served(made[0]) as small, sites.served(made[1]) as large:
            yield from figures.votes(small, folder)
            yield from figures.cached(small, folder)
            yield from figures.uncached(small, large, sizes, folder)
            yield from figures.searches(large)
            yield from figures.process(large)
            yield from desk.moderation(large)
        yield from copies.copies(made[1])
        yield from proofs.proofs(made[0], int(os.environ.get("BENCH_BALLOTS", BALLOTS)))


@contextlib.contextmanager
def addresses(name: str, folder: Path) -> Iterator[list[str]]:
    """Two databases, one for few ideas and one for many."""
    for which in "ab":
        (folder / which).mkdir()
    if name == "sqlite":
        yield [f"sqlite:///{folder / which / 'contest.sqlite3'}" for which in "ab"]
        return
    with postgresql.server() as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for which in "ab":
                connection.execute(f"CREATE DATABASE {which}".encode())
        yield [url.replace("/postgres?", f"/{which}?") for which in "ab"]


def write(conditions: dict[str, object], found: dict[str, list[Figure]]) -> None:
    """All of it, beside the circumstances."""
    now = clock.now()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    file = told.RESULTS / f"{now:%Y-%m-%d}.json"
    before = json.loads(file.read_text())["figures"] if file.exists() else {}
    fresh = {name: [figure.as_row() for figure in each] for name, each in found.items() if each}
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
