"""`flask` commands for the operator: verify, doctor, backup, restore."""

import subprocess
import sys
import time
from pathlib import Path

import click
import flask_migrate
from flask import current_app

from contest import clock
from contest.backups import erased, restoring, saving
from contest.backups.manifest import Unfit
from contest.db import take_stock
from contest.services import sealing, sequencer
from contest.settings import ROOT, Settings
from contest.supervisor import lock
from contest.supervisor.port import CannotStartError

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
TICK = 0.05


@click.command("verify")
@click.option("--head", type=FILE, help="A signed head as a witness was mailed it: is it still the log's beginning?")
def verify(head: Path | None) -> None:
    """Recount every tally from the ballots, hash every log anew; exit 1 when anything disagrees."""
    found = [*sequencer.verify(), *sealing.verify()]
    if head is not None:
        try:
            found += sealing.verify_against(f"{head.read_text(encoding='utf-8').strip()}\n")
        except (ValueError, KeyError) as reason:
            raise click.ClickException(f"{head}: {reason}") from None
    for mismatch in found:
        click.echo(str(mismatch))
    click.echo(
        "every tally agrees with its ballots, every log with its seals" if not found else f"{len(found)} disagreements"
    )
    raise SystemExit(1 if found else 0)


@click.command("doctor", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def doctor(options: tuple[str, ...]) -> None:
    """Look at everything that was set, one line a check; exit 1 when something is not good."""
    # A process of its own: this one must not load what speaks to mail and name servers.
    command = [sys.executable, "-m", "contest.doctor", *options]
    raise SystemExit(subprocess.run(command, cwd=ROOT, check=False).returncode)  # noqa: S603 - our own program


@click.command("backup")
@click.argument("target", type=FOLDER)
@click.option("--with-key", is_flag=True, help="Also the master key: who has the folder then reads every address.")
def backup(target: Path, with_key: bool) -> None:
    """Write database, pictures and a manifest to the folder TARGET (which must not exist), while everything runs."""
    try:
        made = saving.save(settings(), target.absolute(), with_key=with_key, now=clock.now())
    except Unfit as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"written: {target} ({len(made.files)} files, as of {made.made_at}, revision {made.revision})")
    if with_key:
        click.echo("The master key is in it: keep this folder as secret as the addresses themselves.")
    else:
        click.echo(f"The master key ({settings().master_key_file}) is not in it: keep a copy of that apart.")


@click.command("restore")
@click.argument("source", type=FOLDER)
@click.option("--replace", is_flag=True, help="Replace the campaigns that are here.")
def restore(source: Path, replace: bool) -> None:
    """Put the backup SOURCE in the place of what is here. Stop the site first."""
    try:
        with lock.only_one(settings(), lambda: time.sleep(TICK)):
            made = restoring.restore(settings(), source.absolute(), replace=replace)
    except (Unfit, CannotStartError) as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"restored: {source} (as of {made.made_at}, {made.database})")


@click.command(restoring.FINISH, hidden=True)
def finish_restore() -> None:
    """Bring a restored database up to date: schema, what was destroyed since, statistics; count it."""
    flask_migrate.upgrade()
    noted = erased.replay(now=clock.now())
    click.echo(f"destroyed again, where it was there again: {noted} lines of the log of erasures")
    sequencer.run(clock.now())
    take_stock()
    found = sequencer.verify()
    for mismatch in found:
        click.echo(str(mismatch))
    if found:
        raise click.ClickException(f"{len(found)} disagreements between tallies and ballots")
    click.echo("every tally agrees with its ballots")


COMMANDS = (verify, doctor, backup, restore, finish_restore)


def settings() -> Settings:
    """The settings of this process."""
    found: Settings = current_app.config["SETTINGS"]
    return found
