"""The first page of the desk: what waits, what today looks like, what comes next."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import figures, moderation, readiness
from contest.queries.desk import DeskCampaign
from contest.queries.figures import Day
from contest.queries.moderation import Waiting
from contest.rules import charts
from contest.rules.charts import HourChart
from contest.rules.phases import PhaseKind, phase_at
from contest.rules.readiness import lacks
from contest.rules.roles import Act
from contest.web import access
from contest.web.desk import duty, frame, lines
from contest.words import dates

blueprint = Blueprint("desk_start", __name__, url_prefix="/desk")
TOP = 6


@dataclass(frozen=True)
class Row:
    """One idea that waits: how long, and the bar that says so."""

    entry: Waiting
    waited: str
    bar: tuple[float, float, float]


@dataclass(frozen=True)
class Heap:
    """What waits in one campaign, the longest first."""

    campaign: DeskCampaign
    promised: str
    median: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Chart:
    """One figure of today: its drawing, its totals and its table."""

    kind: str
    campaign: str
    day: Day
    drawing: HourChart
    usual_so_far: int
    hour: int


@blueprint.get("/")
@access.staff(Act.SEE_DESK)
def start() -> ResponseReturnValue:
    """What waits for this person."""
    person, now = access.person(), clock.now()
    mine = frame.mine()
    moderated = [one for one in mine if person.may(Act.MODERATE, one.id)]
    return frame.page(
        "start",
        section="start",
        today=dates.day(person.lang, now, frame.ZONE),
        clock=dates.clock(person.lang, now, frame.ZONE),
        waiting=sum(one.waiting for one in moderated),
        late=sum(one.late for one in moderated),
        moderates=bool(moderated),
        posts=[one for one in mine if one.posts and person.may(Act.PUBLISH_JOURNAL, one.id)],
        journals=[one for one in mine if person.may(Act.WRITE_JOURNAL, one.id)],
        heaps=[_heap(one, person.id, person.lang, now) for one in moderated if one.waiting],
        charts=[chart for one in mine if person.may(Act.SEE_FIGURES, one.id) for chart in _charts(one, now)],
        drafts=[
            (one, sum(lack.blocks for lack in lacks(readiness.facts(one.id, now))))
            for one in mine
            if one.is_draft and person.may(Act.EDIT_CAMPAIGN, one.id)
        ],
        lines=lines.every(mine, person.lang, frame.ZONE, now),
        duty=duty.beside(now),
    )


def _heap(one: DeskCampaign, me: UUID, lang: str, now: datetime) -> Heap:
    median = figures.median_wait(one.id, one.zone, now)
    return Heap(
        campaign=one,
        promised=dates.time_left(lang, one.promised),
        median=dates.waited(lang, median) if median else "",
        rows=tuple(
            Row(line, dates.waited(lang, line.waited), charts.waiting(line.waited, one.promised))
            for line in moderation.queue([one.id], me=me, now=now, size=TOP).lines
        ),
    )


def _charts(one: DeskCampaign, now: datetime) -> list[Chart]:
    """Ideas while ideas come in, votes while a vote is open."""
    running = phase_at([phase.plan for phase in one.phases], now)
    if running is None or running.kind not in {PhaseKind.SUBMISSION, PhaseKind.VOTE}:
        return []
    if running.kind is PhaseKind.SUBMISSION:
        return [_chart("ideas", one, figures.ideas(one.id, one.zone, now), now)]
    phase = next(phase for phase in one.phases if phase.plan == running)
    return [_chart("votes", one, figures.votes(one.id, phase.id, one.zone, now), now)]


def _chart(kind: str, one: DeskCampaign, day: Day, now: datetime) -> Chart:
    local = now.astimezone(ZoneInfo(one.zone))
    share = local.minute / 60
    drawing = charts.hour_chart(day.today, day.usual, local.hour)
    return Chart(kind, one.name, day, drawing, day.usual_until(local.hour, share), local.hour)
