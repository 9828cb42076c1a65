"""The application with its commands, as `flask` loads it."""

import sys

from contest import cli
from contest.app import create_app
from contest.settings import SettingsError

try:
    app = create_app()
    cli.init_app(app)
except SettingsError as mistakes:
    # Sentences for whoever typed the command, not a traceback above them.
    sys.stderr.write(f"{mistakes}\n")
    sys.exit(2)
