"""The walls of the house, and that each is really there: every violation is planted once, and caught."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import House

ROOT = Path(__file__).resolve().parent.parent

# A house in order, small enough to read.
SOUND = {
    "wsgi.py": "from contest import cli\nfrom contest.app import create_app\n",
    "contest/__init__.py": "",
    "contest/app.py": "from contest import web\n\n\ndef create_app(): ...\n",
    "contest/cli.py": "from contest import supervisor\nfrom contest.demo import fill\n",
    "contest/clock.py": "from datetime import UTC, datetime\n\n\ndef now():\n    return datetime.now(UTC)\n",
    "contest/db.py": "from contest.settings import Settings\nimport flask_sqlalchemy\nimport pysqlite3\n",
    "contest/settings.py": "import os\n\n\nclass Settings: ...\n",
    "contest/supervisor.py": "from contest.settings import Settings\n",
    "contest/vault.py": "import argon2\n",
    "contest/worker.py": "from contest.app import create_app\nfrom contest.services.deliveries import mail\n",
    "contest/rules/__init__.py": "",
    "contest/rules/phases.py": "import datetime\n",
    "contest/rules/ballots.py": "from contest.rules.phases import x\n",
    "contest/words/__init__.py": "import babel\nfrom contest.rules import phases\n",
    "contest/models/__init__.py": "import sqlalchemy\nfrom contest.db import Base\n",
    "contest/queries/__init__.py": "from contest import models\n",
    "contest/services/__init__.py": "",
    "contest/services/ballots.py": "from contest import queries, vault\nimport rapidfuzz\n",
    "contest/services/deliveries/__init__.py": "",
    "contest/services/deliveries/mail.py": "from contest.outside import smtp\n",
    "contest/outside/__init__.py": "",
    "contest/outside/smtp.py": "import smtplib\n",
    "contest/doctor/__init__.py": "from contest.app import create_app\nfrom contest.outside import smtp\n",
    "contest/backups/__init__.py": "from contest.services import ballots\n",
    "contest/demo/__init__.py": "from contest.services import ballots\n",
    "contest/web/__init__.py": "from contest.web import ops\nfrom contest.web.public import ballots\n",
    "contest/web/access.py": "import flask\n",
    "contest/web/ops.py": "from contest.web import access\n",
    "contest/web/public/__init__.py": "",
    "contest/web/public/ballots.py": "from contest import clock\nfrom contest.services import ballots\n",
    "contest/web/desk/__init__.py": "",
    "contest/web/desk/queue.py": "render_template('desk/queue.html')\n",
    "templates/desk/queue.html": "{% extends 'layouts/desk.html' %}\n",
}
VIEW = "@blueprint.get('/')\ndef page():\n" + "    x = 1\n" * 30
PLANTED = {
    "a room that is none": ("contest/utils.py", "", "utils is not a room"),
    "the map imports": ("contest/__init__.py", "import flask\n", "contest imports flask"),
    "rules with a library": ("contest/rules/tally.py", "import numpy\n", "rules imports numpy"),
    "rules with the database": ("contest/rules/tally.py", "from contest.db import Base\n", "rules imports db"),
    "rules with the clock": ("contest/rules/tally.py", "from contest import clock\n", "rules imports clock"),
    "words with Flask": ("contest/words/mails.py", "import flask\n", "words imports flask"),
    "models with queries": ("contest/models/x.py", "from contest import queries\n", "models imports queries"),
    "models with Flask": ("contest/models/x.py", "import flask_sqlalchemy\n", "models imports flask_sqlalchemy"),
    "queries with services": ("contest/queries/x.py", "from contest.services import ballots\n", "queries imports services"),
    "services with Flask": ("contest/services/x.py", "from flask import g\n", "services imports flask"),
    "services with Werkzeug": ("contest/services/x.py", "import werkzeug.security\n", "services imports werkzeug"),
    "services with outside": ("contest/services/x.py", "from contest.outside import smtp\n", "services imports outside"),
    "services with the clock": ("contest/services/x.py", "from contest.clock import now\n", "services imports clock"),
    "services with settings": ("contest/services/x.py", "from contest.settings import Settings\n", "services imports settings"),
    "services with deliveries": ("contest/services/x.py", "from contest.services.deliveries import mail\n", "which only"),
    "a door with deliveries": ("contest/web/desk/x.py", "from contest.services import deliveries\n", "imports deliveries"),
    "a door with outside": ("contest/web/desk/x.py", "from contest.outside import smtp\n", "web imports outside"),
    "a door with the demo": ("contest/web/desk/x.py", "from contest import demo\n", "imports demo, which only"),
    "a door with the application": ("contest/web/desk/x.py", "from contest.app import create_app\n", "imports app, which"),
    "outside with tables": ("contest/outside/x.py", "from contest import models\n", "outside imports models"),
    "outside with rules": ("contest/outside/x.py", "from contest.rules import phases\n", "outside imports rules"),
    "settings with a library": ("contest/settings.py", "import dotenv\n", "settings imports dotenv"),
    "the vault with Flask": ("contest/vault.py", "import flask\n", "vault imports flask"),
    "the supervisor with the database": ("contest/supervisor.py", "from contest import db\n", "supervisor imports db"),
    "the demo with outside": ("contest/demo/x.py", "from contest.outside import smtp\n", "demo imports outside"),
    "the demo with a door": ("contest/demo/x.py", "from contest.web import access\n", "demo imports web"),
    "the command line with deliveries": ("contest/cli.py", "from contest.services.deliveries import mail\n", "imports deliveries"),
    "the command line with the doctor": ("contest/cli.py", "from contest import doctor\n", "imports doctor, which only"),
    "backups with outside": ("contest/backups/x.py", "from contest.outside import smtp\n", "backups imports outside"),
    "names in services": ("contest/services/x.py", "import dns.resolver\n", "services imports dns"),
    "another SQLite": ("contest/services/x.py", "import sqlite3\n", "services imports sqlite3"),
    "pictures in services": ("contest/services/x.py", "from PIL import Image\n", "services imports PIL"),
    "a relative import": ("contest/rules/x.py", "from .. import db\n", "rules imports db"),
    "a door through a door": ("contest/web/desk/x.py", "from contest.web.public import ballots\n", "through the door public"),
    "a door through ops": ("contest/web/desk/x.py", "from contest.web import ops\n", "through the door ops"),
    "a helper through a door": ("contest/web/x.py", "from contest.web.public import ballots\n", "a helper goes through"),
    "a circle of two": ("contest/rules/phases.py", "from contest.rules import ballots\n", "a circle"),
    "a circle of three": (
        "contest/rules/phases.py",
        "from contest.rules.themes import a\n",
        "a circle: contest.rules.ballots -> contest.rules.phases -> contest.rules.themes",
    ),
    "an import inside a function": ("contest/rules/x.py", "def f():\n    import json\n", "inside a function"),
    "the worker in the web process": ("contest/app.py", "from contest import worker\n", "the web process would load"),
    "a clock in rules": ("contest/rules/x.py", "from datetime import datetime\ndatetime.now()\n", "asks the time"),
    "a clock in a door": ("contest/web/desk/x.py", "import time\ntime.time()\n", "asks the time"),
    "a long file": ("contest/rules/x.py", "x = 1\n" * 401, "401 lines, 400 at most"),
    "a long function": ("contest/rules/x.py", "def f():\n" + "    x = 1\n" * 50, "f has 51 lines, 50 at most"),
    "a long table in a function": ("contest/rules/x.py", "def f():\n    return [\n" + "1,\n" * 50 + "]\n", "at most"),
    "a long view": ("contest/web/desk/x.py", VIEW, "page has 31 lines, 30 at most"),
    "a long template": ("templates/desk/x.html", "<p>\n" * 121, "121 lines, 120 at most"),
    "a long script": ("static/js/x.js", "1;\n" * 151, "151 lines, 150 at most"),
    "a template of another door": ("templates/public/x.html", "{% include 'desk/queue.html' %}", "of another door"),
    "a component that knows a door": ("templates/components/x.html", "{% from 'desk/queue.html' import a %}", "of another"),
    "a view showing another door": ("contest/web/public/x.py", "render_template('desk/queue.html')\n", "shows desk/queue"),
}  # fmt: skip
# What must be there beside the planted file for it to be wrong.
BESIDE = {"a circle of three": {"contest/rules/themes.py": "from contest.rules import ballots\n"}}


def build(root: Path, files: dict[str, str]) -> House:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return House(root)


def test_the_house_is_in_order():
    assert House(ROOT).faults() == []


def test_a_sound_house_has_no_fault(tmp_path: Path):
    assert build(tmp_path, SOUND).faults() == []


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_violation_is_caught(name: str, tmp_path: Path):
    file, text, words = PLANTED[name]
    faults = build(tmp_path, SOUND | BESIDE.get(name, {}) | {file: text}).faults()
    assert [fault for fault in faults if words in fault], faults


def test_rules_need_nothing_but_python():
    names = [name for name in House(ROOT).modules if name.startswith("contest.rules")]
    assert names
    # -S: no installed package is in reach; -I: nor anything the environment adds.
    code = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import {', '.join(names)}"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], check=True)
