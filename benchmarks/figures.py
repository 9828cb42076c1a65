"""What is measured, one function a group; each yields figures as they come."""

import http.client
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import event

from benchmarks import load
from benchmarks.load import Rate, Request
from benchmarks.sites import Site
from contest.db import database
from tests.crowds import COMMON, RARE
from tests.living import RUNNING

ROUNDS, SECONDS, CONNECTIONS = 5, 2.0, 8
GALLERY, ENTRY = f"/fr/{RUNNING}/entries", f"/fr/{RUNNING}/entries/7"
ASKED = 60
PAGES = {
    "gallery": GALLERY,
    "newest": f"{GALLERY}?order=newest",
    "search": f"{GALLERY}?q={COMMON}",
    "entry": ENTRY,
    "ballot": f"/fr/{RUNNING}/vote/2",
    "slip": f"/fr/{RUNNING}/vote/2/7",
    "results": f"/fr/{RUNNING}/results/2",
    "sitemap": "/sitemap.xml",
}


@dataclass(frozen=True)
class Figure:
    """A name, a value, what it should be, and what it was made of."""

    name: str
    value: float
    goal: str
    ok: bool
    made_of: str = ""

    def as_row(self) -> dict[str, object]:
        return asdict(self)


def at_least(name: str, value: float, goal: float, made_of: str = "") -> Figure:
    return Figure(name, round(value, 3), f">= {goal}", value >= goal, made_of)


def at_most(name: str, value: float, goal: float, made_of: str = "") -> Figure:
    return Figure(name, round(value, 3), f"<= {goal}", value <= goal, made_of)


def ratio(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, str]:
    """The median of the ratios of rounds, each of which measures both, in turns the one and the other first."""
    ratios, ones, others = [], [], []
    for number in range(ROUNDS):
        first, second = (one(), other()) if number % 2 else (other(), one())[::-1]
        ones.append(first)
        others.append(second)
        ratios.append(first / second)
    made_of = f"{statistics.median(ones):.0f} / {statistics.median(others):.0f} a second"
    return statistics.median(ratios), f"{made_of}; rounds {min(ratios):.2f} to {max(ratios):.2f}"


def cached(site: Site, folder: Path) -> Iterator[Figure]:
    """Public pages kept in the process against a GET of the same size that does nothing."""
    for name, path in (("gallery", GALLERY), ("entry page", ENTRY)):
        size = len(_get(site, path)[1])
        nothing = f"/bench/nothing/{size}"
        value, made_of = ratio(
            lambda path=path: _gets(site, [path], folder), lambda to=nothing: _gets(site, [to], folder)
        )
        yield at_least(f"{name} cached in process / no-op GET of {size // 1024} KiB", value, 0.8, made_of)


def uncached(small: Site, large: Site, sizes: str, folder: Path) -> Iterator[Figure]:
    """A gallery nobody has just asked for, with many ideas against few."""

    def some() -> list[str]:
        return [f"{GALLERY}?seed={random.getrandbits(40):x}" for _ in range(3000)]

    value, made_of = ratio(lambda: _gets(large, some(), folder), lambda: _gets(small, some(), folder))
    yield at_least(f"gallery uncached, {sizes} entries", value, 0.9, made_of)


def searches(site: Site) -> Iterator[Figure]:
    """The slowest twentieth of searches, against the same of the newest page."""
    newest = _slow(site, "order=newest")
    for name, word in (("rare", RARE), ("common", COMMON), ("absent", "zzzzzz")):
        slow = _slow(site, f"q={word}")
        made_of = f"p95 {slow * 1000:.1f} / {newest * 1000:.1f} ms"
        yield at_most(f"search, a {name} word / newest page", slow / newest, 5, made_of)


def statements(small: Site, large: Site, sizes: str) -> Iterator[Figure]:
    """How often a page asks the database, with few ideas and with many."""
    for name, path in PAGES.items():
        few, many = _asked(small, path), _asked(large, path)
        yield Figure(f"statements of {name}, {sizes}", many - few, "equal", many == few, f"{many} and {few}")


def process(site: Site) -> Iterator[Figure]:
    """What one web process takes."""
    yield at_most("start of a worker to the first answer, s", site.started_in, 2)
    yield at_most("RSS of a web worker after all of this, MiB", site.memory(), 120)


def _gets(site: Site, paths: list[str], folder: Path) -> float:
    requests = [Request("GET", path) for path in paths]
    found: Rate = load.send(site.port, requests, seconds=SECONDS, connections=CONNECTIONS, folder=folder)
    assert found.statuses.keys() == {200}, found
    return found.per_second


def _get(site: Site, path: str) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    line.request("GET", path)
    answer = line.getresponse()
    found = answer.status, answer.read()
    line.close()
    assert found[0] == 200, path
    return found


def _slow(site: Site, query: str) -> float:
    """The 95th of a hundred times, one request after the other, none of them kept."""
    spent = []
    for _ in range(ASKED):
        began = time.perf_counter()
        _get(site, f"{GALLERY}?{query}&n={random.getrandbits(40):x}")
        spent.append(time.perf_counter() - began)
    return statistics.quantiles(spent, n=20)[-1]


def _asked(site: Site, path: str) -> int:
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    client = site.app.test_client()
    with site.app.app_context():
        engine = database.engine
    client.get(path, query_string=None)
    event.listen(engine, "before_cursor_execute", note)
    try:
        joint = "&" if "?" in path else "?"
        assert client.get(f"{path}{joint}n={random.getrandbits(40):x}").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(sent)
