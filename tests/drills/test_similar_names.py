"""Similar names among a hundred thousand ideas, looked for while somebody types: how long one waits.

Names and texts are made of the demo's words, so that words are as common as people make them.
"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from statistics import median, quantiles
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from contest.db import database as db
from contest.db import new_id, take_stock, transaction
from contest.demo import words
from contest.models import Entry, EntryVersion
from contest.queries import entries
from contest.rules import searching
from contest.rules.entries import EntryState
from tests.services.contests import Contest, make_contest

pytestmark = pytest.mark.drill
IDEAS, AT_ONCE, ASKED = 100_000, 5_000, 200
SEED = 2013


@pytest.fixture
def contest(app: Flask) -> Iterator[Contest]:
    with app.app_context():
        yield make_contest()


def names(chance: Random) -> Iterator[str]:
    """Names as people give them: one to four of the demo's words, or one of the demo's names with another end."""
    ideas = words.ideas()
    vocabulary = sorted({word for idea in ideas for word in idea.name.split() if len(word) > 2})
    vocabulary += sorted({ingredient for idea in ideas for ingredient in idea.ingredients})
    while True:
        some = chance.sample(vocabulary, chance.choice((1, 2, 2, 3, 3, 4)))
        yield " ".join(some)[:80] if chance.random() < 0.8 else f"{chance.choice(ideas).name} {some[0]}"[:80]


def fill(contest: Contest, chance: Random) -> list[str]:
    """A hundred thousand published ideas; their names."""
    texts = [idea.inspiration for idea in words.ideas()]
    named, given = names(chance), []
    for start in range(0, IDEAS, AT_ONCE):
        rows: dict[type, list[dict[str, Any]]] = {Entry: [], EntryVersion: []}
        for number in range(start + 1, start + AT_ONCE + 1):
            given.append(next(named))
            entry, version = idea(contest, number, given[-1], chance.choice(texts))
            rows[Entry].append(entry)
            rows[EntryVersion].append(version)
        with transaction() as session:
            for table, values in rows.items():
                session.execute(insert(table), values)
    take_stock()
    return given


def idea(contest: Contest, number: int, name: str, text: str) -> tuple[dict[str, Any], dict[str, Any]]:
    at = contest.now - timedelta(seconds=IDEAS - number)
    common = {"campaign_id": contest.campaign, "version": 1, "picture_id": None}
    entry_id = new_id()
    entry = common | {
        "id": entry_id,
        "submit_key": f"{number}",
        "number": number,
        "state": EntryState.PUBLISHED,
        "lang": "fr",
        "name": name,
        "shown_author": "",
        "folded": searching.folded_entry([name, text]),
        "received_at": at,
        "published_at": at,
    }
    answers = {"name": name, "inspiration": text, "ingredients": []}
    version = common | {"entry_id": entry_id, "form_version": 1, "answers": answers, "created_at": at}
    return entry, version


def slip(name: str, chance: Random) -> str:
    """The name, one letter of it doubled or left out, or the words the other way round."""
    at = chance.randrange(len(name))
    way = chance.randrange(4)
    if way == 0:
        return " ".join(reversed(name.split()))
    return name if way == 1 else name[:at] + (name[at] if way == 2 else "") + name[at + (way == 3) :]


def test_similar_names_among_a_hundred_thousand(contest: Contest):
    chance = Random(SEED)
    given = fill(contest, chance)
    asked = [slip(chance.choice(given), chance) for _ in range(ASKED)]
    entries.alike(contest.campaign, asked[0])
    took, found = [], 0
    for name in asked:
        began = time.perf_counter()
        found += bool(entries.alike(contest.campaign, name))
        took.append((time.perf_counter() - began) * 1000)
    worst = max(zip(took, asked, strict=True))
    figures = f"median {median(took):.0f} ms, p95 {quantiles(took, n=20)[-1]:.0f} ms, worst {worst[0]:.0f} ms"
    print(
        f"similar names in {IDEAS} ideas on {db.engine.dialect.name}: {figures} ({worst[1]!r}), "
        f"{found} of {ASKED} found; load of the machine {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    )
    assert found >= ASKED * 0.9
