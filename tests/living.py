"""The demo, made once in each database and copied for a test: a site with a life behind it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from flask import Flask

from contest import clock, worker
from contest.app import create_app
from contest.db import database, transaction
from contest.demo import making
from contest.models import Staff
from contest.queries import campaigns
from contest.rules.roles import Role
from contest.services.accounts import rehearsal, sessions
from contest.settings import Settings
from tests.inspector import InspectingClient

RUNNING, FINISHED = "le-gout-d-apres", "la-chips-de-ma-rue"
# The cookie by which a browser is known in the contest that runs.
ME = f"me-{RUNNING}"
LANGUAGES = ("fr", "nl", "en")
# What says that a worker was here, or speaks to somebody, is left to each test.
NOT_YET = worker.DRAWN | {"fair", "settle", "mail", "tell", "remind", "digest", "grace", "alarms", "sweep"}


def furnish(settings: Settings) -> None:
    """Make the demo in an empty, migrated database."""
    app = create_app(settings)
    with app.app_context():
        # The fair-play desk of a test begins with nothing to look at.
        making.make(settings.media, now=clock.now(), unusual=False)
        # What the worker owes to such a past it does once, and not again in every test that lets it work.
        worker.run_once(app, clock.now(), without=NOT_YET)
        database.session.remove()
        database.engine.dispose()


def move_in(furnished: Path, data: Path) -> None:
    """The files that belong to the copied rows: keys, and pictures, which nobody writes to: one file will do."""
    shutil.copytree(furnished, data, ignore=shutil.ignore_patterns("*.sqlite3*", "media"), dirs_exist_ok=True)
    shutil.copytree(furnished / "media", data / "media", copy_function=_moved_in)


def _moved_in(source: str, target: str) -> None:
    if source.endswith(".webp"):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@dataclass(frozen=True)
class House:
    """A running site with the demo in it."""

    app: Flask

    def visitor(self) -> InspectingClient:
        """Somebody without cookies."""
        client = self.app.test_client()
        assert isinstance(client, InspectingClient)
        return client

    def staff(self, role: Role, lang: str = "fr") -> InspectingClient:
        """A browser in which somebody of this role is signed in, who reads this language from now on."""
        client = self.visitor()
        with self.app.app_context():
            now = clock.now()
            someone = rehearsal.person(role, lang=lang, now=now)
            with transaction() as session:
                session.get_one(Staff, someone).lang = lang
            token = sessions.open_session(someone, agent="", former="", now=now)
        client.set_cookie("staff", token)
        return client

    def campaign(self, slug: str = RUNNING) -> UUID:
        """The id of a campaign."""
        with self.app.app_context():
            found = campaigns.by_slug(slug, "fr")
            assert found is not None
            return found.id
