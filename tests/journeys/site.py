"""The site that the journeys visit: started once for all workers by the real start command, on a free port.

A small process keeps it and stops it as Ctrl-C would when the run is over. What a journey needs before it begins
is made by the services, from this process, on the same database file.
"""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from contest.app import create_app
from contest.db import database, reading, transaction
from contest.demo import making, rows, words
from contest.demo.rows import Signature
from contest.models import (
    Announcement,
    Ballot,
    CampaignText,
    Draw,
    Entry,
    LocalMail,
    Outbox,
    Participant,
    Phase,
    PhaseWindow,
)
from contest.outside.relays import Relays
from contest.queries import campaigns
from contest.rules.ballots import BallotState
from contest.rules.phases import PhaseKind
from contest.rules.roles import Role
from contest.services import audit, codes, findings, keys
from contest.services.accounts import rehearsal
from contest.services.deliveries import mail
from contest.services.deliveries.leases import Leased
from contest.services.mails import House
from contest.services.schedule import PlannedPhase
from contest.settings import ROOT, Settings
from contest.settings.fields import MailServer
from tests import databases
from tests.crowds import WORDS
from tests.post_office import open_post_office
from tests.services.contests import Contest, idea

RUNNING = "le-gout-d-apres"
PATIENCE = 90.0
DAY = timedelta(days=1)
UNDRAWN = (Outbox.kind.in_(("card.entry", "card.campaign", "press.make")), Outbox.done_at.is_(None))


