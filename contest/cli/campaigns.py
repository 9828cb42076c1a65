"""`flask campaign ...`: what contests there are, their ideas out into a folder and in from a sheet."""

import itertools
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from contest import clock
from contest.intake import Folders
from contest.queries import campaigns, exports, staff
from contest.queries.campaigns import CampaignView
from contest.queries.exports import Taken
from contest.rules import imports, sheets
from contest.rules.forms import most_pictures
from contest.rules.imports import Fault, Terms
from contest.rules.phases import PhaseKind, moment_of
from contest.rules.pictures import WIDTHS, alternative_key
from contest.rules.roles import Act
from contest.services import audit, findings
from contest.services import imports as acts
from contest.services.accounts import invitations
from contest.services.audit import Actor
from contest.services.imports import Outcome, Room
from contest.settings import Settings
from contest.words import dates, phrases

# What the console speaks.
LANG = "en"
SHEET, PICTURES = "ideas.csv", "pictures"
MOST_SHOWN = 100

campaign = AppGroup("campaign", help="Contests: a list, one of them, its ideas out and in.")


@campaign.command("list")
def every() -> None:
    """Every contest: its address, its brand, who finds it."""
    for row in campaigns.every():
        click.echo(f"{row.slug}  {row.brand}  {row.visibility.value}  {', '.join(row.languages)}")


@campaign.command("show")
@click.argument("slug")
def show(slug: str) -> None:
    """One contest: its name, its phases, how many ideas in which state."""
    view, now = campaign_of(slug), clock.now()
    click.echo(f"{view.name} ({view.brand}), {view.visibility.value}, in {', '.join(view.languages)}")
    for phase in view.phases:
        opens, closes = (dates.day_and_time(LANG, moment, view.zone) for moment in (phase.opens, phase.closes))
        moment = moment_of(phase.plan, now).value
        click.echo(f"{phase.position}. {phase.kind.value}: {opens} to {closes} ({moment})")
    for state, count in sorted(exports.by_state(view.id).items()):
        click.echo(f"{state.value}: {count}")


@campaign.command("export")
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def take_out(slug: str, folder: Path) -> None:
    """Write the ideas of SLUG as a sheet, and their pictures beside it, into FOLDER (new or empty).

    No address of a participant is in it.
    """
    view = campaign_of(slug)
    if folder.exists() and any(folder.iterdir()):
        raise click.ClickException(f"{folder} is not empty; an export never overwrites.")
    (folder / PICTURES).mkdir(mode=0o700, parents=True, exist_ok=True)
    sheet = folder / SHEET
    sheet.touch(mode=0o600)
    count = 0
    with sheet.open("w", encoding="utf-8", newline="") as file:
        for count, line in enumerate(_lines(view, folder / PICTURES)):  # noqa: B007 - said below
            file.write(line)
    click.echo(f"written: {sheet}, {count} ideas, {sum(1 for _ in (folder / PICTURES).iterdir())} pictures")


@campaign.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--pictures", type=click.Path(path_type=Path, exists=True, file_okay=False), help="Where they lie.")
@click.option("--publish", is_flag=True, help="Publish them, in the name of --by.")
@click.option("--by", "address", default="", help="The address of the member of staff in whose name.")
def bring_in(slug: str, file: Path, pictures: Path | None, publish: bool, address: str) -> None:
    """Make every line of FILE an idea of SLUG: all of them or, when anything is wrong, none. Again is harmless."""
    settings: Settings = current_app.config["SETTINGS"]
    view, now = campaign_of(slug), clock.now()
    by = _by(address, view, publish=publish)
    form = campaigns.form(view.id)
    if form is None:
        raise click.ClickException("This contest has no form.")
    with file.open(encoding="utf-8", newline="") as text:
        sheet = imports.read(text, Terms(form.definition, _spoken(view), now))
    room = Room(pictures, settings.media, settings.data / "incoming")
    _report(acts.bring(view.id, sheet, room, publish=publish, by=by, now=now, tell=_tell))


@campaign.command("prints")
@click.argument("slug")
def print_again(slug: str) -> None:
    """Write the prints that ideas of SLUG lack, by which copies of them are found. Broken off, it goes on again."""
    settings: Settings = current_app.config["SETTINGS"]
    view, folders = campaign_of(slug), Folders(settings.media, settings.data / "incoming")
    texts, pictures, after = 0, 0, None
    while True:
        filled = findings.fill(view.id, after, folders=folders)
        texts, pictures, after = texts + filled.texts, pictures + filled.pictures, filled.last
        if after is None:
            break
    findings.queue_again(view.id, now=clock.now())
    click.echo(f"written: prints of {texts} texts and {pictures} pictures; what waits is looked at again")


