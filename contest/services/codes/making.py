"""Making codes, and bringing in a brand's own: in portions, so that votes get their turn and memory stays small."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, cast, exists, func, literal, select, true, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from contest.db import insert_into, transaction
from contest.models import Campaign, CodeBatch, PackCode
from contest.rules import codes as rules
from contest.rules.objections import Objection, Refused
from contest.services import audit, keys
from contest.services.audit import Actor

T = TypeVar("T")
# Hashed and sorted together: rows then follow one another in the table, which is many times faster than at random.
HEAP = 200_000
# Written in one transaction, about 20 ms on SQLite; between two the others have their turn.
PORTION = 4_000
PAUSE = 0.003
# Codes that are there already come out once in ten thousand batches of a million.
ATTEMPTS = 5


@dataclass(frozen=True)
class Brought:
    """What became of a file: its batch, how many codes are new, how many were there already or twice."""

    batch: int
    new: int
    known: int


def make(
    campaign_id: UUID,
    number: int,
    *,
    label: str,
    by: Actor,
    now: datetime,
    hand_out: Callable[[Sequence[str]], object],
    most: int = rules.MOST,
    form_key: str | None = None,
) -> int:
    """Make so many codes; `hand_out` gets each once, in portions, and nobody ever again. The batch's number.

    They count once all are there. Errors: Refused with number_out_of_bounds, field_too_long, codes_made_already (the
    same form once more), codes_taken_over (an import of some of these codes has begun meanwhile).
    """
    if not 1 <= number <= most:
        raise Refused([Objection("number_out_of_bounds", "codes", {"least": 1, "most": most})])
    batch = _begin(campaign_id, label, imported=False, form_key=form_key, now=now)
    for left in range(number, 0, -HEAP):
        for portion in _portions(_sorted(campaign_id, _fresh(min(left, HEAP))), PORTION):
            hand_out(_kept(campaign_id, batch, portion))
            time.sleep(PAUSE)
    _finish(campaign_id, batch, number, by=by, verb="codes.made", now=now)
    return batch


def bring_in(
    campaign_id: UUID, codes: Iterable[str], *, label: str, by: Actor, now: datetime, form_key: str | None = None
) -> Brought:
    """Keep a brand's own codes, as `rules.codes.read_code` writes them and `Measured.objections` has let them through.

    What a batch that was broken off had kept is taken over, so the same file again finishes it. Errors: as `make`.
    """
    batch = _begin(campaign_id, label, imported=True, form_key=form_key, now=now)
    seen = new = 0
    for heap in _portions(codes, HEAP):
        seen += len(heap)
        for portion in _portions(_sorted(campaign_id, heap), PORTION):
            new += _write(campaign_id, batch, portion)
            time.sleep(PAUSE)
    _finish(campaign_id, batch, new, by=by, verb="codes.imported", now=now)
    return Brought(batch, new, seen - new)


def _begin(campaign_id: UUID, label: str, *, imported: bool, form_key: str | None, now: datetime) -> int:
    said = label.strip()
    if len(said) > rules.LONGEST_LABEL:
        raise Refused([Objection("field_too_long", "label", {"longest": rules.LONGEST_LABEL})])
    try:
        with transaction() as session:
            # Numbers follow one another: two colleagues at once wait for each other here.
            session.get_one(Campaign, campaign_id, with_for_update=True)
            last = session.scalar(select(func.max(CodeBatch.number)).where(CodeBatch.campaign_id == campaign_id))
            batch = CodeBatch(
                campaign_id=campaign_id,
                number=(last or 0) + 1,
                label=said,
                imported=imported,
                codes=0,
                form_key=form_key,
                made_at=now,
                ready_at=None,
            )
            session.add(batch)
    except IntegrityError:
        raise Refused([Objection("codes_made_already")]) from None
    return batch.number


def _portions(of: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(of)
    while portion := list(islice(rest, size)):
        yield portion


def _fresh(number: int) -> list[str]:
    size = rules.RANDOM_BYTES
    random = os.urandom(number * size)
    return [rules.code_of(random[place : place + size]) for place in range(0, len(random), size)]


def _sorted(campaign_id: UUID, codes: Sequence[str]) -> list[tuple[str, str]]:
    return sorted(zip(keys.code_keys(campaign_id, codes), codes, strict=True))


def _kept(campaign_id: UUID, batch: int, portion: Sequence[tuple[str, str]]) -> list[str]:
    """The codes of a portion, once they are kept; where one happened to be there already, others in their place."""
    for _ in range(ATTEMPTS):
        try:
            with transaction():
                if _write(campaign_id, batch, portion) == len(portion):
                    return [code for _, code in portion]
                raise _HappenedToBeThere
        except _HappenedToBeThere:
            portion = _sorted(campaign_id, _fresh(len(portion)))
    raise RuntimeError("codes that come out again and again: the source of chance is broken")


class _HappenedToBeThere(Exception):  # noqa: N818 - once in ten thousand batches of a million
    """A code came out that exists already: its portion is made anew, for both would be printed."""


def _write(campaign_id: UUID, batch: int, portion: Sequence[tuple[str, str]]) -> int:
    """How many of these were not there before, and are now."""
    with transaction() as session:
        # Broken off, or running still, which nobody can tell: `_finish` finds out. Locked, it waits for this portion.
        unfinished = session.scalars(
            select(CodeBatch.number)
            .where(CodeBatch.campaign_id == campaign_id, CodeBatch.ready_at.is_(None), CodeBatch.number != batch)
            .with_for_update(read=True)
        ).all()
        key = _each(session, [key for key, _ in portion])
        # A condition that always holds: without one SQLite takes ON CONFLICT for the beginning of a join's.
        rows = select(literal(campaign_id), key, literal(batch)).where(true())
        adding = insert_into(session, PackCode).from_select(["campaign_id", "code_key", "batch"], rows)
        adding = adding.on_conflict_do_update(
            index_elements=[PackCode.campaign_id, PackCode.code_key],
            set_={"batch": adding.excluded.batch},
            where=PackCode.batch.in_(unfinished),
        )
        return session.connection().execute(adding, execution_options={"preserve_rowcount": True}).rowcount


def _each(session: Session, code_keys: list[str]) -> ColumnElement[str]:
    """Keys as rows of the database, from one value: three times as fast as a set of values for each."""
    postgres = session.get_bind().dialect.name == "postgresql"
    each = func.jsonb_array_elements_text(cast(code_keys, JSONB)) if postgres else func.json_each(json.dumps(code_keys))
    return each.table_valued("value").c.value


def _finish(campaign_id: UUID, batch: int, number: int, *, by: Actor, verb: str, now: datetime) -> None:
    """Let a batch count. Errors: Refused with codes_taken_over, where another has taken over some of its codes."""
    of_batch = (CodeBatch.campaign_id == campaign_id, CodeBatch.number == batch)
    with transaction() as session:
        session.execute(update(CodeBatch).where(*of_batch).values(codes=number, ready_at=now))
        if _may_have_lost(session, campaign_id, batch):
            own = select(func.count()).where(PackCode.campaign_id == campaign_id, PackCode.batch == batch)
            if session.scalar(own) != number:
                raise Refused([Objection("codes_taken_over")])
        audit.record(verb, by=by, now=now, campaign=campaign_id, details={"batch": batch, "codes": number})


def _may_have_lost(session: Session, campaign_id: UUID, batch: int) -> bool:
    """Whether an import may have run beside this batch; only then its codes, up to millions, are counted."""
    beside = CodeBatch.ready_at.is_(None) | (CodeBatch.number > batch)
    imports = (CodeBatch.campaign_id == campaign_id, CodeBatch.number != batch, CodeBatch.imported)
    return session.scalar(select(exists().where(*imports, beside))) or False
