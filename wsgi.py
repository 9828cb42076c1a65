"""The application that gunicorn and `flask` load."""

import sys

from contest.app import create_app
from contest.settings import SettingsError

try:
    app = create_app()
except SettingsError as mistakes:
    # Sentences for whoever typed the command, not a traceback above them.
    sys.stderr.write(f"{mistakes}\n")
    sys.exit(2)
