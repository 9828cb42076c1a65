"""`flask mail`: what comes back, and what people write."""

import mailbox
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from contest import clock
from contest.queries import campaigns, outbox
from contest.services import bounces, questions, wishes
from contest.services.questions import Taken

mail = AppGroup("mail", help="What comes back, and what people write.")
SOURCE = click.argument("source", type=click.Path(path_type=Path, exists=True), required=False)


@mail.command("bounces")
@SOURCE
def take_bounces(source: Path | None) -> None:
    """Read messages that came back: a Maildir, an mbox, one in a file, or (without SOURCE) on standard input."""
    noted = read = 0
    for raw in _messages(source):
        read += 1
        noted += bounces.take(raw, now=clock.now())
    click.echo(f"messages: {read}, of which say that a mail of ours did not arrive: {noted}")


@mail.command("questions")
@SOURCE
def take_questions(source: Path | None) -> None:
    """Read what people write: a Maildir (what is new in it), an mbox, one in a file, or (without SOURCE) what is piped.

    Answers to our mails and mails to a campaign's address become questions at the desk; what came back is noted too.
    """
    if source is not None and source.is_dir():
        found = questions.empty(source, _taken)
    else:
        found = Counter(_taken(raw) for raw in _messages(source))
    said = (
        f"messages: {found.total()}, questions: {found[Taken.QUESTION]}, by machines or without words: "
        f"{found[Taken.NOTHING]}, to nobody here: {found[Taken.UNKNOWN]}, left for later: {found[Taken.LATER]}, "
        f"unreadable: {found[Taken.UNREADABLE]}"
    )
    click.echo(said)
    if found[Taken.LATER] and source is None:
        sys.exit(75)  # EX_TEMPFAIL: the mail server keeps it and comes again


@mail.command("told")
@click.argument("campaign")
def how_far(campaign: str) -> None:
    """How far the mails about each announcement of CAMPAIGN (its name in addresses) have come."""
    view = campaigns.by_slug(campaign, "en")
    if view is None:
        raise click.ClickException(f"there is no campaign {campaign}")
    for phase in view.phases:
        telling = wishes.telling(view.id, phase.id)
        if telling is None:
            continue
        found = outbox.told(view.id, wishes.KIND, phase.id)
        took = f" in {(telling.done_at - telling.began_at).total_seconds():.0f} s" if telling.done_at else " so far"
        click.echo(
            f"announcement {phase.position}: queued {found.queued}{took}, left {found.left}, waiting {found.waiting}, "
            f"needless {found.needless}, given up {found.given_up}, sent twice at most {found.twice}"
        )


def _taken(raw: bytes) -> Taken:
    settings = current_app.config["SETTINGS"]
    given = {"reply_address": settings.reply_address, "mail_from": settings.mail_from}
    return questions.read(raw, **given, now=clock.now())


def _messages(source: Path | None) -> Iterator[bytes]:
    if source is None:
        yield sys.stdin.buffer.read()
    elif source.is_dir():
        folder = mailbox.Maildir(source, create=False)
        yield from (folder.get_bytes(key) for key in folder.keys())  # noqa: SIM118 - iterating gives messages
    elif source.read_bytes().startswith(b"From "):
        box = mailbox.mbox(source, create=False)
        yield from (box.get_bytes(key) for key in box.keys())  # noqa: SIM118 - iterating gives messages
    else:
        yield source.read_bytes()
