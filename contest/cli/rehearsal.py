"""`flask rehearsal`: what the fair-play rules see of an honest public and of attacks, in a database of its own."""

import time

import click
import flask_migrate

from contest import clock
from contest.cli.upkeep import settings
from contest.db import take_stock
from contest.demo.rehearsal import attacks, running
from contest.demo.rehearsal.public import HONEST

GOAL = 0.005


@click.command("rehearsal")
@click.option("--votes", default=20_000, help="How many honest votes.")
@click.option("--quietly", is_flag=True, help="Only the report.")
def rehearsal(votes: int, quietly: bool) -> None:
    """Rehearse fair play in an empty database: honest votes, attacks, what is put into clusters of either."""
    if settings().is_production:
        raise click.ClickException("The rehearsal is for development only.")
    flask_migrate.upgrade()
    began = time.monotonic()
    report = running.run(votes, now=clock.now(), tell=(lambda line: None) if quietly else click.echo)
    if report is None:
        raise click.ClickException("There are campaigns here: the rehearsal wants an empty database.")
    take_stock()
    _tell(report, time.monotonic() - began)


def _tell(report: running.Report, took: float) -> None:
    click.echo("\ncluster  rule        votes  of which")
    for one in report.clusters:
        among = ", ".join(f"{who} {number}" for who, number in sorted(one.of.items(), key=lambda pair: -pair[1]))
        click.echo(f"{one.number:>7}  {one.rule:<10} {one.size:>6}  {among}")
    click.echo("\nattack            votes  in clusters")
    for who, seen in report.seen.items():
        if who not in HONEST:
            note = "  imitates people in everything: no rule sees it" if who == attacks.UNSEEN else ""
            click.echo(f"{who:<16} {seen.votes:>6}  {seen.clustered:>6} ({seen.part:.0%}){note}")
    click.echo("\nhonest            votes  in clusters")
    honest = [seen for who, seen in report.seen.items() if who in HONEST]
    for seen in honest:
        click.echo(f"{seen.who:<16} {seen.votes:>6}  {seen.clustered:>6} ({seen.part:.2%})")
    votes, clustered = (sum(getattr(seen, name) for seen in honest) for name in ("votes", "clustered"))
    part = clustered / votes
    met = "met" if part <= GOAL else "NOT MET"
    click.echo(f"\nhonest votes in clusters: {clustered} of {votes}, {part:.2%} (goal: at most {GOAL:.1%}, {met})")
    click.echo(f"took {took:.0f} s")
    raise SystemExit(0 if part <= GOAL else 1)
