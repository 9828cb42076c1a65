"""Deciding: publishing, refusing with a letter one sees as it is written, taking back. A decision names its version."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, current_app, flash, make_response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from contest import clock
from contest.queries import campaigns, desk
from contest.queries.campaigns import CampaignView
from contest.queries.moderation import DeskEntry
from contest.rules.entries import DecisionKind, EntryState
from contest.rules.objections import Refused
from contest.rules.phases import PhaseKind
from contest.rules.roles import Act
from contest.services import moderation as acts
from contest.web import access, i18n, lookups
from contest.web.desk import frame, queue
from contest.words import reasons, sheets
from contest.words.catalogues import N_
from contest.words.letters import Letterhead, Signature

blueprint = Blueprint("desk_decisions", __name__, url_prefix="/desk/<campaign>/queue")
# What a page on which a letter is written is given.
Values = Callable[[CampaignView, DeskEntry], dict[str, Any]]


@blueprint.post("/<uuid:entry>/publish")
@access.staff(Act.MODERATE, "entry.published")
def publish(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Publish the version that was read, and open the next one."""
    return _decide(campaign, entry, DecisionKind.PUBLISH)


@blueprint.get("/<uuid:entry>/refuse")
@access.staff(Act.MODERATE)
def refuse_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Why, in which words, and what its author will read."""
    view = lookups.campaign_for_staff(campaign)
    one = queue.found(view, entry)
    return frame.page("queue/refuse", section="queue", campaign=campaign, **_writing(view, one))


@blueprint.get("/<uuid:entry>/ask")
@access.staff(Act.MODERATE)
def ask_form(campaign: str, entry: UUID) -> ResponseReturnValue:
    """What is to be changed, and the letter that asks for it."""
    view = lookups.campaign_for_staff(campaign)
    return frame.page("queue/ask", section="queue", campaign=campaign, **_asking(view, queue.found(view, entry)))


@blueprint.post("/<uuid:entry>/ask")
@access.staff(Act.MODERATE, "entry.changes_requested")
def ask(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Ask its author for a change."""
    return _decide(campaign, entry, DecisionKind.REQUEST_CHANGES)


@blueprint.post("/<uuid:entry>/asking")
@access.staff(Act.MODERATE, nothing_because="only shows the letter as it would be")
def asking(campaign: str, entry: UUID) -> ResponseReturnValue:
    """That letter so far."""
    return _so_far(campaign, entry, "queue/ask", _asking)


@blueprint.post("/<uuid:entry>/keep")
@access.staff(Act.MODERATE, "entry.kept")
def keep(campaign: str, entry: UUID) -> ResponseReturnValue:
    """What was reported stays online, and those who left an address are told."""
    view = lookups.campaign_for_staff(campaign)
    one = queue.found(view, entry)
    acts.keep(view.id, one.line.id, by=access.person().id, now=clock.now())
    flash(N_("It stays online; the reports are answered."))
    return queue.to(view, one.line.id)


@blueprint.post("/<uuid:entry>/letter")
@access.staff(Act.MODERATE, nothing_because="only shows the letter as it would be")
def letter(campaign: str, entry: UUID) -> ResponseReturnValue:
    """The letter of a refusal so far."""
    return _so_far(campaign, entry, "queue/refuse", _writing)


@blueprint.post("/<uuid:entry>/refuse")
@access.staff(Act.MODERATE, "entry.refused", "entry.removed")
def refuse(campaign: str, entry: UUID) -> ResponseReturnValue:
    """Refuse it, or take one offline that was seen published: what somebody publishes meanwhile stays."""
    removal = request.form.get("seen") == EntryState.PUBLISHED
    return _decide(campaign, entry, DecisionKind.REMOVE if removal else DecisionKind.REFUSE)


@blueprint.post("/decisions/<uuid:decision>/undo")
@access.staff(Act.MODERATE, "decision.undone")
def undo(campaign: str, decision: UUID) -> ResponseReturnValue:
    """Take a decision back, and show the idea again."""
    view = lookups.campaign_for_staff(campaign)
    entry = desk.decided_entry(view.id, decision)
    if entry is None:
        abort(404)
    try:
        acts.undo(view.id, decision, by=access.person().id, now=clock.now())
    except Refused as refusal:
        values = queue.of_entry(view, queue.found(view, entry))
        return frame.again(refusal, "queue/entry", section="queue", campaign=campaign, status=409, **values)
    flash(N_("Taken back: nothing was sent."))
    return queue.to(view, entry)


