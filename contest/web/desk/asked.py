"""The lane of questions: which ones, filtered by what stands in the address, and which stand before and after one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, request, url_for

from contest.queries import departments, questions
from contest.queries.departments import DepartmentView
from contest.queries.desk import DeskCampaign
from contest.queries.questions import Line, Lines, Place, Reader, Show
from contest.rules.roles import Act
from contest.web import access, cursors
from contest.web.desk import frame
from contest.words import dates

# The filters that stand in the address, and travel from the list to a question and back.
FILTERS = ("show", "where", "department")


@dataclass(frozen=True)
class Row:
    """One question in the list, with where it leads and what its time says."""

    line: Line
    campaign: DeskCampaign
    left: str
    is_late: bool


@dataclass(frozen=True)
class Lane:
    """The questions that the address asks for: whose, which, of which campaign and department (None: all)."""

    reader: Reader
    show: Show
    mine: dict[UUID, DeskCampaign]
    here: DeskCampaign | None
    rooms: Collection[DepartmentView]
    room: DepartmentView | None

    def listed(self, after: Place | None = None) -> Lines:
        """A page of them."""
        return questions.listed(self.reader, self.show, department_id=self.room.id if self.room else None, after=after)

    def counts(self) -> dict[Show, int]:
        """How many each filter holds."""
        return questions.counts(self.reader, department_id=self.room.id if self.room else None)

    def row(self, line: Line) -> Row:
        """One of them as the list shows it."""
        now = self.reader.now
        late = line.due_at is not None and line.due_at <= now
        return Row(line, self.mine[line.campaign_id], left(line.due_at, now), late)

    def beside(self, question: UUID) -> tuple[str, str]:
        """Where the question before this one is, and the one after; the first one when this one has left the list."""
        lines = self.listed().lines
        place = next((at for at, line in enumerate(lines) if line.id == question), -1)
        return self._address(lines[:place][-1:] if place > 0 else ()), self._address(lines[place + 1 :][:1])

    def _address(self, lines: Collection[Line]) -> str:
        for line in lines:
            slug = self.mine[line.campaign_id].slug
            return url_for("desk_questions.shown", campaign=slug, question=line.id, **kept())
        return ""


def lane(now: datetime) -> Lane:
    """The lane of this request. Errors: 403 for who answers nowhere."""
    person = access.person()
    mine = {one.id: one for one in frame.mine() if person.may(Act.ANSWER_QUESTIONS, one.id)}
    if not mine:
        abort(403)
    here = next((one for one in mine.values() if one.slug == request.args.get("where")), None)
    rooms, show = departments.working(), request.args.get("show", "")
    return Lane(
        reader=Reader(person.id, person.department_id, [here.id] if here else list(mine), now),
        show=Show(show) if show in list(Show) else Show.WAITING,
        mine=mine,
        here=here,
        rooms=rooms,
        room=next((one for one in rooms if one.id.hex == request.args.get("department")), None),
    )


def place() -> Place | None:
    """From where on."""
    asked = request.args.get("after")
    return Place(*cursors.read(asked)) if asked else None


def kept() -> dict[str, Any]:
    """The filters of the list, wherever one goes from it."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name)}


def left(due: datetime | None, now: datetime) -> str:
    """How long until the promised moment, or since it."""
    return dates.waited(access.person().lang, abs(due - now)) if due else ""
