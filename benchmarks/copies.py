"""How long the checks look for an idea with nearly the same text, or nearly the same picture, among many."""

import contextlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from benchmarks.figures import Figure, at_most
from benchmarks.sites import Site
from contest import clock
from contest.db import database, new_id, take_stock, transaction
from contest.demo import words
from contest.models import Entry, Picture, PicturePrint, PictureState, TextPrint
from contest.queries import findings
from contest.rules.entries import EntryState
from contest.rules.findings import copies as texts
from contest.rules.findings import pictures
from contest.rules.searching import folded_entry
from tests.living import House

# A few minutes: what it takes is mostly the hashing of the texts.
ASKED, AT_ONCE, GOAL, WRITTEN = 200, 5000, 100, 300
LEAST = 0.95


def copies(site: Site, most: int) -> Iterator[Figure]:
    """Texts of the demo's words, pictures of any shape; asked for with a word, or a few bits, changed."""
    with site.app.app_context():
        campaign, chance = House(site.app).campaign(), random.Random(5)
        began = time.perf_counter()
        with _without_indexes(TextPrint), _without_indexes(PicturePrint):
            texts_of = _texts(campaign, most, chance)
            shapes = _pictures(campaign, [entry for entry, _ in texts_of], chance)
        take_stock()
        took = time.perf_counter() - began
        yield at_most(f"{most} ideas with their prints written, s", took, WRITTEN, "in bulk")

        def text(place: int) -> int:
            changed = texts_of[place][1].split()
            changed[chance.randrange(len(changed))] = "autrement"
            return len(findings.text_copies(campaign, new_id(), f" {' '.join(changed)} "))

        def picture(place: int) -> int:
            changed = shapes[place] ^ sum(1 << bit for bit in chance.sample(range(64), 4))
            return len(findings.picture_copies(campaign, new_id(), [changed]))

        for name, ask in (("text", text), ("picture", picture)):
            yield from _asked(name, ask, most, chance)
        database.session.remove()


def _asked(name: str, ask: Callable[[int], int], many: int, chance: random.Random) -> Iterator[Figure]:
    took, found = [], 0
    for _ in range(ASKED):
        place = chance.randrange(many)
        began = time.perf_counter()
        found += bool(ask(place))
        took.append(1000 * (time.perf_counter() - began))
    slow = quantiles(took, n=20)[-1]
    made_of = f"median {median(took):.1f}, worst {max(took):.1f}; {found} of {ASKED} found"
    yield at_most(f"near-duplicate {name} among {many} ideas, p95 ms", slow, GOAL, made_of)
    yield Figure(f"near-duplicates found, {name}", found / ASKED, f">= {LEAST}", found >= LEAST * ASKED, made_of)


@contextlib.contextmanager
def _without_indexes(table: type[Any]) -> Iterator[None]:
    """Bands are random: each portion would write most of its indexes anew; once all is there, they are written once."""
    indexes = sorted(table.__table__.indexes, key=lambda index: str(index.name))
    with transaction() as session:
        for index in indexes:
            index.drop(session.connection())
    yield
    with transaction() as session:
        for index in indexes:
            index.create(session.connection())


def _texts(campaign: UUID, most: int, chance: random.Random) -> list[tuple[UUID, str]]:
    """Ideas with a text of some eighteen words, and its print; words are as common as in the demo."""
    vocabulary = [word for idea in words.ideas() for word in idea.inspiration.split()]
    # One that is too short to be compared has no print.
    drawn = (folded_entry(chance.choices(vocabulary, k=chance.randint(12, 24))) for _ in count())
    made = [(new_id(), text) for text in islice(filter(texts.pieces, drawn), most)]
    with ProcessPoolExecutor() as pool:
        bands = pool.map(texts.bands, [text for _, text in made], chunksize=AT_ONCE // 10)
        for some in _portions(iter(made)):
            prints = [_print(campaign, entry, next(bands)) for entry, _ in some]
            with transaction() as session:
                session.execute(insert(Entry.__table__), [_entry(campaign, entry, text) for entry, text in some])
                session.execute(insert(TextPrint.__table__), prints)
    return made


def _entry(campaign: UUID, entry: UUID, text: str) -> dict[str, Any]:
    """One that was refused: it is compared with, and neither the queue nor the search holds it."""
    now = clock.now()
    return {
        "campaign_id": campaign,
        "id": entry,
        "submit_key": entry.hex,
        "state": EntryState.REFUSED,
        "lang": "fr",
        "name": text[:40],
        "folded": text,
        "received_at": now,
        "waiting_since": now,
    }


def _portions(rows: Iterator[tuple[UUID, Any]]) -> Iterator[list[tuple[UUID, Any]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _print(campaign: UUID, entry: UUID, bands: Sequence[int]) -> dict[str, Any]:
    return {"campaign_id": campaign, "entry_id": entry} | {
        f"b{place}": band for place, band in enumerate(bands, start=1)
    }


def _pictures(campaign: UUID, entries: list[UUID], chance: random.Random) -> list[int]:
    shapes = [chance.getrandbits(64) - (1 << 63) for _ in entries]
    now = clock.now()
    for some in _portions(zip(entries, shapes, strict=True)):
        ids = [new_id() for _ in some]
        made = [
            {"campaign_id": campaign, "id": one, "state": PictureState.READY, "width": 640, "height": 480}
            | {"alternative": "", "digest": "", "file_name": "", "created_at": now}
            for one in ids
        ]
        prints = [
            {"campaign_id": campaign, "picture_id": one, "entry_id": entry, "shape": shape, "contrast": 400}
            | {f"b{place}": band for place, band in enumerate(pictures.bands(shape), start=1)}
            for one, (entry, shape) in zip(ids, some, strict=True)
        ]
        with transaction() as session:
            session.execute(insert(Picture.__table__), made)
            session.execute(insert(PicturePrint.__table__), prints)
    return shapes