@dataclass(frozen=True)
class Site:
    """A running site; its schedule, outbox and ideas can be prepared from here."""

    url: str
    app: Flask
    master: bytes

    @contextlib.contextmanager
    def inside(self) -> Iterator[datetime]:
        """The services and queries of the site, at this moment."""
        # The ring is the process's: another test's application may have opened it with a key of its own since.
        keys.ring.open(self.master)
        with self.app.app_context():
            try:
                yield datetime.now(UTC)
            finally:
                database.session.remove()
                database.engine.dispose()

    def waiting(self, name: str, *, lang: str, address: str, slug: str = RUNNING) -> None:
        """An idea whose author has confirmed it waits in the queue, and the checks have looked at it."""
        with self.inside() as now, transaction() as session:
            # In words of its own: of ideas that read alike, each is said to be a copy.
            words = " ".join(random.sample(WORDS, 12))
            contest = self._contest(now, slug)
            entry = contest.pending(answers=idea(name, inspiration=words), lang=lang, address=address)
            findings.look(contest.campaign, entry, 1, now=now)
            session.execute(update(Outbox).where(Outbox.dedupe_key == f"look:{entry.hex}:1").values(done_at=now))

    def published(self, name: str, *, lang: str, address: str) -> int:
        """An idea stands on the shelf; its number."""
        with self.inside() as now, transaction() as session:
            contest = self._contest(now)
            entry = contest.published(answers=idea(name), lang=lang, address=address)
            undrawn(session)
            return reading().scalars(select(Entry.number).where(Entry.id == entry)).one() or 0

    def campaign(self, slug: str, **settings: Any) -> list[str]:
        """A campaign of its own, in the middle of its ideas and its vote; its ideas' names, the leading one first.

        With `settings` of the vote nobody has voted yet.
        """
        with self.inside() as now:
            owner, nadia = (rehearsal.person(role, lang="fr", now=now) for role in (Role.OWNER, Role.MODERATOR))
            phases = [
                PlannedPhase(PhaseKind.SUBMISSION, now - 9 * DAY, now + 9 * DAY),
                PlannedPhase(PhaseKind.VOTE, now - 5 * DAY, now + 10 * DAY, settings),
                PlannedPhase(PhaseKind.ANNOUNCEMENT, now + 11 * DAY, now + 99 * DAY),
            ]
            said = words.campaign("next") | {"slug": slug}
            campaign = making._campaign(said, phases, owner, now - 10 * DAY)
            ideas = [one for one in words.ideas() if one.fate == "published"][:9]
            signature = Signature(nadia, "Nadia", "community manager")
            moments = [now - 8 * DAY] * len(ideas)
            published = rows.write_entries(campaign, ideas, moments, signature, {})
            vote = making._vote(campaign)
            if not settings:
                rows.write_ballots(campaign, vote, published, [now - DAY] * 40, seed=4)
            chosen = reading().scalars(select(Ballot.choices).where(Ballot.campaign_id == campaign)).all()
            pairs = zip(ideas, published, strict=True)
            with transaction() as session:
                undrawn(session)
            votes = {one.name: chosen.count([str(entry)]) for one, entry in pairs}
            return sorted(votes, key=lambda name: -votes[name])

    def pack_codes(self, slug: str, how_many: int) -> list[str]:
        """So many codes, as they stand on packs."""
        out: list[str] = []
        with self.inside() as now:
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            codes.make(found.id, how_many, label="", by=audit.OPERATOR, now=now, hand_out=out.extend)
        return out

    def side_prizes(self, slug: str) -> None:
        """A hamper is drawn among a campaign's voters, as was said before its vote began."""
        with self.inside() as now, transaction() as session:
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            said = {"prizes": dict.fromkeys(found.languages, "un panier"), "countries": ["BE"], "source": "Lotto 12/1"}
            of = {"campaign_id": found.id, "phase_id": found.of_kind(PhaseKind.VOTE)[0].id}
            by = rehearsal.person(Role.OWNER, lang="fr", now=now)
            session.add(Draw(**of, version=1, number=1, **said, set_by=by, set_at=now))

    def votes(self, slug: str) -> dict[str, int]:
        """How many ballots of a campaign count for each idea that has one."""
        with self.inside():
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            of_campaign = (Ballot.campaign_id == found.id, Ballot.state == BallotState.COUNTED)
            chosen = [entry for (entry,) in reading().scalars(select(Ballot.choices).where(*of_campaign))]
            names = reading().execute(select(Entry.id, Entry.name).where(Entry.campaign_id == found.id))
            return {name: chosen.count(str(entry)) for entry, name in names if str(entry) in chosen}

    def called(self, slug: str, name: str) -> None:
        """A campaign has this name, in every language."""
        with self.inside(), transaction() as session:
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            named = (CampaignText.campaign_id == found.id, CampaignText.field == "name")
            session.execute(update(CampaignText).where(*named).values(text=name))

    def author(self, slug: str, name: str, *, address: str, lang: str) -> None:
        """The author of an idea has this address, and reads this language."""
        with self.inside(), transaction() as session:
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            entry = session.scalars(select(Entry).where(Entry.campaign_id == found.id, Entry.name == name)).one()
            someone = session.get_one(Participant, (found.id, entry.participant_id))
            someone.voter_key = keys.voter_key(found.id, address)
            someone.address_sealed, someone.lang = keys.seal_address(found.id, address), lang

    def ballots(self, number: int) -> list[str]:
        """The states of the ballots for an idea, in the order in which they came."""
        with self.inside():
            row = reading().execute(select(Entry.campaign_id, Entry.id).where(Entry.number == number)).all()
            ballots = select(Ballot.state, Ballot.choices, Ballot.campaign_id).order_by(Ballot.accepted_at, Ballot.id)
            mine = [(campaign, [str(entry)]) for campaign, entry in row if campaign == self._running()]
            return [state.value for state, choices, of in reading().execute(ballots) if (of, list(choices)) in mine]

    def posted(self, address: str) -> EmailMessage:
        """The latest mail to an address, sent as in production: over SMTP to a mail server, which took this."""
        settings = self.app.config["SETTINGS"]
        house = House(settings.public_url, settings.mail_from)
        with self.inside() as now, open_post_office() as office:
            server = MailServer("127.0.0.1", office.port, "", "", tls=False)
            of = select(LocalMail.message_id).where(LocalMail.recipient == address).order_by(LocalMail.at.desc())
            kept = reading().scalars(of.limit(1)).one()
            row = reading().get_one(Outbox, UUID(hex=kept.partition("@")[0].removeprefix("<")))
            leased = Leased(row.id, row.campaign_id, row.kind, row.ids, row.lang, 1, row.created_at, now)
            with contextlib.closing(Relays((server,), house.host)) as relays:
                mail.deliver(mail.Counter(house, partial(mail.send, relays), 0), leased, now)
            (taken,) = office.mails
            assert taken["To"] == address
            return taken

    def hurry_mail(self) -> None:
        """Mail that waits for the minute in which a decision can be taken back is due now."""
        with self.inside() as now, transaction() as session:
            session.execute(update(Outbox).where(Outbox.done_at.is_(None)).values(not_before=now))

    def later(self, slug: str, length: timedelta) -> None:
        """So much time goes by for a campaign: its schedule and its announcements move back."""
        with self.inside(), transaction() as session:
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            for table in (Phase, PhaseWindow):
                of = table.campaign_id == found.id
                for row in session.scalars(select(table).where(of)):
                    row.opens, row.closes = row.opens - length, row.closes - length
            for announcement in session.scalars(select(Announcement).where(Announcement.campaign_id == found.id)):
                announcement.opens -= length

    def _contest(self, now: datetime, slug: str = RUNNING) -> Contest:
        nadia = rehearsal.person(Role.MODERATOR, lang="fr", now=now)
        found = campaigns.by_slug(slug, "fr")
        assert found is not None
        return Contest(found.id, nadia, nadia, now)

    def _running(self) -> UUID:
        found = campaigns.by_slug(RUNNING, "fr")
        assert found is not None
        return found.id


