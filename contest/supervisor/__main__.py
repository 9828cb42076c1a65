"""`python -m contest.supervisor`: what `flask up` does, without loading the application only to start it again.

With `key` it makes the master key instead, without which the application does not start.
"""

import os
import secrets
import sys

from contest import supervisor
from contest.settings import MASTER_KEY_BYTES, Settings, SettingsError
from contest.settings.files import keep_secret


def main() -> int:
    """Start everything for the settings in the environment; the exit status."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as mistakes:
        supervisor.say(str(mistakes))
        return 2
    if sys.argv[1:] == ["key"]:
        return _make_key(settings)
    return supervisor.run(settings, demo=settings.is_development)


def _make_key(settings: Settings) -> int:
    """Make the master key where there is none; one that is there stays."""
    file = settings.master_key_file
    was_there = file.exists()
    keep_secret(file, secrets.token_bytes(MASTER_KEY_BYTES))
    supervisor.say(f"the master key {'was there already' if was_there else 'is made'}: {file}")
    supervisor.say("Keep a copy apart from the database: without it no address and no second factor can be read.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
