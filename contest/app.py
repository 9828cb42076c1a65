"""create_app(): joins settings, database, keys and doors."""

import os

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from contest import vault, web
from contest.db import database, engine_options, prepare_engine
from contest.services import erasures, keys
from contest.settings import ROOT, Settings, SettingsError
from contest.words import catalogues

# An entry with its picture (12 MiB) and its words.
LARGEST_REQUEST = 13 * 1024 * 1024
LARGEST_FORM = 256 * 1024
MOST_PARTS = 200


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, by default those of the environment. Errors: SettingsError."""
    # First: what reading them leaves behind in memory is then used by all that follows.
    catalogues.read_all()
    settings = settings or Settings.from_environment(os.environ)
    app = Flask("contest", root_path=str(ROOT), template_folder="templates", static_folder=None)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SECRET_KEY_FALLBACKS=list(settings.secret_key_fallbacks),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        MAX_FORM_PARTS=MOST_PARTS,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        TESTING=settings.environment == "test",
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    database.init_app(app)
    with app.app_context():
        prepare_engine(database.engine)
    keys.ring.open(_master_key(settings))
    erasures.log.open(settings.data / erasures.NAME)
    web.init_app(app)
    return app


def _master_key(settings: Settings) -> bytes:
    file = settings.master_key_file
    try:
        return vault.load_master(file, make=not settings.is_production)
    except FileNotFoundError:
        sentence = f"CONTEST_MASTER_KEY_FILE: {file} is not there: type  make key  once, or bring back your copy."
    except (OSError, vault.Broken):
        sentence = f"CONTEST_MASTER_KEY_FILE: {file} cannot be read as a key: bring back your copy."
    raise SettingsError([sentence])
