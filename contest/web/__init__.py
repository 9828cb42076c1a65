"""The doors. Flask lives here and nowhere below."""

from flask import Flask

from contest.web import access, assets, caching, errors, headers, i18n, ops, previews, texts
from contest.web.account import blueprint as account
from contest.web.desk import BLUEPRINTS as DESK
from contest.web.dev import BLUEPRINTS as DEVELOPMENT
from contest.web.embed import BLUEPRINTS as EMBEDDED
from contest.web.me import BLUEPRINTS as MINE
from contest.web.public import BLUEPRINTS as PUBLIC


def init_app(app: Flask) -> None:
    """Open every door of this house; development's only outside production."""
    settings = app.config["SETTINGS"]
    for part in (assets, i18n, texts, errors, caching, headers, access, previews):
        part.init_app(app)
    open_doors = (ops.blueprint, *PUBLIC, *EMBEDDED, *MINE, account, *DESK)
    for blueprint in open_doors + (() if settings.is_production else DEVELOPMENT):
        app.register_blueprint(blueprint)