def campaign_of(slug: str) -> CampaignView:
    """The contest of this address. Errors: ClickException."""
    view = campaigns.by_slug(slug, LANG)
    if view is None:
        raise click.ClickException(f"There is no contest {slug}; `campaign list` names them.")
    return view


def _spoken(view: CampaignView) -> tuple[str, ...]:
    """The contest's languages, the one of a line that names none first."""
    return (view.default_language, *(lang for lang in view.languages if lang != view.default_language))


def _by(address: str, view: CampaignView, *, publish: bool) -> Actor:
    if not address:
        if publish:
            raise click.ClickException("Who publishes? Add --by with the address of a member of staff.")
        return audit.OPERATOR
    person = staff.by_address(invitations.canonical(address))
    if person is None:
        raise click.ClickException("Nobody of the team has this address.")
    if not person.may(Act.MODERATE, view.id):
        raise click.ClickException(f"{person.full_name} may not publish ideas of this contest.")
    return audit.staff(person.id)


def _lines(view: CampaignView, folder: Path) -> Iterator[str]:
    """The sheet, line by line; each picture is copied as its line is written."""
    settings: Settings = current_app.config["SETTINGS"]
    form = campaigns.form(view.id)
    definition = form.definition if form else {"fields": []}
    votes = exports.votes(view.id, view.of_kind(PhaseKind.VOTE), clock.now())
    yield sheets.MARK + sheets.line(sheets.columns(definition))
    for idea in exports.ideas(view.id):
        copies = _copied(view, idea, Folders(settings.media, settings.data / "incoming"), folder)
        yield sheets.line(_cells(idea, definition, copies, votes))


def _cells(
    idea: Taken, definition: Mapping[str, Any], copies: list[str], votes: Mapping[UUID, int] | None
) -> list[str]:
    said = [idea.answers.get(key, "") for key in sheets.answer_columns(definition)]
    places = range(1, max(1, most_pictures(definition)) + 1)
    shown = [copies[place - 1] if place <= len(copies) else "" for place in places]
    return [
        idea.id.hex,
        str(idea.number or ""),
        idea.state.value,
        idea.lang,
        *(answer if isinstance(answer, str) else ", ".join(answer) for answer in said),
        *itertools.chain.from_iterable(
            (name, idea.answers.get(alternative_key(place), "") if name else "")
            for place, name in zip(places, shown, strict=True)
        ),
        idea.received_at.isoformat(),
        idea.published_at.isoformat() if idea.published_at else "",
        str(votes.get(idea.id, 0)) if votes is not None and idea.number else "",
    ]


def _copied(view: CampaignView, idea: Taken, ours: Folders, folder: Path) -> list[str]:
    """The names of the copies of an idea's pictures, each in the largest width there is, the cover's first."""
    name = f"{idea.number:05}" if idea.number else idea.id.hex
    copies = (
        _copy(view, picture, ours, folder / (f"{name}.webp" if place == 1 else f"{name}-{place}.webp"))
        for place, picture in enumerate(idea.pictures, start=1)
    )
    return list(copies)


def _copy(view: CampaignView, picture: UUID, ours: Folders, target: Path) -> str:
    """The name of the copy; empty when there is no file to copy."""
    for file in [ours.width(view.id, picture, width) for width in sorted(WIDTHS, reverse=True)]:
        if file.is_file():
            shutil.copyfile(file, target)
            return target.name
    return ""


def _tell(done: int, of: int) -> None:
    if done == of or done % 50 == 0:
        click.echo(f"pictures checked: {done} of {of}")


def _report(outcome: Outcome) -> None:
    """What became of the file; faults end in status 1."""
    for fault in outcome.faults[:MOST_SHOWN]:
        click.echo(_sentence(fault), err=True)
    if outcome.faults:
        rest = len(outcome.faults) - MOST_SHOWN
        more = f" ({rest} more are not shown)" if rest > 0 else ""
        raise click.ClickException(f"{len(outcome.faults)} faults{more}; nothing was made.")
    click.echo(f"made: {outcome.made} ideas, {outcome.published} of them published")
    click.echo(f"there already: {outcome.known}; passed over (refused, withdrawn, removed): {outcome.passed_over}")


def _sentence(fault: Fault) -> str:
    where = f", {fault.objection.field}" if fault.objection.field else ""
    return f"row {fault.row}{where}: {phrases.objection(LANG, fault.objection)}"
