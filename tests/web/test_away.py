"""The database does not answer: the page says so in its language, and when to come back."""

from flask import Flask

from contest.db import database as db
from contest.settings import Settings
from tests import databases
from tests.web.visits import text

SAID = {"fr": "Nous revenons tout de suite", "nl": "We zijn zo terug", "en": "We will be right back"}


def test_a_database_that_is_not_there_is_said_with_when_to_come_back(app: Flask, settings: Settings):
    with app.app_context():
        db.engine.dispose()
    if settings.sqlite_path is not None:
        settings.sqlite_path.unlink()
        settings.sqlite_path.mkdir()
    else:
        url = settings.database_url
        databases.administer(url, f'DROP DATABASE "{databases.name_of(url)}" WITH (FORCE)')
    client = app.test_client()
    for lang, words in SAID.items():
        answer = client.get(f"/{lang}/anything/")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5"), lang
        assert (words in text(answer), answer.headers["Cache-Control"]) == (True, "private, no-cache")
        posted = client.post(f"/{lang}/anything/vote/1/1", data={"token": "x"})
        assert (posted.status_code, posted.headers["Retry-After"]) == (503, "5")
