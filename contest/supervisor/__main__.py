"""`python -m contest.supervisor`: what `flask up` does, without loading the application only to start it again."""

import os
import sys

from contest import supervisor
from contest.settings import Settings, SettingsError


def main() -> int:
    """Start everything for the settings in the environment; the exit status."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as mistakes:
        supervisor.say(str(mistakes))
        return 2
    return supervisor.run(settings, demo=settings.is_development)


if __name__ == "__main__":
    sys.exit(main())
