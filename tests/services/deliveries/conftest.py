"""A scene, a post office, and a worker told to work once."""

import pytest

from contest import worker
from contest.app import create_app
from contest.db import database as db
from tests.conftest import settings_for
from tests.post_office import open_post_office
from tests.services.deliveries.scene import NOW, make_scene


@pytest.fixture
def office():
    with open_post_office() as office:
        yield office


@pytest.fixture
def app(database, tmp_path, office):
    app = create_app(settings_for(database, tmp_path / "data", CONTEST_MAIL=f"smtp://127.0.0.1:{office.port}"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def scene(app):
    return make_scene()


@pytest.fixture
def work(app):
    """Does all that is due at a moment."""

    def once(now=NOW):
        worker.run_once(app, now)

    return once
