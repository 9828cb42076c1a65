"""What was brought in for a result that is a blend, and what is still missing. Staff only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from contest.db import reading
from contest.models import BlendFigures, Staff
from contest.queries import candidates
from contest.rules import sealed
from contest.rules.ballots import vote_rules
from contest.rules.blend import Figures, Part
from contest.rules.objections import Objection

# Entries without a figure are named in a sentence, so many at the most.
MOST_NAMED = 10


@dataclass(frozen=True)
class Brought:
    """One part's figures: the sealed file, its digest, who brought it in and when."""

    part: Part
    file: str
    digest: str
    by: str
    at: datetime


def brought(campaign_id: UUID, phase_id: UUID) -> dict[Part, Brought]:
    """What was brought in, by part."""
    rows = reading().execute(
        select(BlendFigures.part, BlendFigures.file, BlendFigures.digest, Staff.first_name, BlendFigures.brought_at)
        .join(Staff, Staff.id == BlendFigures.brought_by)
        .where(BlendFigures.campaign_id == campaign_id, BlendFigures.phase_id == phase_id)
    )
    return {row.part: Brought(*row) for row in rows}


def figures(files: Mapping[Part, Brought]) -> Figures:
    """The figures of each part, by entry."""
    return {part: sealed.opened(one.file) for part, one in files.items()}


def missing(campaign_id: UUID, phase_id: UUID, settings: Mapping[str, Any]) -> tuple[Objection, ...]:
    """Why a blend cannot be made yet: a part without figures, or entries that stand and have none."""
    formula = vote_rules(settings).blend
    if formula is None:
        return ()
    known = figures(brought(campaign_id, phase_id))
    standing = candidates.ids(campaign_id, phase_id)
    found = []
    for part in formula.brought:
        without = [entry for entry in standing if entry not in known.get(part, {})]
        if part not in known:
            found.append(Objection(f"{part.value}_figures_missing"))
        elif without:
            numbers = candidates.numbers(campaign_id, without[:MOST_NAMED])
            found.append(Objection(f"{part.value}_figure_missing", facts={"numbers": ", ".join(map(str, numbers))}))
    return tuple(found)
