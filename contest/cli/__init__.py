"""`flask` commands: start, prepare, demo, upkeep, contests, and help for staff who are locked out."""

from datetime import datetime

import click
import flask_migrate
from flask import Flask
from flask.cli import AppGroup

from contest import clock, supervisor
from contest.cli import campaigns, codes, mails, rehearsal, upkeep
from contest.cli.upkeep import settings as _settings
from contest.db import database, take_stock
from contest.demo import making, widgets
from contest.rules import addresses
from contest.services.accounts import factors, invitations
from contest.settings import ROOT
from contest.supervisor import shop

staff = AppGroup("staff", help="Help for staff who are locked out.")


@click.command("up")
def up() -> None:
    """Start everything: migrations, demo (in development), web and worker."""
    settings = _settings()
    raise SystemExit(supervisor.run(settings, demo=settings.is_development))


@click.command("prepare")
@click.option("--demo", "with_demo", is_flag=True, help="Make the demo in an empty database.")
def prepare(with_demo: bool) -> None:
    """What stands before the first request: the newest schema, the demo, the owner's invitation."""
    flask_migrate.upgrade()
    click.echo("database: up to date")
    now = clock.now()
    if with_demo:
        made = _made(now)
        if made is not None:
            click.echo(f"demo: {made.ideas} ideas and {made.ballots} ballots written")
        widgets.let_stand(shop.origins(_settings()), now=now)
    invite()


def invite() -> None:
    """Print the owner's invitation as long as there is no owner."""
    token = invitations.owner_invitation(now=clock.now())
    if token is not None:
        click.echo(f"staff invitation: {addresses.absolute(_settings().public_url, 'join', token=token)}")


@click.command("demo")
def demo() -> None:
    """Make the demo, or renew its dates: the vote ends in thirty days again."""
    if _settings().is_production:
        raise click.ClickException("The demo is for development only.")
    made = _made(clock.now())
    if made is None and not making.renew(now=clock.now()):
        raise click.ClickException("There are campaigns here, and none of them is the demo.")
    click.echo("The demo is there; its vote ends in 30 days.")


@staff.command("reset")
@click.argument("address")
@click.option("--factor", is_flag=True, help="Also forget the authenticator.")
def reset(address: str, factor: bool) -> None:
    """Print a link with which ADDRESS may set a new password within 30 minutes."""
    token = invitations.reset_link(address, forget_factor=factor, now=clock.now())
    if token is None:
        raise click.ClickException("Nobody of the team has this address.")
    click.echo(addresses.absolute(_settings().public_url, "reset", token=token))


@staff.command("invite")
def print_invitation() -> None:
    """Print the owner's invitation again."""
    invite()


@staff.command("code")
@click.argument("address")
def code(address: str) -> None:
    """Print the present code of somebody's authenticator (development only)."""
    if _settings().is_production:
        raise click.ClickException("Only in development.")
    found = factors.current_code(address, now=clock.now())
    if found is None:
        raise click.ClickException("Nobody with an authenticator has this address.")
    click.echo(found)


def init_app(app: Flask) -> None:
    """Register every command, Flask-Migrate's among them. The processes that serve have none: they stay smaller."""
    folder = str(ROOT / "migrations")
    flask_migrate.Migrate(app, database, directory=folder, render_as_batch=True, compare_type=True)
    groups = (staff, mails.mail, campaigns.campaign, codes.codes)
    for command in (up, prepare, demo, *groups, rehearsal.rehearsal, *upkeep.COMMANDS):
        app.cli.add_command(command)


def _made(now: datetime) -> making.Made | None:
    made = making.make(_settings().media, now=now)
    if made is not None:
        take_stock()
    return made