def environment(folder: Path, port: int) -> dict[str, str]:
    """The settings of the site, as whoever types `make run` would give them."""
    return {
        "CONTEST_ENV": "development",
        "CONTEST_BIND": f"127.0.0.1:{port}",
        "CONTEST_DATA": str(folder / "data"),
    }


def running(session: databases.Session) -> Site:
    """The site of this run; whoever comes first starts it."""
    folder = session.folder / "site"
    port = int(session.once("site", lambda: str(start(session.controller, folder))))
    settings = Settings.from_environment(environment(folder, port))
    app = create_app(settings)
    return Site(settings.public_url, app, keys.ring.master)


def start(controller: int, folder: Path) -> int:
    """Start it and the process that keeps it while `controller` lives; its port."""
    folder.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = folder / "log"
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.site", str(controller), str(folder), str(port)],
            cwd=ROOT,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and keeper.poll() is None:
        if "open http" in log.read_text():
            keeper.returncode = 0  # it outlives this process on purpose: no warning about that
            return port
        time.sleep(0.1)
    keeper.kill()
    keeper.wait()
    raise AssertionError(f"the site did not start: {log.read_text()}")


def keep(controller: int, folder: Path, port: int) -> None:
    """Run the supervisor until the process `controller` is gone, then stop it as Ctrl-C does."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")}
    for name in ("DATABASE_URL", "REDIS_URL"):
        inherited.pop(name, None)
    own: dict[str, Any] = inherited | environment(folder, port)
    prepare = [sys.executable, "-m", "flask", "--app", "wsgi", "prepare", "--demo"]
    subprocess.run(prepare, cwd=ROOT, env=own, check=True)
    app = create_app(Settings.from_environment(environment(folder, port)))
    forget_cards(app)
    site = subprocess.Popen([sys.executable, "-m", "contest.supervisor"], cwd=ROOT, env=own)
    while databases.is_alive(controller) and site.poll() is None:
        forget_cards(app)
        time.sleep(0.25)
    site.send_signal(signal.SIGINT)
    site.wait()


def forget_cards(app: Flask) -> None:
    """Leave share cards (but a winner's) and press kits unmade: they take minutes of a core which the browsers need."""
    with app.app_context():
        if reading().scalar(select(Outbox.id).where(*UNDRAWN).limit(1)) is not None:
            with transaction() as session:
                undrawn(session)
        database.session.remove()


def undrawn(session: Session) -> None:
    """Leave the cards of ideas and campaigns that wait undrawn."""
    session.execute(update(Outbox).where(*UNDRAWN).values(done_at=datetime.now(UTC), cancelled=True))


if __name__ == "__main__":
    keep(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