def _so_far(campaign: str, entry: UUID, template: str, values: Values) -> ResponseReturnValue:
    """A letter as it would be: a part for the module that refreshes it, else the page again."""
    view = lookups.campaign_for_staff(campaign)
    given = values(view, queue.found(view, entry))
    if not request.headers.get("X-Fragment"):
        return frame.page(template, section="queue", campaign=campaign, **given)
    part = make_response(given["letter"])
    part.headers["X-Fragment"] = "1"
    return part


def _decide(campaign: str, entry: UUID, kind: DecisionKind) -> ResponseReturnValue:
    view = lookups.campaign_for_staff(campaign)
    queue.found(view, entry)
    version, seen = request.form.get("version", type=int), request.form.get("seen", "")
    if version is None or (seen and seen not in list(EntryState)):
        abort(400)
    try:
        acts.decide(
            view.id,
            entry,
            version=version,
            kind=kind,
            seen=EntryState(seen) if seen else None,
            reason=request.form.get("reason", ""),
            words=request.form.get("words", ""),
            by=access.person().id,
            now=clock.now(),
        )
    except Refused as refusal:
        return _not_decided(view, queue.found(view, entry), kind, refusal)
    return queue.next_one(view)


def _not_decided(view: CampaignView, one: DeskEntry, kind: DecisionKind, refusal: Refused) -> ResponseReturnValue:
    """The same page with what stands now: what was written is still there, as long as there is a use for it."""
    wrong_field = any(objection.field for objection in refusal.objections)
    if kind is DecisionKind.REQUEST_CHANGES and (wrong_field or one.line.state is EntryState.PENDING):
        status = 422 if wrong_field else 409
        values = _asking(view, one)
        return frame.again(refusal, "queue/ask", section="queue", campaign=view.slug, status=status, **values)
    may_still = kind is _kind(one) and one.line.state is not EntryState.REFUSED
    if kind is DecisionKind.PUBLISH or not (wrong_field or may_still):
        values = queue.of_entry(view, one)
        return frame.again(refusal, "queue/entry", section="queue", campaign=view.slug, status=409, **values)
    status = 422 if wrong_field else 409
    values = _writing(view, one)
    return frame.again(refusal, "queue/refuse", section="queue", campaign=view.slug, status=status, **values)


def _kind(one: DeskEntry) -> DecisionKind:
    """What refusing means for an idea: one that is online is taken offline."""
    return DecisionKind.REMOVE if one.line.state is EntryState.PUBLISHED else DecisionKind.REFUSE


def _writing(view: CampaignView, one: DeskEntry) -> dict[str, Any]:
    lang = access.person().lang
    i18n.speak(lang)
    author = desk.author(view.id, one.line.id)
    return {
        **queue.of_entry(view, one),
        "reasons": reasons.reasons(lang),
        "typed": {name: request.form.get(name, "") for name in ("reason", "words")},
        "author_lang": author.lang if author else one.line.lang,
        "letter": _letter(view, one),
        "is_removal": _kind(one) is DecisionKind.REMOVE,
    }


def _asking(view: CampaignView, one: DeskEntry) -> dict[str, Any]:
    author = desk.author(view.id, one.line.id)
    return {
        **queue.of_entry(view, one),
        "typed": {"words": request.form.get("words", "")},
        "author_lang": author.lang if author else one.line.lang,
        "letter": _asking_letter(view, one),
    }


def _asking_letter(view: CampaignView, one: DeskEntry) -> Markup:
    head, first_name, signed = _paper(view, one)
    return sheets.changes(
        head,
        first_name=first_name,
        entry=one.line.name,
        entry_id=one.line.id.hex,
        words=request.form.get("words", ""),
        signed=signed,
    )


def _paper(view: CampaignView, one: DeskEntry) -> tuple[Letterhead, str, Signature]:
    """The letterhead in the author's language, the author's first name, and who signs."""
    author = desk.author(view.id, one.line.id)
    lang = author.lang if author else one.line.lang
    theirs = campaigns.by_id(view.id, lang) or view
    person = access.person()
    head = Letterhead(
        lang=lang,
        public_url=current_app.config["SETTINGS"].public_url,
        brand=view.brand,
        contact_address=view.contact_address,
        contest=theirs.name,
        campaign=view.slug,
        zone=view.zone,
    )
    return head, author.first_name if author else "", Signature(person.first_name, person.title)


def _letter(view: CampaignView, one: DeskEntry) -> Markup:
    """What the author will read, in the author's language."""
    head, first_name, signed = _paper(view, one)
    taking = view.open_phase(PhaseKind.SUBMISSION, clock.now())
    return sheets.refusal(
        head,
        first_name=first_name,
        entry=one.line.name,
        reason=request.form.get("reason", "") or reasons.OTHER,
        words=request.form.get("words", ""),
        signed=signed,
        until=taking.last_second if taking else None,
        removed=_kind(one) is DecisionKind.REMOVE,
    )
