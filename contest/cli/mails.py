"""`flask mail`: what comes back."""

import mailbox
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import AppGroup

from contest import clock
from contest.services import bounces

mail = AppGroup("mail", help="What comes back.")


@mail.command("bounces")
@click.argument("source", type=click.Path(path_type=Path, exists=True), required=False)
def take_bounces(source: Path | None) -> None:
    """Read messages that came back: a Maildir, an mbox, one in a file, or (without SOURCE) on standard input."""
    noted = read = 0
    for raw in _messages(source):
        read += 1
        noted += bounces.take(raw, now=clock.now())
    click.echo(f"messages: {read}, of which say that a mail of ours did not arrive: {noted}")


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
