"""Lines of phases, as the desk draws them: the small one in the bar, and every campaign under one scale."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from contest.queries.desk import DeskCampaign, DeskPhase
from contest.rules.charts import Laid, Scale, Stretch, labels
from contest.rules.phases import Moment, PhaseKind, moment_of, next_change, phase_at
from contest.words import dates
from contest.words.catalogues import translations

SMALL_WIDTH = 168
LEFT, RIGHT, ROW, HEAD = 224, 1120, 71, 34
# A label of the line is about this wide a letter (13 px Instrument Sans).
LETTER = 6.6


@dataclass(frozen=True)
class Piece:
    """One phase on a line; `label` is empty where there is no room for it."""

    laid: Laid
    state: str
    name: str
    label: str
    is_point: bool


@dataclass(frozen=True)
class Line:
    """One campaign under the scale: its name, what comes next and when, and its phases."""

    name: str
    slug: str
    when: str
    then: str
    y: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Lines:
    """Every campaign that is not over, under one scale of months; `now` is where this moment lies."""

    months: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    over: tuple[Line, ...]
    now: float
    said_now: str
    height: int


def small(here: DeskCampaign, lang: str, now: datetime) -> tuple[tuple[Piece, ...], str]:
    """The line in the bar, and its words: the phase that runs, with the time left."""
    if not here.phases:
        return (), ""
    first = here.phases[0].plan.opens
    scale = Scale(first, max(_ends(here), first + timedelta(days=1)), 0, SMALL_WIDTH)
    running = phase_at([phase.plan for phase in here.phases], now)
    words = next((phase.name for phase in here.phases if running and phase.plan == running), "")
    coming = next((phase for phase in here.phases if phase.plan.opens > now), None)
    if running is None and coming is not None:
        day = dates.short_day(lang, coming.plan.opens, here.zone)
        words = translations(lang).gettext("%(name)s, from %(day)s", name=coming.name, day=day)
    if running is not None and moment_of(running, now) is Moment.PAUSED:
        words = translations(lang).gettext("%(name)s, paused", name=words)
    elif running is not None and running.kind is not PhaseKind.ANNOUNCEMENT:
        left = dates.time_left(lang, running.closes - now)
        words = translations(lang).gettext("%(name)s, %(time)s to go", name=words, time=left)
    return tuple(_piece(phase, scale, now) for phase in here.phases), words


def every(campaigns: tuple[DeskCampaign, ...], lang: str, zone: str, now: datetime) -> Lines:
    """Every campaign under one scale."""
    alive = [one for one in campaigns if one.phases and _ends(one) > now]
    begins = min((one.phases[0].plan.opens for one in alive), default=now)
    begins = max(begins, now - timedelta(days=62)).astimezone(ZoneInfo(zone)).replace(day=1, hour=0, minute=0)
    ends = max((_ends(one) for one in alive), default=now) + timedelta(days=4)
    scale = Scale(begins, max(ends, begins + timedelta(days=28)), LEFT, RIGHT)
    lines = [_line(one, index, lang, scale, now) for index, one in enumerate(alive)]
    over = [_line(one, 0, lang, scale, now) for one in campaigns if one.phases and one not in alive]
    said = f"{dates.short_day(lang, now, zone)}, {dates.clock(lang, now, zone)}"
    return Lines(
        tuple(_months(scale, lang, zone)), tuple(lines), tuple(over), scale.at(now), said, HEAD + ROW * len(lines) + 34
    )


def _ends(one: DeskCampaign) -> datetime:
    """When its last phase begins to be over; an announcement is done once it stands."""
    return max(
        phase.plan.opens if phase.plan.kind is PhaseKind.ANNOUNCEMENT else phase.plan.closes for phase in one.phases
    )


def _line(one: DeskCampaign, index: int, lang: str, scale: Scale, now: datetime) -> Line:
    pieces = [_piece(phase, scale, now) for phase in one.phases if phase.plan.closes > scale.begins]
    places = [(piece.laid.x, len(piece.name) * LETTER, piece.state == Moment.NOW.value) for piece in pieces]
    shown = labels(places, scale.right + 40)
    change = next_change([phase.plan for phase in one.phases], now)
    return Line(
        name=one.name,
        slug=one.slug,
        when=_when(one, change, lang),
        then=_then(one, change, lang),
        y=HEAD + ROW * index,
        pieces=tuple(
            Piece(piece.laid, piece.state, piece.name, piece.name if fits else "", piece.is_point)
            for piece, fits in zip(pieces, shown, strict=True)
        ),
    )


def _when(one: DeskCampaign, change: datetime | None, lang: str) -> str:
    """The moment of the next change; a close by its last second."""
    if change is None:
        return ""
    is_close = any(phase.plan.closes == change for phase in one.phases)
    return dates.day_and_time(lang, change - timedelta(seconds=is_close), one.zone)


def _then(one: DeskCampaign, change: datetime | None, lang: str) -> str:
    for phase in one.phases:
        if phase.plan.closes == change and phase.plan.kind is not PhaseKind.ANNOUNCEMENT:
            return translations(lang).gettext("end of “%(name)s”", name=phase.name)
        if phase.plan.opens == change:
            return translations(lang).gettext("“%(name)s” begins", name=phase.name)
    return translations(lang).gettext("everything is done")


def _piece(phase: DeskPhase, scale: Scale, now: datetime) -> Piece:
    laid = scale.lay(Stretch(phase.plan.opens, phase.plan.closes), now)
    state = moment_of(phase.plan, now).value
    return Piece(laid, state, phase.name, phase.name, phase.plan.kind is PhaseKind.ANNOUNCEMENT)


def _months(scale: Scale, lang: str, zone: str) -> list[tuple[float, str]]:
    found, moment = [], scale.begins
    while moment < scale.ends:
        year = f" {moment.year}" if moment.month == 1 else ""
        found.append((scale.at(moment), dates.month(lang, moment, zone) + year))
        moment = (moment + timedelta(days=32)).replace(day=1)
    return found if len(found) <= 9 else found[::2]
