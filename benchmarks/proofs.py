"""What checking a vote costs: putting many ballots in order and sealing them, writing their archive, checking that."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select, update

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.sites import Site
from contest import clock
from contest.db import database, reading, transaction
from contest.models import BallotLog, Phase, PhaseWindow
from contest.queries import archives, proof
from contest.rules.roles import Role
from contest.services import results, sealing, sequencer
from contest.services.accounts import rehearsal
from contest.services.deliveries import archives as deliveries
from contest.services.deliveries import leases
from contest.settings import ROOT
from tests import crowds
from tests.living import House

HOST, PROGRAM = "bench.example", ROOT / "static" / "verify.py"
# A ballot and its confirmation.
LINES = 2


def proofs(site: Site, ballots: int, accepted: float) -> Iterator[Figure]:
    """On a site that nobody is served from any more: its vote ends here. So many votes a second were `accepted`."""
    with site.app.app_context():
        campaign, phase = _voted(site, ballots)
        lines = -_lines(campaign, phase)
        sequenced = _timed(lambda: sequencer.run(clock.now()))
        sealed = _timed(lambda: sealing.run(HOST, clock.now()))
        lines += _lines(campaign, phase)
        rate = lines / LINES / (sequenced + sealed)
        made_of = f"{lines} lines, {sequenced:.1f} s and {sealed:.1f} s"
        yield at_least("ballots put in order and sealed, a second", rate, max(1000, round(3 * accepted)), made_of)
        yield at_most("proof of one ballot, ms", 1000 * _proof(campaign, phase), 50, f"among {lines} lines")
        yield from _recounted(site, campaign, phase, ballots)
        file, written = _archive(site, campaign, phase)
        size = f"{file.stat().st_size / 2**20:.0f} MiB"
        yield Figure("archive written, s", round(written, 1), "told", ok=True, made_of=size)
        database.session.remove()
    took, memory = verified(file)
    yield at_most("verify.py, s", took, 60, f"{ballots} ballots and their events")
    yield at_most("verify.py, memory in MiB", memory, 1024, f"{ballots} ballots and their events")


def recounts(site: Site, ballots: int) -> Iterator[Figure]:
    """The recount of so many alone, which needs no log."""
    with site.app.app_context():
        vote = _voted(site, ballots)
        database.session.remove()
    yield from _recounted(site, *vote, ballots)


def _voted(site: Site, ballots: int) -> tuple[UUID, UUID]:
    """The campaign and its vote, in which so many voted just now."""
    campaign = House(site.app).campaign()
    phase = crowds.vote_of(campaign)
    crowds.add_ballots(campaign, ballots, now=clock.now())
    return campaign, phase


def _recounted(site: Site, campaign: UUID, phase: UUID, ballots: int) -> Iterator[Figure]:
    """One choice each, counted from the ballots."""
    command = [sys.executable, "-m", "benchmarks.recount", str(campaign), str(phase)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=ROOT, env=os.environ | site.environment
    )
    said = json.loads(done.stdout)
    assert said["votes"] >= ballots
    made_of = f"{said['votes']} ballots"
    yield at_most("recount, one choice, s", said["seconds"], 60, made_of)
    yield at_most("recount, memory in MiB", said["memory"], 1024, made_of)


def _lines(campaign: UUID, phase: UUID) -> int:
    here = (BallotLog.campaign_id == campaign, BallotLog.phase_id == phase)
    return reading().scalars(select(func.count()).select_from(BallotLog).where(*here)).one()


def _timed(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _proof(campaign: UUID, phase: UUID) -> float:
    """How long it takes to lead from a ballot to the signed root."""
    head = proof.head(campaign, phase)
    assert head is not None
    some = select(BallotLog.ref).where(BallotLog.campaign_id == campaign, BallotLog.phase_id == phase)
    (ballot,) = reading().scalars(some.where(BallotLog.kind == "ballot").order_by(BallotLog.seq.desc()).limit(1))
    return _timed(lambda: proof.placed(campaign, phase, ballot, head.size))


def _archive(site: Site, campaign: UUID, phase: UUID) -> tuple[Path, float]:
    """End the vote and write its archive."""
    over = clock.now() - timedelta(hours=2)
    with transaction() as session:
        for table, key in ((Phase, Phase.id), (PhaseWindow, PhaseWindow.phase_id)):
            session.execute(update(table).where(key == phase).values(closes=over))
    owner = rehearsal.person(Role.OWNER, lang="fr", now=clock.now())
    results.close(campaign, phase, by=owner, now=clock.now())
    media = site.app.config["SETTINGS"].media
    handlers, file = deliveries.handlers(media, PROGRAM, HOST), media / archives.file_of(campaign, 2)
    while not file.exists():
        # The demo's other campaign has one to be written too.
        began = time.monotonic()
        assert leases.work(handlers, clock.now())
    return file, time.monotonic() - began


# A small process in between: a child's memory is counted from before it becomes the program.
MEASURED = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def verified(file: Path) -> tuple[float, float]:
    """Seconds, and MiB at the most, of the program on its own."""
    command = [sys.executable, "-I", "-c", MEASURED, sys.executable, "-I", str(PROGRAM), str(file)]
    began = time.monotonic()
    said = subprocess.run(command, check=True, capture_output=True, text=True)
    return time.monotonic() - began, int(said.stdout) / 1024
