"""What cards and papers cost: processor time of the worker and its programs, and how large the files are.

And whether the desk's figures of share links are what came by them, which needs no quiet machine either.
"""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from benchmarks import shared, sites
from benchmarks.figures import Figure, at_most
from contest import clock
from contest.db import new_id
from contest.outside.cards import MOST_BYTES
from contest.queries import campaigns, entries
from contest.rules import cards, press
from contest.rules.cards import Kind
from contest.rules.phases import PhaseKind
from contest.rules.press import MOST_KIT_BYTES, Call
from contest.services.deliveries import cards as drawing
from contest.services.deliveries import press as setting
from contest.services.deliveries.leases import Leased
from tests.living import FINISHED, House

ROUNDS, IDEA, LABEL = 5, 11, 1
KILO, MEGA = 1000, 1_000_000
# So many people and robots follow links, unless told otherwise.
SHARED = "240"
PUBLIC = "https://contest.example"


def papers() -> Iterator[Figure]:
    """Everything the worker draws or sets for one contest that has a winner, each row of the outbox by itself."""
    with tempfile.TemporaryDirectory(prefix="contest-bench-") as scratch:
        folder = Path(scratch) / "a"
        folder.mkdir()
        site = sites.furnished(folder, f"sqlite:///{folder / 'contest.sqlite3'}", 1)
        media, campaign = site.app.config["SETTINGS"].media, House(site.app).campaign(FINISHED)
        with site.app.app_context():
            yield from drawn(media, campaign)
            yield from made(media, campaign)
        yield from shared.attributed(site.app, int(os.environ.get("BENCH_SHARED", SHARED)))


def drawn(media: Path, campaign: UUID) -> Iterator[Figure]:
    """Cards: of the contest, of an idea, of the winner; both shapes and every language."""
    view = campaigns.by_id(campaign, "fr")
    entry = entries.by_number(campaign, IDEA)
    assert view is not None
    assert entry is not None
    vote = view.of_kind(PhaseKind.VOTE)[0]
    acts = drawing.handlers(media)
    wanted = (
        ("the contest", "card.campaign", {}, cards.folder_of(campaign, Kind.CAMPAIGN)),
        ("an idea", "card.entry", {"entry": entry.card.id.hex}, cards.folder_of(campaign, Kind.ENTRY, IDEA)),
        ("the winner", "card.winner", {"phase": vote.id.hex}, cards.folder_of(campaign, Kind.WINNER, vote.position)),
    )
    for name, kind, ids, folder in wanted:
        row = _row(kind, campaign, ids)
        spent, waited = timed(lambda act=acts[kind], row=row: act(row, row.created_at), media / folder)
        sizes = _sizes(media / folder, "*.jpg")
        made_of = f"{len(sizes)} cards, {waited:.2f} s; one of {_about(sizes, KILO)} KB"
        yield _told(f"cards of {name}, s of a core", spent, made_of)
        yield at_most(f"cards of {name}, the largest in KB", max(sizes) / KILO, MOST_BYTES / KILO, made_of)


def made(media: Path, campaign: UUID) -> Iterator[Figure]:
    """Papers: certificates, the press kit around them, posters in both sizes."""
    view = campaigns.by_id(campaign, "fr")
    assert view is not None
    vote, languages = view.of_kind(PhaseKind.VOTE)[0], len(view.languages)
    acts, folder = setting.handlers(media, PUBLIC), media / press.folder_of(campaign, vote.position)
    row = _row("press.make", campaign, {"phase": vote.id.hex})
    spent, waited = timed(lambda: acts[row.kind](row, row.created_at), folder)
    papers, kits = _sizes(folder, "certificate-*.pdf"), _sizes(folder, "kit-*.zip")
    yield _told(
        "certificates and press kit, s of a core", spent, f"{len(papers)} certificates, {len(kits)} kit, {waited:.2f} s"
    )
    yield _told("a certificate, KB", statistics.median(papers) / KILO, f"in {languages} languages")
    yield at_most("press kit, MB", kits[0] / MEGA, MOST_KIT_BYTES / MEGA, f"in {languages} languages, with its cards")
    folder = media / press.posters_of(campaign, LABEL, Call.LOOK)
    row = _row("poster.write", campaign, {"label": str(LABEL), "call": Call.LOOK.value})
    spent, waited = timed(lambda: acts[row.kind](row, row.created_at), folder)
    yield _told("posters of a label, s of a core", spent, f"{languages} languages, A4 and A3, {waited:.2f} s")
    for size in press.Size:
        found = _sizes(folder, f"*-{size}-*.pdf")
        yield _told(f"a poster {size.upper()}, KB", statistics.median(found) / KILO, f"one of {_about(found, KILO)} KB")


def timed(act: Callable[[], object], folder: Path) -> tuple[float, float]:
    """Medians of several times from nothing: processor time here and in the programs that end meanwhile, and time."""
    spent, waited = [], []
    for _ in range(ROUNDS):
        shutil.rmtree(folder, ignore_errors=True)
        before, began = os.times(), time.monotonic()
        act()
        after = os.times()
        waited.append(time.monotonic() - began)
        spent.append(sum(after[:4]) - sum(before[:4]))
    return statistics.median(spent), statistics.median(waited)


def _row(kind: str, campaign: UUID, ids: dict[str, str]) -> Leased:
    now: datetime = clock.now()
    return Leased(new_id(), campaign, kind, ids, "", 1, now, now)


def _sizes(folder: Path, pattern: str) -> list[int]:
    return sorted(file.stat().st_size for file in folder.glob(pattern))


def _about(sizes: list[int], unit: int) -> str:
    return f"{sizes[0] / unit:.0f} to {sizes[-1] / unit:.0f}"


def _told(name: str, value: float, made_of: str) -> Figure:
    """What nobody has set a goal for."""
    return Figure(name, round(value, 3), "", ok=True, made_of=made_of)
