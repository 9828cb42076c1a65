"""`flask codes ...`: codes for packs by the million, made or brought in, and sheets of QR codes to be printed."""

from collections.abc import Iterator
from pathlib import Path

import click
import segno
from flask import current_app
from flask.cli import AppGroup

from contest import clock
from contest.cli.campaigns import LANG, campaign_of
from contest.queries import codes as queries
from contest.queries.campaigns import CampaignView
from contest.rules import codes as rules
from contest.rules import prints
from contest.rules.codes import Addressed, Measured
from contest.rules.objections import Refused
from contest.rules.prints import Label
from contest.services import audit
from contest.services import codes as acts
from contest.words import phrases

codes = AppGroup("codes", help="Codes for packs: made or brought in by the million, and sheets of QR codes.")


@codes.command("make")
@click.argument("slug")
@click.argument("number", type=click.IntRange(1, rules.MOST))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--label", default="", help="What they are for, in a few words.")
@click.option("--lang", default="", help="The language of the page that the QR code opens.")
def make(slug: str, number: int, file: Path, label: str, lang: str) -> None:
    """Make NUMBER codes for SLUG and write them, with the addresses of their QR codes, into FILE (a new one).

    That is the one time they are written down: what is kept tells only whether a code is right.
    """
    view = campaign_of(slug)
    address = _addressed(view, lang)
    with _new(file).open("w", encoding="ascii", newline="") as sheet:
        sheet.write(rules.HEAD)
        try:
            batch = acts.make(
                view.id,
                number,
                label=label,
                by=audit.OPERATOR,
                now=clock.now(),
                hand_out=lambda some: sheet.writelines(map(address.line, some)),
            )
        except Refused as refusal:
            raise click.ClickException(_reasons(refusal)) from None
    click.echo(f"made: batch {batch}, {number} codes, written to {file}")
    _say_odds(view)


@codes.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--label", default="", help="What they are for, in a few words.")
def bring_in(slug: str, file: Path, label: str) -> None:
    """Bring your own codes into SLUG, one a line of FILE: all of them or, when a line is wrong, none.

    Capitals, spaces and dashes do not matter, O is 0, I and L are 1. Again is harmless.
    """
    view = campaign_of(slug)
    measured = Measured()
    for _ in _codes(measured, file):
        pass
    for fault in measured.faults:
        click.echo(f"row {fault.row}: {phrases.objection(LANG, fault.objection)}", err=True)
    if measured.faults:
        raise click.ClickException("Nothing was brought in.")
    if reasons := measured.objections(queries.total(view.id)):
        raise click.ClickException(_reasons(Refused(reasons)))
    try:
        brought = acts.bring_in(view.id, _codes(Measured(), file), label=label, by=audit.OPERATOR, now=clock.now())
    except Refused as refusal:
        raise click.ClickException(_reasons(refusal)) from None
    click.echo(f"brought in: batch {brought.batch}, {brought.new} codes; there already, or twice: {brought.known}")


@codes.command("export-sheet")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("sheet", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", default="", help="The language of the page that the QR code opens.")
def export_sheet(slug: str, file: Path, sheet: Path, lang: str) -> None:
    """Draw the codes of FILE (from `codes make`, or your own) as QR codes to be printed: SHEET, a new PDF."""
    address = _addressed(campaign_of(slug), lang)
    measured = Measured()
    with _new(sheet).open("wb") as pdf:
        try:
            pdf.writelines(prints.pdf(_label(address, code) for code in _codes(measured, file)))
        except ValueError:
            raise click.ClickException("There is no code in it.") from None
    if measured.faults:
        click.echo(f"not codes, and left out: {len(measured.faults)} lines", err=True)
    click.echo(f"written: {sheet}, {measured.codes} QR codes")


def _codes(measured: Measured, file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8-sig") as lines:
        yield from rules.lines(measured, lines)


def _label(address: Addressed, code: str) -> Label:
    return Label(segno.make(address.address(code), error="m", micro=False).matrix, rules.shown(code))


def _addressed(view: CampaignView, lang: str) -> Addressed:
    if lang and lang not in view.languages:
        raise click.ClickException(f"{view.slug} speaks {', '.join(view.languages)}.")
    return Addressed(current_app.config["SETTINGS"].public_url, lang or view.default_language, view.slug)


def _new(file: Path) -> Path:
    """A new file that only its owner reads."""
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise click.ClickException(f"{file} is there already; nothing is overwritten.") from None
    return file


def _reasons(refusal: Refused) -> str:
    return " ".join(phrases.objection(LANG, objection) for objection in refusal.objections)


def _say_odds(view: CampaignView) -> None:
    click.echo(f"one guess in {rules.odds(queries.total(view.id)):,} finds one of this contest's codes")
