"""How long the checks look for an idea with nearly the same text, or nearly the same picture, among many."""

import random
import time
from collections.abc import Callable, Iterator
from itertools import islice
from statistics import median, quantiles
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from benchmarks.figures import Figure, at_most
from benchmarks.sites import Site
from contest import clock
from contest.db import database, new_id, reading, take_stock, transaction
from contest.demo import words
from contest.models import Entry, Picture, PicturePrint, PictureState, TextPrint
from contest.queries import findings
from contest.rules.findings import copies as texts
from contest.rules.findings import pictures
from contest.rules.searching import folded_entry
from tests.living import House

ASKED, AT_ONCE, GOAL = 200, 5000, 100
LEAST = 0.95
TABLE = Entry.__table__


def copies(site: Site) -> Iterator[Figure]:
    """Texts of the demo's words, pictures of any shape; asked for with a word, or a few bits, changed."""
    with site.app.app_context():
        campaign, chance = House(site.app).campaign(), random.Random(5)
        entries = list(reading().scalars(select(Entry.id).where(Entry.campaign_id == campaign)))
        folded = _texts(campaign, entries, chance)
        shapes = _pictures(campaign, entries, chance)
        take_stock()

        def text(place: int) -> int:
            changed = folded[place].split()
            changed[chance.randrange(len(changed))] = "autrement"
            return len(findings.text_copies(campaign, new_id(), f" {' '.join(changed)} "))

        def picture(place: int) -> int:
            changed = shapes[place] ^ sum(1 << bit for bit in chance.sample(range(64), 4))
            return len(findings.picture_copies(campaign, new_id(), [changed]))

        for name, ask in (("text", text), ("picture", picture)):
            yield from _asked(name, ask, len(entries), chance)
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


def _texts(campaign: UUID, entries: list[UUID], chance: random.Random) -> list[str]:
    """A text of some thirty words for each idea, and its print; words are as common as in the demo."""
    vocabulary = [word for idea in words.ideas() for word in idea.inspiration.split()]
    folded = [folded_entry(chance.choices(vocabulary, k=chance.randint(15, 45))) for _ in entries]
    for some in _portions(zip(entries, folded, strict=True)):
        prints = [_print(campaign, entry, text) for entry, text in some]
        with transaction() as session:
            session.execute(insert(TextPrint), prints)
            told = update(TABLE).where(TABLE.c.campaign_id == campaign, TABLE.c.id == bindparam("entry"))
            given = [{"entry": entry, "text": text} for entry, text in some]
            session.connection().execute(told.values(folded=bindparam("text")), given)
    return folded


def _portions(rows: Iterator[tuple[UUID, Any]]) -> Iterator[list[tuple[UUID, Any]]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _print(campaign: UUID, entry: UUID, text: str) -> dict[str, Any]:
    bands = {f"b{place}": band for place, band in enumerate(texts.bands(text), start=1)}
    return {"campaign_id": campaign, "entry_id": entry, **bands}


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
            session.execute(insert(Picture), made)
            session.execute(insert(PicturePrint), prints)
    return shapes
