"""`python -m contest.doctor`: one line a check, exit 1 when something is not good."""

import argparse
import os
import sys
from collections.abc import Iterator
from email.utils import parseaddr
from functools import partial
from urllib.parse import urlsplit

from contest import clock
from contest.app import create_app
from contest.doctor import database, machine, mail
from contest.doctor.findings import Finding, Level, bad
from contest.outside import names
from contest.settings import Settings, SettingsError


def main() -> int:
    """Print every finding as it comes; the exit status."""
    worst = 0
    for finding in examine(_arguments().parse_args()):
        sys.stdout.write(f"{finding}\n")
        sys.stdout.flush()
        worst |= finding.level is Level.BAD
    return worst


def examine(asked: argparse.Namespace) -> Iterator[Finding]:
    """Everything there is to say about this environment."""
    try:
        settings = Settings.from_environment(os.environ)
    except SettingsError as error:
        yield from (bad("settings", mistake.rstrip("."), "") for mistake in error.mistakes)
        return
    yield from machine.settings(settings)
    key = machine.master_key(settings.master_key_file)
    yield key
    yield machine.disk("data", settings.data)
    yield machine.disk("pictures", settings.media)
    if asked.time_server:
        yield machine.time_server(asked.time_server, clock.now)
    if key.level is Level.OK:
        yield from _inside(settings)
    own_name = urlsplit(settings.public_url).hostname or ""
    yield mail.server(settings.mail, own_name)
    if settings.mail_second is not None:
        yield mail.server(settings.mail_second, own_name, "second mail server", "CONTEST_MAIL_SECOND")
    if settings.mail is not None:
        sender = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
        yield from mail.domain(sender, asked.dkim_selector, partial(names.texts, server=asked.name_server))


def _inside(settings: Settings) -> Iterator[Finding]:
    """What the database says."""
    app = create_app(settings)
    with app.app_context():
        answers = database.reachable()
        yield answers
        if answers.level is Level.BAD:
            return
        yield from database.durability()
        schema = database.migrations()
        yield schema
        yield database.clock(clock.now())
        if schema.level is Level.OK:
            yield database.campaign_keys()
            yield from database.worker(clock.now())
            yield from database.waiting(clock.now())


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="flask doctor", description="Look at everything, and say what to do.")
    parser.add_argument("--time-server", default="", metavar="HOST", help="compare the clock with this one (SNTP)")
    parser.add_argument(
        "--dkim-selector", default="", metavar="NAME", help="the selector your mail provider signs with"
    )
    parser.add_argument("--name-server", type=_name_server, metavar="HOST[:PORT]", help="ask this one about the domain")
    return parser


def _name_server(value: str) -> names.NameServer:
    host, _, port = value.partition(":")
    return names.NameServer(host, int(port or 53))


if __name__ == "__main__":
    sys.exit(main())
