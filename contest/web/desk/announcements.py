"""Announcing a winner or finalists: texts in every language, when, released by a second person, taken back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contest import clock
from contest.models import Announcement
from contest.queries import acceptances, announcements, blockers, desk
from contest.rules import announcements as rules
from contest.rules.announcements import FIELDS, REQUIRED
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import announcements as acts
from contest.services import keys, wishes
from contest.vault import Broken
from contest.web import access, i18n, lookups, previews
from contest.web.desk import frame, moments
from contest.web.desk.embargoes import links
from contest.web.desk.results import Vote
from contest.words import phrases
from contest.words.catalogues import N_

blueprint = Blueprint("desk_announcements", __name__, url_prefix="/desk/<campaign>/announcements/<int:position>")
Texts = dict[str, dict[str, str]]


def announced(campaign: str, position: int) -> Vote:
    """The vote at this address, or the phase that sends finalists on to one. Errors: 404."""
    view = lookups.campaign_for_staff(campaign)
    phase = view.at(position)
    sending = {plan.position for plan in rules.sending([one.plan for one in view.phases])}
    if phase is None or not (phase.kind is PhaseKind.VOTE or position in sending):
        abort(404)
    return Vote(view, phase)


@blueprint.get("")
@access.staff(Act.ANNOUNCE)
def shown(campaign: str, position: int) -> ResponseReturnValue:
    """What is written, what is missing, who won."""
    here = announced(campaign, position)
    row = announcements.written(here.campaign.id, here.phase.id)
    return frame.page("announcements/announcement", **_values(here, _texts_of(row), _opens_of(here, row)))


@blueprint.post("")
@access.staff(Act.ANNOUNCE, "announcement.written", "announcement.published")
def write(campaign: str, position: int) -> ResponseReturnValue:
    """Write it; from its second on it is public, and nothing has to run for that."""
    here, now = announced(campaign, position), clock.now()
    texts = _typed(here)
    at = request.form.get("at", "") if request.form.get("when") == "at" else None
    try:
        opens = None if at is None else moments.read(at, here.campaign.zone, "opens")
        begins = acts.write(here.campaign.id, here.phase.id, texts=texts, opens=opens, by=access.person().id, now=now)
    except Refused as refusal:
        return frame.again(refusal, "announcements/announcement", **_values(here, texts, at))
    flash(_done(here, begins, now))
    return redirect(url_for("desk_announcements.shown", campaign=campaign, position=position), 303)


@blueprint.post("/release")
@access.staff(Act.ANNOUNCE, "announcement.released", "announcement.published")
def release(campaign: str, position: int) -> ResponseReturnValue:
    """A second person lets it open."""
    here, now = announced(campaign, position), clock.now()
    try:
        begins = acts.release(here.campaign.id, here.phase.id, by=access.person().id, now=now)
    except Refused as refusal:
        row = announcements.written(here.campaign.id, here.phase.id)
        values = _values(here, _texts_of(row), _opens_of(here, row))
        return frame.again(refusal, "announcements/announcement", status=409, **values)
    flash(_done(here, begins, now))
    return redirect(url_for("desk_announcements.shown", campaign=campaign, position=position), 303)


@blueprint.post("/keep")
@access.staff(Act.ANNOUNCE, "announcement.written")
def keep(campaign: str, position: int) -> ResponseReturnValue:
    """Keep what is written, to go on later."""
    here = announced(campaign, position)
    texts = _typed(here)
    try:
        acts.keep(here.campaign.id, here.phase.id, texts=texts, by=access.person().id, now=clock.now())
    except Refused as refusal:
        return frame.again(refusal, "announcements/announcement", **_values(here, texts, request.form.get("at")))
    flash(N_("It is kept. Nobody sees it."))
    return redirect(url_for("desk_announcements.shown", campaign=campaign, position=position), 303)


@blueprint.post("/withdraw")
@access.staff(Act.ANNOUNCE, "announcement.withdrawn", "announcement.written")
def withdraw(campaign: str, position: int) -> ResponseReturnValue:
    """Take it back."""
    here, reason = announced(campaign, position), request.form.get("reason", "")
    try:
        acts.withdraw(here.campaign.id, here.phase.id, reason=reason, by=access.person().id, now=clock.now())
    except Refused as refusal:
        row = announcements.written(here.campaign.id, here.phase.id)
        values = _values(here, _texts_of(row), _opens_of(here, row))
        return frame.again(refusal, "announcements/announcement", **values)
    flash(N_("It is taken back."))
    return redirect(url_for("desk_announcements.shown", campaign=campaign, position=position), 303)


def _done(here: Vote, begins: datetime, now: datetime) -> str:
    row = announcements.written(here.campaign.id, here.phase.id)
    if row is not None and row.awaits:
        return N_("It is written. A second person releases it now; before that it does not open.")
    if begins > now:
        return N_("It is written, and will be public at its second.")
    is_vote = here.phase.kind is PhaseKind.VOTE
    return N_("The winner is announced.") if is_vote else N_("The finalists are announced.")


def _values(here: Vote, texts: Texts, at: str | None) -> dict[str, Any]:
    person, now = access.person(), clock.now()
    i18n.speak(person.lang)
    campaign, phase = here.campaign, here.phase
    row = announcements.written(campaign.id, phase.id)
    finalists = phase.kind is not PhaseKind.VOTE
    winners = () if finalists else announcements.winners(campaign.id, phase.id)
    return {
        "finalists": announcements.finalists(campaign.id, phase.id) if finalists else None,
        "two": campaign.two_announce,
        "mine": row is not None and row.written_by == person.id,
        "links": links(campaign, phase, row, now),
        "wishes": wishes.count(campaign.id),
        "telling": wishes.telling(campaign.id, phase.id),
        "section": f"announcement-{phase.position}",
        "campaign": campaign.slug,
        "vote": here,
        "row": row,
        "state": _state(row, now),
        "texts": texts,
        "at": at,
        "longest": FIELDS,
        "required": REQUIRED,
        "missing": _missing(here, texts, now),
        "winner": winners[0] if winners else None,
        "standing": next((one.standing for one in acceptances.places(campaign.id, phase.id, now)), None),
        "author": desk.author(campaign.id, winners[0].entry_id) if winners else None,
        "address": _address(here, winners[0].entry_id if winners else None),
        "previews": _previews(here, row),
    }


def _state(row: Announcement | None, now: datetime) -> str:
    if row is None:
        return "none"
    if row.withdrawn_at is not None:
        return "withdrawn" if row.opens <= row.withdrawn_at and not row.awaits else "kept"
    if row.awaits:
        return "awaits"
    return "shown" if row.opens <= now else "waiting"


def _missing(here: Vote, texts: Texts, now: datetime) -> list[str]:
    """Everything that speaks against announcing at this moment, as sentences."""
    campaign = here.campaign
    facts = blockers.facts(campaign.id, here.phase.id, languages=campaign.languages, texts=texts, opens=now, now=now)
    said = [phrases.objection(i18n.language(), objection) for objection in rules.blockers(facts)]
    return list(dict.fromkeys(said))


def _previews(here: Vote, row: Announcement | None) -> list[tuple[str, str]]:
    """Where the announcement can be seen before its second, by language."""
    if row is None or row.withdrawn_at is not None:
        return []
    campaign, position = here.campaign, here.phase.position
    return [
        (lang, previews.address(campaign.id, campaign.slug, lang, position, row.opens)) for lang in campaign.languages
    ]


def _address(here: Vote, entry_id: UUID | None) -> str:
    """The winner's address, for those who may write to authors."""
    if entry_id is None or not access.person().may(Act.WRITE_TO_AUTHOR, here.campaign.id):
        return ""
    author = desk.author(here.campaign.id, entry_id)
    if author is None or author.address_sealed is None:
        return ""
    try:
        return keys.open_address(here.campaign.id, author.address_sealed)
    except (KeyError, Broken):
        return ""


def _typed(here: Vote) -> Texts:
    return {
        lang: {field: request.form.get(f"{field}_{lang}", "") for field in FIELDS} for lang in here.campaign.languages
    }


def _texts_of(row: Announcement | None) -> Texts:
    return {} if row is None else {lang: dict(texts) for lang, texts in row.texts.items()}


def _opens_of(here: Vote, row: Announcement | None) -> str | None:
    """The second that was set; where none is, the one at which the schedule has its announcement; None: at once."""
    state = _state(row, clock.now())
    if row is None or state == "kept":
        phases = [phase for phase in here.campaign.phases if phase.kind is PhaseKind.ANNOUNCEMENT]
        planned = min((phase.opens for phase in phases if phase.opens > clock.now()), default=None)
        return None if planned is None else moments.typed(planned, here.campaign.zone)
    if state == "withdrawn":
        return None
    return moments.typed(row.opens, here.campaign.zone)
