"""Who goes on: the ideas that a phase sends on to the vote after it, picked by their numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.queries import announcements, candidates, results
from contest.queries.announcements import Picked
from contest.rules.announcements import passages
from contest.rules.objections import Objection, Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import finalists as acts
from contest.web import access, i18n
from contest.web.desk import frame
from contest.web.desk.announcements import announced
from contest.web.desk.results import Vote
from contest.words.catalogues import N_

blueprint = Blueprint("desk_finalists", __name__, url_prefix="/desk/<campaign>/finalists/<int:position>")
# A number of an idea has no more digits.
DIGITS = 8


@dataclass(frozen=True)
class Next:
    """The vote that the finalists go on to; the numbers of the ideas that were picked for it, none for all.

    Whether they are `among` the finalists alone; until it has begun that can be set.
    """

    position: int
    name: str
    numbers: tuple[int, ...]
    among: bool
    begun: bool


@blueprint.get("")
@access.staff(Act.ANNOUNCE)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """Who is picked so far."""
    return frame.page("announcements/finalists", **_values(_sending(campaign, position)))


@blueprint.post("")
@access.staff(Act.ANNOUNCE, "finalists.picked")
def pick(campaign: str, position: int) -> ResponseReturnValue:
    """Say who goes on."""
    here = _sending(campaign, position)
    typed = {name: request.form.get(name, "") for name in ("numbers", "reason")}
    try:
        numbers = _numbers(typed["numbers"])
        person, now = access.person(), clock.now()
        acts.pick(here.campaign.id, here.phase.id, numbers, reason=typed["reason"], by=person.id, now=now)
    except Refused as refusal:
        return frame.again(refusal, "announcements/finalists", **_values(here, typed))
    flash(N_("The finalists are picked. Nothing is public yet: now write the announcement."))
    return redirect(url_for("desk_announcements.shown", campaign=campaign, position=position), 303)


def _sending(campaign: str, position: int) -> Vote:
    """The phase at this address, which sends finalists on. Errors: 404."""
    here = announced(campaign, position)
    if here.phase.kind is PhaseKind.VOTE:
        abort(404)
    return here


def _next(here: Vote, picked: tuple[Picked, ...], now: datetime) -> Next:
    """The vote after this phase, and whether it is among those who are picked."""
    plans = passages([phase.plan for phase in here.campaign.phases])
    position = next(after.position for before, after in plans if before.position == here.phase.position)
    vote = next(phase for phase in here.campaign.phases if phase.position == position)
    numbers = candidates.picked(here.campaign.id, vote.id)
    name = here.campaign.phase_name(position)
    return Next(position, name, tuple(sorted(numbers)), numbers == {one.number for one in picked}, vote.opens <= now)


def _numbers(text: str) -> list[int]:
    """The numbers that were typed. Errors: Refused with numbers_malformed."""
    parts = text.replace(",", " ").replace(";", " ").split()
    if not all(part.isascii() and part.isdigit() and len(part) <= DIGITS for part in parts):
        raise Refused([Objection("numbers_malformed", "numbers")])
    return [int(part) for part in parts]


def _values(here: Vote, typed: dict[str, str] | None = None) -> dict[str, Any]:
    i18n.speak(access.person().lang)
    campaign, phase, now = here.campaign, here.phase, clock.now()
    picked = announcements.finalists(campaign.id, phase.id)
    rows = results.selections(campaign.id, phase.id)
    stored = {"numbers": ", ".join(str(one.number) for one in picked), "reason": rows[0].reason if rows else ""}
    return {
        "section": f"announcement-{phase.position}",
        "campaign": campaign.slug,
        "phase": phase,
        "phase_name": campaign.phase_name(phase.position),
        "picked": picked,
        "vote": _next(here, picked, now),
        "gone": len(rows) - len(picked),
        "fixed": announcements.is_shown(campaign.id, phase.id, now)
        or announcements.is_waiting(campaign.id, phase.id, now),
        "typed": stored | (typed or {}),
        "longest": acts.LONGEST_REASON,
    }
