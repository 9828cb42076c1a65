"""Bringing ideas in from a sheet: all of them or none, and each of them once."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import select, update

from contest.db import transaction
from contest.models import ActorKind, EntryNumber, Staff
from contest.queries import imports
from contest.rules.entries import EntryState
from contest.rules.imports import Fault, Line, Sheet
from contest.rules.objections import Objection, Refused
from contest.rules.pictures import alternative_key
from contest.rules.sheets import picture_column
from contest.services import audit, findings, pictures
from contest.services.audit import Actor
from contest.services.entries import writing
from contest.services.imports.batch import Batch


@dataclass(frozen=True)
class Room:
    """Where files lie: the pictures that came with the sheet, if any, and ours."""

    pictures: Path | None
    media: Path
    incoming: Path


@dataclass(frozen=True)
class Outcome:
    """What became of a sheet. With any fault nothing was made; `known` lines were ideas here already."""

    faults: tuple[Fault, ...] = ()
    made: int = 0
    published: int = 0
    known: int = 0
    passed_over: int = 0


def bring(
    campaign_id: UUID,
    sheet: Sheet,
    room: Room,
    *,
    publish: bool,
    by: Actor,
    now: datetime,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Outcome:
    """Make the lines ideas that wait, or published ones with `publish` (by a member of staff) unless they say pending.

    Pictures are checked first, one after the other (`tell` hears how many of how many), outside of any transaction;
    then everything is written in one. Again with the same keys makes nothing. Errors: ValueError (publishing by
    nobody), LookupError (a campaign without a form).
    """
    if publish and by.kind is not ActorKind.STAFF:
        raise ValueError("a person publishes")
    new = _unknown(campaign_id, sheet.lines)
    faults = [*sheet.faults, *_absent(new, room.pictures)]
    if faults:
        return Outcome(tuple(sorted(faults, key=lambda fault: fault.row)))
    held, refused = _receive(campaign_id, new, room, by, now, tell)
    try:
        outcome = Outcome(tuple(refused)) if refused else _write(campaign_id, sheet, held, publish, by, now)
    except BaseException:
        pictures.erase(campaign_id, _all(held), now=now)
        raise
    if refused:
        pictures.erase(campaign_id, _all(held), now=now)
    return outcome


def _all(held: Mapping[str, Sequence[UUID]]) -> list[UUID]:
    return [picture for those in held.values() for picture in those]


def _unknown(campaign_id: UUID, lines: Sequence[Line]) -> list[Line]:
    """The lines that are not ideas here: neither brought in before, nor taken out of this very campaign."""
    sent = imports.sent_keys(campaign_id, [_submit_key(line) for line in lines])
    own = imports.entry_ids(campaign_id, [found for line in lines if (found := _id_of(line)) is not None])
    return [line for line in lines if _submit_key(line) not in sent and _id_of(line) not in own]


def _submit_key(line: Line) -> str:
    return hashlib.sha256(f"import:{line.key}".encode()).hexdigest()


def _id_of(line: Line) -> UUID | None:
    with suppress(ValueError):
        return UUID(hex=line.key)
    return None


def _absent(lines: Sequence[Line], folder: Path | None) -> list[Fault]:
    """The lines whose picture is not a file of the folder itself: a link might lead out of it."""
    return [
        Fault(line.row, Objection("line_picture_absent", picture_column(place)))
        for line in lines
        for place, name in enumerate(line.pictures, start=1)
        if not _is_in(name, folder)
    ]


def _is_in(name: str, folder: Path | None) -> bool:
    if folder is None:
        return False
    file = folder / name
    return file.is_file() and not file.is_symlink()


def _receive(
    campaign_id: UUID, lines: Sequence[Line], room: Room, by: Actor, now: datetime, tell: Callable[[int, int], None]
) -> tuple[dict[str, list[UUID]], list[Fault]]:
    """Take every picture in: ids by the lines' keys, and what was refused."""
    held: dict[str, list[UUID]] = {}
    refused: list[Fault] = []
    wanted = [(line, place) for line in lines for place in range(1, len(line.pictures) + 1)]
    for done, (line, place) in enumerate(wanted, start=1):
        try:
            held.setdefault(line.key, []).append(_one(campaign_id, line, place, room, by, now))
        except Refused as no:
            column = picture_column(place)
            refused += [Fault(line.row, replace(objection, field=column)) for objection in no.objections]
        tell(done, len(wanted))
    return held, refused


def _one(campaign_id: UUID, line: Line, place: int, room: Room, by: Actor, now: datetime) -> UUID:
    assert room.pictures is not None
    name = line.pictures[place - 1]
    with (room.pictures / name).open("rb") as stream:
        return pictures.receive(
            campaign_id,
            stream,
            file_name=name,
            alternative=str(line.answers.get(alternative_key(place), "")),
            media=room.media,
            incoming=room.incoming,
            by=by,
            now=now,
        )


def _write(
    campaign_id: UUID, sheet: Sheet, held: Mapping[str, Sequence[UUID]], publish: bool, by: Actor, now: datetime
) -> Outcome:
    """All rows at once, the campaign's number row being the lock: of two imports each line is made once."""
    form = writing.form_of(campaign_id)
    of_campaign = EntryNumber.campaign_id == campaign_id
    with transaction() as session:
        number = session.execute(select(EntryNumber.next).where(of_campaign).with_for_update()).scalar_one()
        new = _unknown(campaign_id, sheet.lines)
        shown = [line for line in new if publish and line.state is EntryState.PUBLISHED]
        numbers = {line.key: number + place for place, line in enumerate(shown)}
        batch = Batch(campaign_id, form, session.get_one(Staff, by.id) if shown else None, now)
        for line in new:
            batch.add(line, _submit_key(line), held.get(line.key, ()), numbers.get(line.key))
        batch.write(session)
        session.execute(update(EntryNumber).where(of_campaign).values(next=number + len(shown)))
        details = {"ideas": len(new), "published": len(shown), "pictures": len(_all(held))}
        if shown:
            findings.queue_filling(campaign_id, now=now)
        elif new:
            findings.queue_again(campaign_id, now=now)
        audit.record("entries.imported", by=by, now=now, campaign=campaign_id, ref=campaign_id, details=details)
    return Outcome((), len(new), len(shown), len(sheet.lines) - len(new), sheet.passed_over)
